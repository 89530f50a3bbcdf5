import { protocolName } from '../core/wording/protocols';
import { entryNumbers, type Entry, type Report } from '../core/report';
import { groupBy } from '../core/group';
import { kindOf, type StepId } from '../core/step-table';
import { count } from '../core/wording/sentence';
import { moveOf, moveText } from './sentences';
import { oneLine } from './text';

/** What clients lose by the moves of a report: it is said once for each distinct move, where its first listener stands. */
export interface Losses {
  /** What is to be said beside this entry; empty where nothing is lost, or it has been said. */
  readonly beside: (entry: Entry) => string;
  /** Entries whose moves stand nowhere else: they wait, or are exempt. */
  readonly others: readonly Entry[];
  /** What is lost by a move. */
  readonly of: (entry: Entry) => string;
  /** `Java 7u25, IE 8 Win 7 and 45 more (1 3); ...`, where moves do not say it themselves; empty where nobody is, or they do. */
  readonly lockedOutBy: (moved: readonly Numbered[]) => string;
}

/** An entry, and its number. */
export interface Numbered {
  readonly number: number;
  readonly entry: Entry;
}

/** A mail names the ciphers of one loss: that of nearly every estate. Of more it counts them, and `show` names them. */
const MOST_NAMED = 1;

/** What is named of a loss, and not only counted. */
export interface Naming {
  /** Up to so many different losses have their ciphers named, and the clients that they lock out. */
  readonly mostNamed?: number;
  /** Of several different losses: each move names the clients that it locks out, a line names them for all, or nothing does. */
  readonly clients?: 'by-move' | 'together' | 'none';
}

/** Steps of a mail whose entries stand without their move: their tag is the news, and the move needs it first. */
export const IS_ABOUT_A_TAG: ReadonlySet<StepId> = new Set(['fix-exemption-tag']);

/** @param isFull whether each listener has a line of its own */
export function lossesOf(
  report: Report,
  isFull: boolean,
  { mostNamed = isFull ? Infinity : MOST_NAMED, clients = 'none' }: Naming = {},
): Losses {
  const losing = report.listeners.filter(
    (entry) => moveOf(entry)?.to && entry.drops.protocols.length + entry.drops.ciphers.length > 0,
  );
  const told = tellersAmong(losing, report, isFull);
  const moves = new Set(losing.flatMap((entry) => (told.has(entry.id) ? [moveKey(entry)] : [])));
  const isNamed = new Set(losing.map(({ drops }) => drops.ciphers.toSorted().join())).size <= mostNamed;
  const of = ({ drops: { protocols, ciphers }, locksOut = [] }: Entry): string => {
    const names = isNamed ? ` (${foldedNames(ciphers).join(', ')})` : '';
    const what = lost(protocols, ciphers.length === 0 ? '' : `${count(ciphers.length, 'cipher')}${names}`);
    return (
      what +
      (isNamed || clients === 'by-move' ? lockedOut(locksOut, isFull ? MOST_CLIENTS : FEW_CLIENTS) : '')
    );
  };
  const isLosing = new Set(losing.map(({ id }) => id));
  return {
    beside: (entry) => {
      if (told.has(entry.id)) return of(entry);
      // A line of its own says how much, and the first of its move what.
      return isFull && isLosing.has(entry.id) && entry.outcome !== 'reverted' ? counted(entry) : '';
    },
    others: losing.filter(
      (entry) => (entry.outcome === 'held' || entry.outcome === 'exempt') && !moves.has(moveKey(entry)),
    ),
    of,
    lockedOutBy: (moved) => (clients === 'together' && !isNamed ? foldedClients(moved) : ''),
  };
}

/**
 * The first entry of each distinct move: of those that moved or would, and then in the order of the steps. Where an entry
 * stands without its move it says nothing.
 */
function tellersAmong(losing: readonly Entry[], report: Report, isFull: boolean): ReadonlySet<string> {
  const numbers = entryNumbers(report);
  const byNumber = new Map(losing.map((entry) => [numbers.get(entry.id), entry]));
  const shown = report.steps.filter(
    ({ id }) => isFull || (kindOf(id) !== 'wait' && id !== 'exempt' && !IS_ABOUT_A_TAG.has(id)),
  );
  const entries = shown.flatMap(({ listeners }) => listeners.flatMap((number) => byNumber.get(number) ?? []));
  const moved = entries.filter(({ outcome }) => outcome === 'changed' || outcome === 'planned');
  const first = new Map<string, string>();
  for (const entry of [...moved, ...entries]) {
    if (entry.outcome !== 'reverted' && !first.has(moveKey(entry))) first.set(moveKey(entry), entry.id);
  }
  return new Set(first.values());
}

