import { driftOf } from '../history';
import * as say from '../wording/gates';
import { eachPlanned, hold, type Gate } from './gate';

/** A listener that an earlier run changed and that has another policy now is not changed back and forth. */
export const drift: Gate = (entries, _settings, { history, now }) =>
  eachPlanned(entries, (entry) => {
    const change = history && driftOf(history, entry);
    return change ? hold(entry, say.revertedByOthers(change, entry, now)) : entry;
  });
