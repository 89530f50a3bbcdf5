import type { Evidence, SeenClients } from '../evidence';
import type { TopRefused } from '../evidence';
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
export function refusedClause({ handshakes, refused, days, readShare, since }: Counted, least = ''): string {
  if (readShare === null) return `its logs have nothing in ${days} day${days === 1 ? '' : 's'}`;
  const window =
    since === null
      ? `in ${days} day${days === 1 ? '' : 's'}`
      : `since ${minuteOf(since)} UTC, when the log begins,`;
  const noun = handshakes === 1 ? 'handshake' : 'handshakes';
  return `${thousands(refused)} of ${thousands(handshakes)} ${noun} ${window} would be refused (${least}${percent(readShare)} of ${since === null ? 'the window' : 'it'} read)`;
}

/** `2026-11-22 06:00`. */
function minuteOf(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

/** What is counted of one listener, or of several together. */
export type Counted = Pick<SeenClients, 'handshakes' | 'refused' | 'days' | 'readShare' | 'since'>;

/** What could not be read; empty where all could be. */
function missingClauses(seen: readonly SeenClients[]): readonly string[] {
  const total = (of: (each: SeenClients) => Readonly<Record<string, number>>): number =>
    seen.flatMap((each) => Object.values(of(each))).reduce((all, number) => all + number, 0);
  const lines = total(({ skipped }) => skipped);
  const files = total(({ unreadFiles }) => unreadFiles);
  const missing = [
    ...(files === 0 ? [] : [counted(files, 'file', 'files')]),
    ...(lines === 0 ? [] : [counted(lines, 'line', 'lines')]),
  ];
  return missing.length === 0 ? [] : [`${list(missing)} could not be read`];
}

/** What is told of a listener that is held: how many, with what, and whom to call. */
export function heldClause(seen: SeenClients): string {
  const { refused, uncertain, addressesRefused, refusedWith, topRefused, ofAllListeners } = seen;
  const from =
    addressesRefused === null
      ? 'more addresses than are counted'
      : counted(addressesRefused, 'address', 'addresses');
  const clients = [...new Set(refusedWith.flatMap((suite) => suite.clients))].slice(0, MOST_NAMED);
  const used = refusedWith
    .slice(0, MOST_NAMED)
    .map(
      ({ protocol, cipher, handshakes }) => `${protocolName(protocol)} ${cipher} (${thousands(handshakes)})`,
    );
  return [
    `${refusedClause(seen)}, from ${from}`,
    ...(ofAllListeners ? ['on all its listeners: the log does not tell them apart'] : []),
    ...missingClauses([seen]),
    ...(uncertain > 0 && uncertain < refused ? [`${thousands(uncertain)} may get through another way`] : []),
    ...(uncertain > 0 && uncertain === refused ? ['all may get through another way'] : []),
    ...(used.length === 0 ? [] : [`with ${list(used)}`]),
    ...(clients.length === 0 ? [] : [`fits ${list(clients)}`]),
    ...(topRefused.length === 0 ? [] : [`loudest: ${callees(topRefused)}`]),
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
  const silent = seen.filter(({ readShare }) => readShare === null).length;
  const told = eachOnce(seen.filter(({ readShare }) => readShare !== null));
  const [first] = told;
  return [
    ...(first === undefined
      ? []
      : [
          refusedClause(
            {
              handshakes: sum(told, 'handshakes'),
              refused: sum(told, 'refused'),
              days: first.days,
              readShare: Math.min(...told.map(({ readShare }) => readShare ?? 1)),
              since: told.length === 1 ? first.since : null,
            },
            told.length === 1 ? '' : 'at least ',
          ),
        ]),
    ...(told.length === 1 && first?.ofAllListeners === true
      ? ['on all its listeners: the log does not tell them apart']
      : []),
    ...missingClauses(told),
    ...(told.some(({ keyExchangeTold }) => keyExchangeTold > 0)
      ? [
          `${thousands(sum(told, 'postQuantum'))} of ${thousands(sum(told, 'keyExchangeTold'))} were post-quantum`,
        ]
      : []),
    ...(silent > 0 ? [`nothing in the logs of ${counted(silent, 'listener', 'listeners')}`] : []),
    ...(blind > 0
      ? [`no logs of ${counted(blind, 'listener', 'listeners')}: nobody knows who uses them`]
      : []),
    ...(unread > 0 ? [`logs of ${counted(unread, 'listener', 'listeners')} could not be read`] : []),
  ];
}

/** Listeners that a log does not tell apart have the same handshakes: these count once. */
function eachOnce(seen: readonly SeenClients[]): readonly SeenClients[] {
  const shared = new Set<string>();
  return seen.filter((each) => {
    const text = JSON.stringify(each);
    const isNew = !each.ofAllListeners || !shared.has(text);
    shared.add(text);
    return isNew;
  });
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
