import type { Layout } from '../groups';
import type { Length } from '../length';

/** How a mail is laid out: what needs nobody stands close together. */
export const MAIL = { isFull: false, mostNames: 30, mostMoves: 20 } as const satisfies Partial<Layout>;

/** For a mail that needs nobody: the first that is short enough is sent. */
export const QUIET = [
  [MAIL, 'whole'],
  [{ ...MAIL, mostNames: 20, mostMoves: 4 }, 'brief'],
  [{ ...MAIL, mostNames: 8, mostMoves: 1 }, 'brief'],
  [{ ...MAIL, mostNames: 3, mostMoves: 0 }, 'brief'],
  [{ ...MAIL, mostNames: 6, mostMoves: 0 }, 'short'],
  [{ ...MAIL, mostNames: 0, mostMoves: 0 }, 'shortest'],
] as const satisfies readonly (readonly [Partial<Layout>, Length])[];

/** Lines of a mail that needs nobody. */
export const MOST_QUIET_LINES = 12;
