import { count, sentence } from '../wording/sentence';
import type { ImpactRow } from './impact';
import type { Seen, SeenListener } from './tally';

/** What a reader of the numbers has to know, a sentence each: where they are less, or more, than what happened. */
export function notesOn(tally: Seen, rows: readonly ImpactRow[], from: string | null): readonly string[] {
  const handshakes = rows.reduce((total, row) => total + row.handshakes, 0);
  const foreign = foreignTo(tally);
  const { forgotten } = tally.recent;
  return [
    ...(handshakes === 0 && rows.length > 0
      ? ['no TLS handshake is in these logs: they say nothing of who would break']
      : []),
    ...(from !== null && foreign > 0
      ? [
          `${count(foreign, 'handshake')} used what ${from} does not accept: some listener had another policy, and what is said to be uncertain there is not told by its order`,
        ]
      : []),
    ...(rows.some((row) => row.addresses === null || row.addressesRefused === null)
      ? ['a listener had more addresses than are counted one by one (65,536); these numbers are null']
      : []),
    ...(tally.listeners.some(isCut)
      ? [
          'so many networks were refused that the quietest were dropped: the handshakes of each are the least there were',
        ]
      : []),
    ...(forgotten > 0
      ? [
          `${count(forgotten, 'handshake')} may have counted twice: more connections were open than are remembered`,
        ]
      : []),
  ].map(sentence);
}

/** Handshakes that the policy which the listeners are said to have had does not accept. */
function foreignTo({ listeners, suites }: Seen): number {
  return listeners
    .flatMap(({ type, connections, requests }) => {
      const { all } = suites[type === 'classic' ? 'classic' : 'elbv2'];
      return [connections, requests].flatMap((counts) =>
        all.map(({ isOfFrom, index }) => (isOfFrom === false ? (counts.suites[index] ?? 0) : 0)),
      );
    })
    .reduce((total, handshakes) => total + handshakes, 0);
}

function isCut({ connections, requests }: SeenListener): boolean {
  return connections.refused.isCut || requests.refused.isCut;
}
