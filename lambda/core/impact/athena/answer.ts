import { isPostQuantum } from '../spelling';
import type { LogFormat } from '../log-line';
import type { SkipReason } from '../log-line';
import { SeenSuites } from '../suites-seen';
import { LONGEST_AGENT, unescapedAgent, type Talker } from '../talkers';
import { idOf, KIND_OF, type Counts, type Seen, type SeenListener, type TallyOptions } from '../tally';
import { FORMATS, TABLE_FORMATS } from './formats';
import { COLUMNS, MOST_ROWS } from './query';

/** A row of an answer by its columns; `null` where SQL says NULL. */
export type AnswerRow = Readonly<Record<(typeof COLUMNS)[number], string | null>>;

/** What the rows of one query mean. @throws where the columns are not those that were asked for */
export function rowsOf(
  names: readonly string[],
  rows: readonly (readonly (string | null)[])[],
): readonly AnswerRow[] {
  if (names.join() !== COLUMNS.join())
    throw new Error(`the query answered with the columns ${names.join(', ')}, not ${COLUMNS.join(', ')}`);
  return rows.map((cells) => {
    const at = (column: (typeof COLUMNS)[number]): string | null => cells[COLUMNS.indexOf(column)] ?? null;
    return {
      what: at('what'),
      load_balancer: at('load_balancer'),
      port: at('port'),
      kind: at('kind'),
      protocol: at('protocol'),
      cipher: at('cipher'),
      key_exchange: at('key_exchange'),
      network: at('network'),
      user_agent: at('user_agent'),
      lines: at('lines'),
      handshakes: at('handshakes'),
      addresses: at('addresses'),
      refused_addresses: at('refused_addresses'),
    };
  });
}

/** Whether an answer was cut in the middle of its suites, which come first: whose are missing nobody knows. */
export function missesSuites(rows: readonly AnswerRow[]): boolean {
  return rows.length >= MOST_ROWS && rows.at(-1)?.what === 'suite';
}

interface CountsOfRows extends Counts {
  suites: number[];
  addresses: { size: number };
  refusedAddresses: { size: number };
  readonly refused: RefusedNetworks;
}

interface Place extends SeenListener {
  readonly connections: CountsOfRows;
  readonly requests: CountsOfRows;
}

/** Who was refused, as the query ranked them: the loudest, each with all of its handshakes. */
class RefusedNetworks {
  readonly isCut = false;
  readonly #talkers = new Map<string, Talker>();

  get all(): readonly Talker[] {
    return [...this.#talkers.values()];
  }

  find(address: string): Talker | null {
    return this.#talkers.get(address) ?? null;
  }

  of(address: string): Talker {
    const known = this.#talkers.get(address) ?? { address, handshakes: 0, agents: new Map<string, number>() };
    this.#talkers.set(address, known);
    return known;
  }
}

/** What the answers of all queries come to: the same that a tally of the same lines comes to. */
export class Answers implements Seen {
  readonly suites: Readonly<Record<'elbv2' | 'classic', SeenSuites>>;
  /** SQL forgets no connection. */
  readonly recent = { forgotten: 0 };
  readonly skipped = new Map<SkipReason, number>();
  readonly #places = new Map<string, Place>();
  readonly #asked: readonly LogFormat[];
  #lines = 0;
  #understood = 0;
  /** Lines in no format, of which each query has all. */
  #noLog = 0;
  #isCut = false;

  /** @param asked the formats that there are queries for: lines of the others do not count */
  constructor({ policies }: Pick<TallyOptions, 'policies'>, asked: readonly LogFormat[] = FORMATS) {
    this.suites = { elbv2: new SeenSuites(policies.elbv2), classic: new SeenSuites(policies.classic) };
    this.#asked = asked;
  }

