import widthOf from 'string-width';
import type { Impact, ImpactRow } from '../core/impact/impact';
import type { RefusedSuite, TopRefused } from '../core/evidence';
import { percent, thousands } from '../core/wording/evidence';
import { protocolName } from '../core/wording/protocols';
import { bare, item, led, list, oneLine, wrapText, type Page } from './text';

/** An impact for a person at a terminal: whom the target would lock out, how many they are, and who that is. */

/** Sentences are not wider than this, however wide the terminal. */
const READABLE = 100;

const MIB = 1024 * 1024;

/** Listeners that nobody would miss are a number; these are shown one by one. */
export function impactText(impact: Impact, width = Infinity): string {
  const page = { columns: Math.min(width, READABLE), widthOf };
  const refusing = impact.loadBalancers.filter(({ refused }) => refused > 0);
  const sections = [
    headOf(impact, page),
    ...refusing.map((row) => listenerLines(row, page)),
    fineLines(impact, page),
    missingLines(impact, page),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function headOf(impact: Impact, page: Page): readonly string[] {
  const { target, from, loadBalancers, readShare } = impact;
  const handshakes = total(loadBalancers, 'handshakes');
  const refused = total(loadBalancers, 'refused');
  const uncertain = total(loadBalancers, 'uncertain');
  const read = readShare === null ? 'nothing was there to read' : `${percent(readShare)} of the logs read`;
  return [
    ...wrapText(
      `${target} would refuse ${thousands(refused)} of ${counted(handshakes, 'handshake')}${ofThem(uncertain)} (${read}).`,
      led(0, 2),
      page,
    ),
    ...(from === null ? [] : wrapText(`Now: ${from}, by what was said.`, led(0, 2), page)),
    ...wrapText(`${readOf(impact)}. Logs are best effort: some connections are in none.`, led(0, 2), page),
  ];
}

/** What the numbers are made of. */
function readOf({ files, lines, scannedBytes }: Impact): string {
  return [
    ...(files === null ? [] : [counted(files, 'file')]),
    counted(lines, 'line'),
    ...(scannedBytes === null ? [] : [`${thousands(Math.ceil(scannedBytes / MIB))} MiB scanned by Athena`]),
  ].join(', ');
}

/** Of the refused ones. */
function ofThem(uncertain: number): string {
  return uncertain === 0 ? '' : `, ${thousands(uncertain)} of which may get through another way`;
}

function listenerLines(row: ImpactRow, page: Page): readonly string[] {
  const { handshakes, refused, uncertain, addressesRefused, refusedWith, topRefused } = row;
  return [
    ...wrapText(
      `${nameOf(row)}: ${thousands(refused)} of ${thousands(handshakes)} refused (${percent(refused / handshakes)})${ofThem(uncertain)}, from ${addressesIn(addressesRefused)}`,
      led(0, 4),
      page,
    ),
    ...refusedWith.flatMap((suite) => wrapText(suiteText(suite), bare(4), page)),
    ...topRefused.flatMap((top) => wrapText(topText(top), item(6, 8), page)),
    ...wrapText(restOf(row), bare(4), page),
  ];
}

function nameOf({ loadBalancer, port }: ImpactRow): string {
  return oneLine(`${loadBalancer ?? 'a load balancer that no log names'}${port === null ? '' : ` :${port}`}`);
}

function addressesIn(addresses: number | null): string {
  return addresses === null ? 'more addresses than are counted' : counted(addresses, 'address', 'addresses');
}

function suiteText({ protocol, cipher, handshakes, uncertain, clients }: RefusedSuite): string {
  const fitting = clients.length === 0 ? '' : `; fits ${list(clients)}`;
  const doubt = uncertain ? ' (may get through another way)' : '';
  return `with ${protocolName(protocol)} and ${cipher}: ${thousands(handshakes)}${doubt}${fitting}`;
}

function topText({ address, handshakes, userAgents }: TopRefused): string {
  const agents = userAgents.length === 0 ? '' : `: ${userAgents.map((agent) => `"${agent}"`).join(', ')}`;
  return `${address} ${thousands(handshakes)}${agents}`;
}

/** What else was seen there. */
function restOf(row: ImpactRow): string {
  const { failed, plain, postQuantum, keyExchangeTold, log } = row;
  return [
    `read from its log of ${log}`,
    ...(failed > 0 ? [`${counted(failed, 'handshake')} failed already`] : []),
    ...(plain > 0 ? [`${thousands(plain)} without TLS`] : []),
    ...(postQuantum === null
      ? []
      : [`${thousands(postQuantum)} of ${thousands(keyExchangeTold)} post-quantum`]),
  ].join('; ');
}

function fineLines({ loadBalancers }: Impact, page: Page): readonly string[] {
  const fine = loadBalancers.filter(({ refused, handshakes }) => refused === 0 && handshakes > 0);
  const silent = loadBalancers.filter(({ handshakes }) => handshakes === 0);
  const lines = (
    label: string,
    rows: readonly ImpactRow[],
    text: (row: ImpactRow) => string,
  ): readonly string[] =>
    rows.length === 0 ? [] : [label, ...rows.flatMap((row) => wrapText(text(row), led(2, 4), page))];
  return [
    ...lines(
      'Nobody refused',
      fine,
      (row) => `${nameOf(row)}: 0 of ${thousands(row.handshakes)}; ${restOf(row)}`,
    ),
    ...lines('No handshake seen', silent, (row) => `${nameOf(row)}: ${restOf(row)}`),
  ];
}

const SKIPPED: Readonly<Record<keyof Impact['skipped'], string>> = {
  'unknown-format': 'in none of the four formats',
  'cut-line': 'cut off',
  'unknown-protocol': 'with a protocol that is not known here',
  'tls-untold': 'of TLS without protocol and cipher',
  'long-line': 'longer than 128 KiB',
  'too-many-listeners': 'of more listeners than are kept apart (5,000)',
};

const UNREAD: Readonly<Record<keyof Impact['unreadFiles'], string>> = {
  denied: 'that may not be read',
  'key-denied': 'whose KMS key may not be used',
  gone: 'that went away',
  archived: 'in an archive of S3, to be restored first',
  'cut-off': 'with gzip that ends too early',
  damaged: 'with damaged gzip',
  'out-of-time': 'for which no time was left',
  unreadable: 'that could not be read',
};

function missingLines({ skipped, unreadFiles, unread, notes }: Impact, page: Page): readonly string[] {
  const lines = [
    ...entriesOf(skipped).map(([reason, lost]) => `${counted(lost, 'line')} ${SKIPPED[reason]} (${reason})`),
    ...entriesOf(unreadFiles).map(
      ([reason, lost]) => `${counted(lost, 'file')} ${UNREAD[reason]} (${reason})`,
    ),
    ...unread.map(({ file, message }) => `${file}: ${message}`),
    ...notes,
  ];
  if (lines.length === 0) return [];
  return ['Not counted, or to be known', ...lines.flatMap((line) => wrapText(line, item(4), page))];
}

function entriesOf<Key extends string>(
  counts: Readonly<Partial<Record<Key, number>>>,
): readonly [Key, number][] {
  const entries: [Key, number][] = [];
  for (const key in counts) entries.push([key, counts[key] ?? 0]);
  return entries;
}

function total(rows: readonly ImpactRow[], what: 'handshakes' | 'refused' | 'uncertain'): number {
  return rows.reduce((sum, row) => sum + row[what], 0);
}

function counted(value: number, noun: string, nouns = `${noun}s`): string {
  return `${thousands(value)} ${value === 1 ? noun : nouns}`;
}
