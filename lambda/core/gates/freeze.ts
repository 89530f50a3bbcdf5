import * as say from '../wording/gates';
import { eachPlanned, hold, type Gate } from './gate';

/** No change on or before the last frozen day. */
export const freeze: Gate = (entries, { freezeUntil }, { now }) =>
  freezeUntil !== null && isFrozen(freezeUntil, now)
    ? eachPlanned(entries, (entry) => hold(entry, say.frozen(freezeUntil)))
    : entries;

/** Whether `now` is on or before a day (`YYYY-MM-DD`, that day included, UTC). */
function isFrozen(freezeUntil: string, now: Date): boolean {
  return now.toISOString().slice(0, 10) <= freezeUntil;
}
