import type { Layout } from '../groups';
import type { Length } from '../length';

/** How a mail is laid out: what needs nobody stands close together. */
export const MAIL = { isFull: false, mostNames: 30, mostMoves: 20 } as const satisfies Partial<Layout>;

const names = (mostNames: number, mostMoves: number) => ({ ...MAIL, mostNames, mostMoves });

/** For a mail that needs nobody: the first that is short enough is sent. What was changed goes last. */
export const QUIET = [
  [MAIL, 'whole'],
  [MAIL, 'brief'],
  [names(30, 4), 'brief'],
  [names(16, 2), 'brief'],
  [MAIL, 'short'],
  [names(30, 5), 'short'],
  [names(30, 3), 'short'],
  [names(30, 1), 'short'],
  [names(30, 0), 'short'],
  [names(16, 0), 'short'],
  [names(8, 0), 'short'],
  [names(3, 0), 'short'],
  [names(0, 0), 'shortest'],
] as const satisfies readonly (readonly [Partial<Layout>, Length])[];

/** Lines of a mail that needs nobody. */
export const MOST_QUIET_LINES = 12;

/** Lines of a mail that needs somebody, and in which each of several moves names its clients: a longer one has a line for all. */
export const MOST_LINES_WITH_CLIENTS = 25;