/** Custom policies of Classic have names of their load balancer alone: what is lost belongs to the move. */
export function moveKey(entry: Entry): string {
  const { protocols, ciphers } = entry.drops;
  return JSON.stringify([moveText(moveOf(entry)), protocols.toSorted(), ciphers.toSorted()]);
}

/** `at most TLS 1.0, TLS 1.1 and 21 ciphers`, of moves that are too many to be told one by one. */
export function lossOfAll(entries: readonly Entry[]): string {
  const protocols = [...new Set(entries.flatMap(({ drops }) => drops.protocols))];
  const ciphers = new Set(entries.flatMap(({ drops }) => drops.ciphers)).size;
  return `at most ${lost(protocols, ciphers === 0 ? '' : count(ciphers, 'cipher'))}`;
}

/** Known clients are named most common first: so many at a terminal, and in a mail. */
const MOST_CLIENTS = 8;
const FEW_CLIENTS = 3;

/** `; locks out Android 4.3, Java 7u25 and 45 more`. */
function lockedOut(clients: readonly string[], most: number): string {
  if (clients.length === 0) return '';
  const more = clients.length - most;
  return `; locks out ${clients.slice(0, most).map(oneLine).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Of the clients of all moves together, so many are named of the largest set, and of the others one. */
const MOST_TOGETHER = 2;

/** Moves that lock out the same clients first stand together, with the numbers of their listeners; the largest set first. */
function foldedClients(moved: readonly Numbered[]): string {
  const losing = moved.filter(({ entry }) => lockedOutIn(entry).length > 0);
  const byFirst = groupBy(losing, ({ entry }) => lockedOutIn(entry).slice(0, MOST_TOGETHER).join('\n'));
  const sets = [...byFirst.values()].map((its) => {
    const all = its.map(({ entry }) => lockedOutIn(entry)).toSorted((a, b) => b.length - a.length);
    return { its, largest: all[0] ?? [], smallest: all.at(-1) ?? [] };
  });
  return sets
    .toSorted((a, b) => b.largest.length - a.largest.length)
    .map(({ its, largest, smallest }, index) => {
      const names = largest.slice(0, index === 0 ? MOST_TOGETHER : 1).map(briefly);
      const more = largest.length - names.length;
      const upTo = smallest.length < largest.length ? 'up to ' : '';
      const numbers = its.map(({ number }) => number).toSorted((a, b) => a - b);
      return `${names.join(', ')}${more > 0 ? ` and ${upTo}${more} more` : ''} (${numbers.join(' ')})`;
    })
    .join('; ');
}

/** `axTLS 2.1` of `axTLS 2.1 (ESP8266 devices)`. */
function briefly(client: string): string {
  return oneLine(client).replace(/ \([^()]*\)$/, '');
}

function lockedOutIn({ locksOut = [] }: Entry): readonly string[] {
  return locksOut;
}

/** The loss of a move without the names of the ciphers. */
function counted({ drops: { protocols, ciphers } }: Entry): string {
  return lost(protocols, ciphers.length === 0 ? '' : count(ciphers.length, 'cipher'));
}

/** `SSL 3.0, TLS 1.0, 1.1, 14 ciphers`. */
function lost(protocols: readonly string[], ciphers: string): string {
  const named = protocols.toSorted().map(protocolName);
  const short = named.map((name, index) =>
    name.startsWith('TLS ') && named[index - 1]?.startsWith('TLS ') ? name.slice('TLS '.length) : name,
  );
  return [...short, ...(ciphers === '' ? [] : [ciphers])].map(oneLine).join(', ');
}

const CURVE = /^ECDHE-(ECDSA|RSA)-/;

/** `ECDHE-*-AES128-SHA` where both the ECDSA and the RSA one are lost. */
export function foldedNames(ciphers: readonly string[]): readonly string[] {
  const all = new Set(ciphers);
  const folded = ciphers.map((cipher) => {
    const rest = cipher.replace(CURVE, '');
    const isBoth = CURVE.test(cipher) && all.has(`ECDHE-ECDSA-${rest}`) && all.has(`ECDHE-RSA-${rest}`);
    return isBoth ? `ECDHE-*-${rest}` : cipher;
  });
  return [...new Set(folded)];
}