  get listeners(): readonly SeenListener[] {
    return [...this.#places.values()];
  }

  /** Lines of the formats that were asked for, and those in none. */
  get lines(): number {
    return this.#lines + this.#noLog;
  }

  /** Whole millionths of the lines, and never 1 where one is missing; `null`: there is none. */
  get share(): number | null {
    if (this.lines === 0) return null;
    if (this.#understood === this.lines) return 1;
    return Math.min(999_999, Math.floor((this.#understood / this.lines) * 1e6)) / 1e6;
  }

  get notes(): readonly string[] {
    const left = FORMATS.filter((format) => !this.#asked.includes(format));
    return [
      ...(this.#isCut
        ? [
            `The answer of a query was cut at ${MOST_ROWS} rows: networks and user agents of the quietest are missing, and what skipped says.`,
          ]
        : []),
      ...(left.length > 0 ? [`Lines of these formats were not asked for: ${left.join(', ')}.`] : []),
    ];
  }

  /** Takes in the answer to the query for one format. */
  add(format: LogFormat, rows: readonly AnswerRow[]): void {
    if (rows.length >= MOST_ROWS) this.#isCut = true;
    let told = 0;
    for (const row of rows) {
      if (row.what === 'suite') told += this.#addSuite(format, row);
      else if (row.what === 'listener') this.#addListener(format, row);
      else if (row.what === 'network') this.#addNetwork(format, row);
      else if (row.what === 'user-agent') this.#addAgent(format, row);
    }
    const all = rows.find(({ what }) => what === 'all');
    const missing = numberIn(all?.lines ?? '0') - told;
    if (missing > 0) {
      this.#lines += missing;
      this.#skip('too-many-listeners', missing);
    }
  }

  /** @returns the lines of the row, whatever they are */
  #addSuite(format: LogFormat, row: AnswerRow): number {
    const lines = numberIn(row.lines);
    const { kind } = row;
    if (kind === 'no-log') {
      const more = lines - this.#noLog;
      if (more > 0) {
        this.#noLog += more;
        this.#skip('unknown-format', more);
      }
      return lines;
    }
    if (kind === 'blank' || (kind !== format && FORMATS.some((each) => each === kind))) return lines;
    this.#lines += lines;
    if (kind === format) this.#skip('unknown-format', lines);
    else if (kind === 'tls-untold' || kind === 'unknown-protocol') this.#skip(kind, lines);
    else this.#count(format, row, lines);
    return lines;
  }

  #count(format: LogFormat, row: AnswerRow, lines: number): void {
    const handshakes = numberIn(row.handshakes);
    const suites = this.suites[format === 'classic' ? 'classic' : 'elbv2'];
    const suite = row.kind === 'handshake' ? suites.named(row.protocol ?? '', row.cipher ?? '') : null;
    if (row.kind === 'handshake' && suite === null) return this.#skip('unknown-protocol', lines);
    this.#understood += lines;
    const counts = this.#countsOf(format, row);
    if (suite === null) {
      if (row.kind === 'failed') counts.failed += lines;
      else counts.plain += lines;
      return;
    }
    counts.suites[suite.index] = (counts.suites[suite.index] ?? 0) + handshakes;
    const exchange = row.key_exchange ?? '';
    if (exchange.length < 2) return;
    counts.exchangeTold += handshakes;
    if (isPostQuantum(exchange)) counts.postQuantum += handshakes;
  }

  /** It comes behind the suites; where these have none of it, none of its lines counts. */
  #addListener(format: LogFormat, row: AnswerRow): void {
    const counts = this.#knownCounts(format, row);
    if (counts === null) return;
    counts.addresses = { size: numberIn(row.addresses) };
    counts.refusedAddresses = { size: numberIn(row.refused_addresses) };
  }

  #addNetwork(format: LogFormat, row: AnswerRow): void {
    const talker = this.#networksOf(format, row)?.of(row.network ?? '');
    if (talker !== undefined) talker.handshakes += numberIn(row.handshakes);
  }

  #addAgent(format: LogFormat, row: AnswerRow): void {
    const agents = this.#networksOf(format, row)?.of(row.network ?? '').agents;
    const agent = unescapedAgent(row.user_agent ?? '').slice(0, LONGEST_AGENT);
    agents?.set(agent, (agents.get(agent) ?? 0) + numberIn(row.lines));
  }

  #networksOf(format: LogFormat, row: AnswerRow): RefusedNetworks | null {
    return this.#knownCounts(format, row)?.refused ?? null;
  }

  #knownCounts(format: LogFormat, row: AnswerRow): CountsOfRows | null {
    const place = this.#places.get(keyOfPlace(format, row));
    if (place === undefined) return null;
    return TABLE_FORMATS[format].isByRequest ? place.requests : place.connections;
  }

  #countsOf(format: LogFormat, row: AnswerRow): CountsOfRows {
    const key = keyOfPlace(format, row);
    const place = this.#places.get(key) ?? {
      loadBalancer: idOf(row.load_balancer ?? ''),
      type: KIND_OF[format],
      port: row.port === null || row.port === '' ? -1 : Number(row.port),
      connections: newCounts(),
      requests: newCounts(),
    };
    this.#places.set(key, place);
    return TABLE_FORMATS[format].isByRequest ? place.requests : place.connections;
  }

  #skip(reason: SkipReason, lines: number): void {
    this.skipped.set(reason, (this.skipped.get(reason) ?? 0) + lines);
  }
}

/** An ALB's two logs have one place for each port, as in a tally. */
function keyOfPlace(format: LogFormat, { load_balancer: loadBalancer, port }: AnswerRow): string {
  return JSON.stringify([KIND_OF[format], loadBalancer ?? '', port ?? '']);
}

function newCounts(): CountsOfRows {
  return {
    suites: [],
    failed: 0,
    plain: 0,
    exchangeTold: 0,
    postQuantum: 0,
    addresses: { size: 0 },
    refusedAddresses: { size: 0 },
    refused: new RefusedNetworks(),
  };
}

/** A count in an answer. @throws where it is none: then the answer is to another question */
function numberIn(cell: string | null): number {
  if (cell === null) return 0;
  const number = Number(cell);
  if (!/^\d+$/.test(cell) || !Number.isSafeInteger(number))
    throw new Error(`a query answered with "${cell}" where a count was asked for`);
  return number;
}
