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

/** The judge of an answer, or the finding that there was none. */
export function judged<T>(
  of: About,
  answer: Known<T>,
  rights: string,
  judge: (it: T) => Finding | readonly Finding[],
): readonly Finding[] {
  if ('unread' in answer) return [untold(of, answer.unread, `let the caller use ${rights}`)];
  return [judge(answer.is)].flat();
}
