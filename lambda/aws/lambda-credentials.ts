import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for `@aws-sdk/credential-provider-node` in the Lambda bundle (scripts/bundle.ts). Lambda hands a function
 * its credentials in the environment; the rest of the chain (SSO, profiles, instance metadata) is 80 KiB that never run.
 */
export const defaultProvider = () => fromEnv();
