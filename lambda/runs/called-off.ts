import { UserError } from '../core/user-error';
import type { RunContext } from './context';

/**
 * A run at a terminal ends early where its user says so, and no clock does it there. Before the first change that is no
 * report of what there was no time for: nothing was done, and nothing has to be told.
 *
 * @throws UserError where the run was called off
 */
export function endIfCalledOff({ place, deadline }: Pick<RunContext, 'place' | 'deadline'>): void {
  if (place === 'terminal' && deadline.isPast())
    throw new UserError('stopped before the first change: nothing was changed', 130);
}
