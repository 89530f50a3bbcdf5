import { undoneOn } from '../history';
import * as say from '../wording/gates';
import { eachPlanned, hold, type Gate } from './gate';

/**
 * What an undo has put back is left alone until its day has passed or its user clears it. Without a history it is not
 * known what was undone, so everything is held.
 */
export const undone: Gate = (entries, _settings, { history, now }) =>
  eachPlanned(entries, (entry) => {
    if (history === null) return hold(entry, say.historyUnreadable());
    const past = undoneOn(history, entry, now);
    return past ? hold(entry, say.undone(past)) : entry;
  });
