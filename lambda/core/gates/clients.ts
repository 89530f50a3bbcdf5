import type { SeenClients } from '../evidence';
import type { ImpactThreshold } from '../rollout';
import * as say from '../wording/gates';
import type { Conclusion } from '../wording/plan';
import { eachPlanned, hold, type Gate } from './gate';

/**
 * What too many clients would be refused by, as the logs show, is not moved; nor is what has logs of which none could be
 * read. Where no log is on, nobody looks: the digest says so.
 */
export const clients: Gate = (entries, { impact }, { now }) =>
  impact === null
    ? entries
    : eachPlanned(entries, (entry) => {
        const { evidence } = entry;
        if (evidence === undefined || evidence.status === 'no-log') return entry;
        if (evidence.status === 'unread') return hold(entry, say.clientsUnknown(evidence.why));
        if (isTooMany(evidence, impact.threshold)) return hold(entry, say.clientsWouldBreak(evidence));
        return hold(entry, doubtIn(evidence, now));
      });

const DAY_MS = 86_400_000;

/** Why what was read says too little to move by, though nobody is refused in it; `null`: it says enough. */
function doubtIn({ readShare, faultyShare, since }: SeenClients, now: Date): Conclusion | null {
  if (readShare === null) return null;
  if (faultyShare > readShare) return say.clientsUnknown('more of its logs could not be read than could');
  // The busy hour of a day has not been in it.
  const isYoung = since !== null && now.getTime() - Date.parse(since) < DAY_MS;
  return isYoung ? say.logTooYoung(since) : null;
}

/** What was read stands for what was not: of half a window, each refused handshake counts as two. */
export function isTooMany(
  { handshakes, refused, readShare }: Pick<SeenClients, 'handshakes' | 'refused' | 'readShare'>,
  { kind, most }: ImpactThreshold,
): boolean {
  if (refused === 0) return false;
  return kind === 'share' ? refused / handshakes > most : refused / (readShare || 1) > most;
}
