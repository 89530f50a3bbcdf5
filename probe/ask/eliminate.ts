import { UNRECOGNIZED_NAME } from '../wire/alerts';
import type { Answer, Chosen } from '../net/answer';

/** How asking for one thing after the other came to its end. */
export interface Elimination<T> {
  /** What the server chose, in the order in which it did. */
  readonly chosen: readonly T[];
  /** What it said to the rest: refused by alert or by another choice, or hung up. `null`: nothing was left to ask. */
  readonly end: 'refused' | 'hung-up' | 'unknown-name' | null;
  /** The alert of a refusal, where there was one. */
  readonly alert: number | null;
  /** A clause, where it ended before the server had said so: then more may be there. */
  readonly problem: string | null;
}

/** How a server's choice is read from its answer: `null` where it chose none of these, a clause where it makes no sense. */
export type ReadChoice<T> = (answer: Chosen, offered: readonly T[]) => { readonly choice: T } | string | null;

/**
 * Offers all, takes away what the server chose, and offers the rest, until it refuses: as many handshakes as it has
 * choices, and one. Where the server decides, this is its order too.
 */
export async function eliminate<T>(
  all: readonly T[],
  ask: (offered: readonly T[]) => Promise<Answer>,
  read: ReadChoice<T>,
): Promise<Elimination<T>> {
  const chosen: T[] = [];
  let offered = all;
  while (offered.length > 0) {
    const answer = await ask(offered);
    const step = stepOf(answer, offered, read);
    if (!('choice' in step)) return { chosen, ...step };
    const { choice, problem } = step;
    chosen.push(choice);
    if (problem !== null) return { chosen, end: null, alert: null, problem };
    offered = offered.filter((each) => each !== choice);
  }
  return { chosen, end: null, alert: null, problem: null };
}

type Step<T> = { readonly choice: T; readonly problem: string | null } | Omit<Elimination<T>, 'chosen'>;

function stepOf<T>(answer: Answer, offered: readonly T[], read: ReadChoice<T>): Step<T> {
  switch (answer.kind) {
    case 'untold':
      return { end: null, alert: null, problem: answer.why };
    case 'hung-up':
      return { end: 'hung-up', alert: null, problem: null };
    case 'refused':
      return {
        end: answer.alert === UNRECOGNIZED_NAME ? 'unknown-name' : 'refused',
        alert: answer.alert,
        problem: null,
      };
    case 'chose': {
      const choice = read(answer, offered);
      if (choice === null) return { end: 'refused', alert: null, problem: null };
      if (typeof choice === 'string') return { end: null, alert: null, problem: choice };
      const { brokenOff } = answer;
      return { ...choice, problem: brokenOff === null ? null : `the answer was broken off: ${brokenOff}` };
    }
  }
}
