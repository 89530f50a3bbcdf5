import type { SeenClients } from '../evidence';
import type { ImpactThreshold } from '../rollout';
import * as say from '../wording/gates';
import { eachPlanned, hold, type Gate } from './gate';

/**
 * What too many clients would be refused by, as the logs show, is not moved; nor is what has logs of which none could be
 * read. Where no log is on, nobody looks: the digest says so.
 */
export const clients: Gate = (entries, { impact }) =>
  impact === null
    ? entries
    : eachPlanned(entries, (entry) => {
        const { evidence } = entry;
        if (evidence === undefined || evidence.status === 'no-log') return entry;
        if (evidence.status === 'unread') return hold(entry, say.clientsUnknown(evidence.why));
        return hold(entry, isTooMany(evidence, impact.threshold) ? say.clientsWouldBreak(evidence) : null);
      });

/** What was read stands for what was not: of half a window, each refused handshake counts as two. */
export function isTooMany(
  { handshakes, refused, readShare }: Pick<SeenClients, 'handshakes' | 'refused' | 'readShare'>,
  { kind, most }: ImpactThreshold,
): boolean {
  if (refused === 0) return false;
  return kind === 'share' ? refused / handshakes > most : refused / (readShare || 1) > most;
}
