import { DIGEST_WHEN, type DigestWhen } from '../core/delivery/due';
import { DIGEST_FORMATS, type DigestFormat } from '../core/delivery/message';
import { UserError } from '../core/user-error';

/** When a sweep sends its digest, and what subscribers get. */
export interface DigestSettings {
  readonly when: DigestWhen;
  readonly format: DigestFormat;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws UserError for a word that is not known */
export function readDigest(environment: Environment): DigestSettings {
  return {
    when: oneOf(DIGEST_WHEN, environment, 'DIGEST_WHEN', 'always (every run) or attention'),
    format: oneOf(DIGEST_FORMATS, environment, 'DIGEST_FORMAT', 'json (for programs) or text'),
  };
}

/** The same for a notice that the settings cannot be read: the format may be what is wrong with them. */
export function readDigestFormat(environment: Environment): DigestFormat {
  return environment['DIGEST_FORMAT']?.trim() === 'text' ? 'text' : 'json';
}

function oneOf<T extends string>(
  [byDefault, ...others]: readonly [T, ...T[]],
  environment: Environment,
  name: string,
  allowed: string,
): T {
  const got = environment[name]?.trim() || byDefault;
  const value = [byDefault, ...others].find((each) => each === got);
  if (value !== undefined) return value;
  throw new UserError(`${name} got "${got}"; use ${allowed}`);
}
