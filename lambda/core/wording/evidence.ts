import type { Evidence, SeenClients } from '../evidence';
import type { TopRefused } from '../evidence';
import { groupBy } from '../group';
import { protocolName } from './protocols';
import { list } from './target';

/** The sentences on what logs show of the clients of a listener. */

const NUMBERS = new Intl.NumberFormat('en-GB');

/** `1,204,331`. */
export function thousands(value: number): string {
  return NUMBERS.format(value);
}

/** Rounded down, so that 100 % is all; and what is there is not 0. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0001) return 'under 0.01 %';
  return `${Math.floor(share * 10_000) / 100} %`;
}

/** How many are named where it is one line. */
const MOST_NAMED = 3;

/** `0 of 1,204,331 handshakes in 7 days would be refused (82 % of the window read)`. */
export function refusedClause({ handshakes, refused, days, readShare }: Counted): string {
  const window = `in ${days} day${days === 1 ? '' : 's'}`;
  if (readShare === null) return `its logs have nothing ${window}`;
  const noun = handshakes === 1 ? 'handshake' : 'handshakes';
  return `${thousands(refused)} of ${thousands(handshakes)} ${noun} ${window} would be refused (${percent(readShare)} of the window read)`;
}

/** What is counted of one listener, or of several together. */
export type Counted = Pick<SeenClients, 'handshakes' | 'refused' | 'days' | 'readShare'>;

/** What is told of a listener that is held: how many, with what, and whom to call. */
export function heldClause(seen: SeenClients): string {
  const { refused, uncertain, addressesRefused, refusedWith, topRefused, ofAllListeners } = seen;
  const from =
    addressesRefused === null
      ? 'more addresses than are counted'
      : counted(addressesRefused, 'address', 'addresses');
  const clients = [...new Set(refusedWith.flatMap((suite) => suite.clients))].slice(0, MOST_NAMED);
  const used = groupBy(refusedWith, ({ protocol }) => protocolName(protocol));
  return [
    `${refusedClause(seen)}, from ${from}`,
    ...(ofAllListeners ? ['on all its listeners: the log does not tell them apart'] : []),
    ...(uncertain > 0 && uncertain < refused ? [`${thousands(uncertain)} may get through another way`] : []),
    ...(uncertain > 0 && uncertain === refused ? ['all may get through another way'] : []),
    ...(used.size === 0 ? [] : [`with ${list([...used.keys()])}`]),
    ...(clients.length === 0 ? [] : [`fits ${list(clients)}`]),
    ...(topRefused.length === 0 ? [] : [`call ${callees(topRefused)}`]),
  ].join('; ');
}

/** `203.0.113.0/24 (900, "curl/7.29.0")`, the loudest first. */
function callees(top: readonly TopRefused[]): string {
  const named = top.slice(0, MOST_NAMED).map(({ address, handshakes, userAgents: [agent] }) => {
    const who = agent === undefined ? '' : `, "${agent}"`;
    return `${address} (${thousands(handshakes)}${who})`;
  });
  const left = top.length - named.length;
  return list(left > 0 ? [...named, `${left} more`] : named);
}

/** What the logs of several listeners say together: one clause each; empty where nobody looked. */
export function togetherClauses(evidence: readonly Evidence[]): readonly string[] {
  const seen = evidence.flatMap((each) => (each.status === 'read' ? [each] : []));
  const blind = evidence.filter(({ status }) => status === 'no-log').length;
  const unread = evidence.filter(({ status }) => status === 'unread').length;
  const told = seen.filter(({ readShare }) => readShare !== null);
  const [first] = told;
  return [
    ...(first === undefined
      ? []
      : [
          refusedClause({
            handshakes: sum(told, 'handshakes'),
            refused: sum(told, 'refused'),
            days: first.days,
            readShare: Math.min(...told.map(({ readShare }) => readShare ?? 1)),
          }),
        ]),
    ...(told.some(({ keyExchangeTold }) => keyExchangeTold > 0)
      ? [
          `${thousands(sum(told, 'postQuantum'))} of ${thousands(sum(told, 'keyExchangeTold'))} were post-quantum`,
        ]
      : []),
    ...(seen.length > told.length
      ? [`nothing in the logs of ${counted(seen.length - told.length, 'listener', 'listeners')}`]
      : []),
    ...(blind > 0
      ? [`no logs of ${counted(blind, 'listener', 'listeners')}: nobody knows who uses them`]
      : []),
    ...(unread > 0 ? [`logs of ${counted(unread, 'listener', 'listeners')} could not be read`] : []),
  ];
}

function sum(
  seen: readonly SeenClients[],
  what: 'handshakes' | 'refused' | 'postQuantum' | 'keyExchangeTold',
): number {
  return seen.reduce((total, each) => total + (each[what] ?? 0), 0);
}

function counted(value: number, noun: string, nouns: string): string {
  return `${thousands(value)} ${value === 1 ? noun : nouns}`;
}
