import { readFileSync } from 'node:fs';
import { UserError } from '../lambda/core/user-error';

/**
 * Which certificates a command trusts, where its user says so. The AWS CLI and its kin read AWS_CA_BUNDLE, the SDK here does not
 * ([aws-sdk-js-v3#2208]); Node itself reads NODE_EXTRA_CA_CERTS, in addition to its own. As with the CLI, the bundle stands in
 * the place of the usual ones.
 *
 * @returns the PEM text, for whoever makes the agent (`ca`); `null`: nobody has said so
 * @throws UserError where the file cannot be read, or holds no certificate
 */
export function trustedCertificates(
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const file = environment['AWS_CA_BUNDLE'];
  if (!file) return null;
  const advice = 'name a file with certificates (PEM), or unset AWS_CA_BUNDLE';
  const text = pemIn(file, advice);
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new UserError(`AWS_CA_BUNDLE got "${file}", which has no certificate in it; ${advice}`);
}

function pemIn(file: string, advice: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`AWS_CA_BUNDLE got "${file}", which cannot be read (${why}); ${advice}`);
  }
}
