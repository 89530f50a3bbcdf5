import { lostChange } from '../history';
import * as say from '../wording/gates';
import { eachPlanned, hold, type Gate } from './gate';

/**
 * A listener that an earlier run changed and that has a weaker policy now is not changed back and forth. Where its owner
 * went stricter than that run, nothing was lost.
 */
export const drift: Gate = (entries, _settings, { history, now, isAtLeastAsStrict }) =>
  eachPlanned(entries, (entry) => {
    const change = history && lostChange(history, entry);
    if (!change) return entry;
    const { from } = entry;
    const isStricter = from !== null && change.to !== null && isAtLeastAsStrict(entry, from, change.to);
    return isStricter ? entry : hold(entry, say.revertedByOthers(change, entry, now));
  });
