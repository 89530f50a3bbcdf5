import { groupBy } from '../group';
import type { Entry } from '../report';
import type { Verification } from '../verify/verification';
import { protocolName, protocolNames } from './protocols';
import { count, sentence } from './sentence';
import { list } from './target';

/** The sentences on handshakes before and after a change. */

/** `TLS 1.0 and AES128-SHA still work; TLS 1.3 is refused`; empty where all that could be told is as expected. */
export function oddities({ stillWorks, refused }: Verification): string {
  const working = [...stillWorks.protocols.map(protocolName), ...stillWorks.ciphers];
  return [
    ...(working.length === 0 ? [] : [`${list(working)} still work${working.length === 1 ? 's' : ''}`]),
    ...(refused.length === 0
      ? []
      : [`${protocolNames(refused)} ${refused.length === 1 ? 'is' : 'are'} refused`]),
  ].join('; ');
}

/** Why a load balancer was not asked: the function is in no VPC. */
export const INTERNAL_NOT_ASKED = 'internal: not reachable from the function, not asked';

/** What is said of the handshakes of a run as a whole; nothing where none were asked for. */
export function verificationNotes(listeners: readonly Entry[]): readonly string[] {
  const asked = listeners.flatMap(({ verification, ...entry }) =>
    verification === undefined ? [] : [{ entry, verification }],
  );
  if (asked.length === 0) return [];
  const being = (wanted: boolean | null): typeof asked =>
    asked.filter(({ verification: { asExpected } }) => asExpected === wanted);
  const [fine, odd, unknown] = [being(true).length, being(false).length, being(null)];
  const rest = [
    ...(odd === 0 ? [] : [`not on ${odd}`]),
    ...(unknown.length === 0 ? [] : [`not told on ${unknown.length} (${reasonsIn(unknown)})`]),
  ];
  const result = [`as expected on ${fine} of ${count(asked.length, 'listener')}`, ...rest];
  return [sentence(`handshakes before and after: ${result.join(', ')}`)];
}

/** The reasons that most share, each once; the first listener is named where it is one of few. */
function reasonsIn(
  unknown: readonly { readonly entry: Omit<Entry, 'verification'>; readonly verification: Verification }[],
): string {
  const byReason = [...groupBy(unknown, ({ verification }) => verification.untold.join('; '))].toSorted(
    ([, a], [, b]) => b.length - a.length,
  );
  const said = byReason.slice(0, MOST_REASONS).map(([why, [first]]) => {
    if (why === INTERNAL_NOT_ASKED || first === undefined) return why;
    return `${first.entry.loadBalancer.name} :${first.entry.port}: ${why}`;
  });
  const left = byReason.length - said.length;
  return [...said, ...(left > 0 ? [`and ${left} more`] : [])].join('; ');
}

/** More reasons than these nobody reads in one sentence; the report has them all. */
const MOST_REASONS = 2;
