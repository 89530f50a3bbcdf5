import { isClosedByPolicy, isRefusal, isSessionExpired } from '../errors';
import type { ReadError } from '../estate';
import type { CheckId, Finding } from './checks';
import type { Known } from './facts';

/** How a check ends: three words that every judge uses. */

type About = Pick<Finding, 'check' | 'region'>;

export function about(check: CheckId, region: string | null = null): About {
  return { check, region };
}

export function fine(of: About, found: string): Finding {
  return { ...of, isFine: true, found, todo: null };
}

export function wrong(of: About, found: string, todo: string): Finding {
  return { ...of, isFine: false, found, todo };
}

/** Nobody could look: that is never fine. `todo` is what would let somebody look. */
export function untold(of: About, { code, message }: ReadError, todo: string): Finding {
  return { ...of, isFine: null, found: `could not be told: ${code}: ${message}`, todo };
}

/** What the answer needs, and what is to be said where it is that there is no such thing. */
export interface Asking {
  /** The calls, as a clause. */
  readonly rights: string;
  /** What was asked for, and what to do where it is gone; left out: nothing can be. */
  readonly gone?: { readonly what: string; readonly todo: string };
}

/** The judge of an answer, or the finding that there was none. */
export function judged<T>(
  of: About,
  answer: Known<T>,
  { rights, gone }: Asking,
  judge: (it: T) => Finding | readonly Finding[],
): readonly Finding[] {
  if ('is' in answer) return [judge(answer.is)].flat();
  const { unread } = answer;
  if (gone !== undefined && GONE.test(unread.code))
    return [wrong(of, `${gone.what} is not there`, gone.todo)];
  return [untold(of, unread, wayToLook(unread, rights))];
}

/** As Lambda and Scheduler, SNS, IAM and S3 say it. */
const GONE = /^(ResourceNotFound|NotFound|NoSuchEntity|NoSuchBucket)$/;

/** What would let somebody look, by what was in the way. */
function wayToLook(error: ReadError, rights: string): string {
  if (isSessionExpired(error)) return 'sign in again';
  if (isClosedByPolicy(error))
    return `ask whoever keeps the policies of the organisation for ${rights}: docs/organisation.md`;
  if (isRefusal(error)) return `let the caller use ${rights}`;
  return `ask again; where it stays so, see what is between here and AWS: it takes ${rights}`;
}
