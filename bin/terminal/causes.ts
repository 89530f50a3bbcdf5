import type { ReadError } from '../../lambda/core/estate';
import { isClosedByPolicy, isSessionExpired, isThrottling } from '../../lambda/core/errors';
import { credentialAdvice, type Environment } from './credentials';

/** What ends a run, by what the error says, and what to do about it. The first that fits. */
interface Cause {
  readonly fits: (error: ReadError, text: string) => boolean;
  readonly advice: (environment: Environment) => string;
}

const says =
  (pattern: RegExp): Cause['fits'] =>
  (_, text) =>
    pattern.test(text);

/** `Signature expired: 20261126T1200Z is now earlier than ...`: that is the clock. A session says *token*. */
const CLOCK =
  /RequestTimeTooSkewed|RequestInTheFuture|Signature (expired|not yet current)|is now (earlier|later) than/;

export const CAUSES = {
  clock: {
    fits: says(CLOCK),
    advice: () => 'the clock of this machine is wrong: set it, then run this again',
  },
  session: {
    fits: (error, text) => isSessionExpired(error) || /aws (sso )?login/.test(text),
    advice: ({ AWS_PROFILE: profile }) =>
      `sign in again (aws sso login${profile ? ` --profile ${profile}` : ''}), or set new credentials`,
  },
  credentials: {
    fits: says(/CredentialsProvider|TokenProvider|Could not load cred/),
    advice: credentialAdvice,
  },
  'unknown keys': {
    fits: says(/InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId/),
    advice: () =>
      'AWS does not know these keys here: they are deleted, or of another partition, or the Region is not enabled; ' +
      'set AWS_PROFILE to a profile of yours, or other keys, and look at AWS_REGION',
  },
  'wrong secret': {
    fits: says(/SignatureDoesNotMatch|InvalidSignature|IncompleteSignature/),
    advice: () =>
      'the secret does not go with the key, or something on the way has changed the request: look at AWS_SECRET_ACCESS_KEY, or set AWS_PROFILE',
  },
  'closed by the organisation': {
    fits: isClosedByPolicy,
    advice: () =>
      'no role can allow it: name the Regions you use (--region), or ask who runs the organisation',
  },
  'not an operator': {
    // What the bucket of the function answers to all others (docs/permissions.md).
    fits: says(/AccessDenied.*s3:PutObject.*resource-based policy/),
    advice: () =>
      "name your role in the stack's parameter OperatorRoleArns, or undo with the AWS CLI commands of the digest",
  },
  denied: { fits: says(/AccessDenied/), advice: () => 'allow this action, or use other credentials' },
  throttled: {
    fits: isThrottling,
    advice: () =>
      'others in the account ask AWS too, and together it is too often; run this again in some minutes',
  },
  'not AWS': {
    fits: says(/^(NotAws|UnreadableAnswer): /),
    advice: () =>
      'a proxy, or a network that wants you to sign in, answers for AWS: open a page in a browser, set HTTPS_PROXY or NO_PROXY, and look at AWS_ENDPOINT_URL if it is set',
  },
  'silent host': {
    fits: says(/^SilentHost: /),
    advice: () =>
      'see whether this machine reaches it: is there a proxy to name (HTTPS_PROXY), a VPN to switch on, a firewall, a wrong AWS_ENDPOINT_URL or AWS_REGION?',
  },
  'no TLS': {
    fits: says(/^NotTls: /),
    advice: () =>
      'where AWS_ENDPOINT_URL is meant to be plain HTTP write it as http://host:port, else look at its port, or unset it',
  },
  certificate: {
    fits: says(/the certificate of \S+ is not trusted/),
    advice: () =>
      'where a proxy looks into TLS, set AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS to the file with its certificate',
  },
  address: {
    fits: says(/Invalid URL/),
    advice: () => 'write AWS_ENDPOINT_URL as http://host:port, or unset it',
  },
  network: {
    fits: says(/ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|UNREACH|Timeout/),
    advice: () => 'check the network, and AWS_ENDPOINT_URL if it is set',
  },
  'AWS broke': {
    fits: says(/^(Internal\w*|ServiceUnavailable|Unknown): /),
    advice: () => 'AWS had a failure of its own, or something before it had: run this again later',
  },
} as const satisfies Readonly<Record<string, Cause>>;

/** What to do about an error; `null`: nobody knows. */
export function adviceOn(error: ReadError, environment: Environment): string | null {
  const text = `${error.code}: ${error.message}`;
  const causes: readonly Cause[] = Object.values(CAUSES);
  return causes.find(({ fits }) => fits(error, text))?.advice(environment) ?? null;
}
