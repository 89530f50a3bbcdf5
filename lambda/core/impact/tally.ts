import { addressBudget, AddressCount, shortened, type AddressBudget } from './addresses';
import { copyOf, hashOf, keyOf, OTHER, sameBytes, stirred, textAt } from './bytes';
import type { LogFormat, LogLine, Part, SkipReason } from './log-line';
import { Recent } from './recent';
import type { Policies } from './judge';
import { SeenSuites } from './suites-seen';
import { addAgent, talkerBudget, Talkers, unescapedAgent, type TalkerBudget } from './talkers';

/** What lines of one kind of log say of one listener. */
export interface Counts {
  /** Handshakes by the index of their suite. */
  readonly suites: number[];
  failed: number;
  plain: number;
  /** Handshakes whose key exchange was told, and those of them with a post-quantum one. */
  exchangeTold: number;
  postQuantum: number;
  readonly addresses: Pick<AddressCount, 'size'>;
  readonly refusedAddresses: Pick<AddressCount, 'size'>;
  readonly refused: Pick<Talkers, 'all' | 'find' | 'isCut'>;
}

/** A listener, as far as logs tell: the load balancer's id, and the port. */
export interface SeenListener {
  /** `null`: neither the lines nor the file's name say it. */
  readonly loadBalancer: string | null;
  readonly type: LoadBalancerKind;
  /** -1: not told. */
  readonly port: number;
  /** Logs that have a line a connection. */
  readonly connections: Counts;
  /** Logs that have a line a request. */
  readonly requests: Counts;
}

/** What was counted, whoever counted it: this program line by line, or SQL (athena/). */
export interface Seen {
  readonly listeners: readonly SeenListener[];
  readonly suites: Readonly<Record<'elbv2' | 'classic', SeenSuites>>;
  readonly recent: Pick<Recent, 'forgotten'>;
}

export type LoadBalancerKind = 'application' | 'network' | 'classic';

export const KIND_OF: Readonly<Record<LogFormat, LoadBalancerKind>> = {
  'alb-connection': 'application',
  'alb-access': 'application',
  nlb: 'network',
  classic: 'classic',
};

/** What is asked of the logs. */
export interface TallyOptions {
  /** For ALB and NLB, and for Classic: their policies are not the same. */
  readonly policies: Readonly<Record<'elbv2' | 'classic', Policies>>;
  /** Whether addresses are shown in full, and not as networks. */
  readonly fullAddresses: boolean;
  /** How many connections of access logs are remembered: a power of two. Default: half a million. */
  readonly remembered?: number;
  /** Where all lines are of one load balancer, as its files' names say: what they say themselves is not asked. */
  readonly only?: OnlyOf;
}

/** The one load balancer of some files. */
export interface OnlyOf {
  /** As logs name it. */
  readonly loadBalancer: string;
  readonly type: LoadBalancerKind;
  /** Of its listeners. Handshakes on any other port may be those of each: the port of a URL is what a client has sent. */
  readonly ports: ReadonlySet<number>;
}

/** What takes lines. */
export interface LineCounter {
  /**
   * @param named the load balancer of the file's name, for lines that do not say theirs
   * @returns why the line does not count; `null`: it does
   */
  add(line: LogLine, named: Uint8Array | null): SkipReason | null;
}

/** How many listeners are kept apart; noise could name any number of them. */
const MOST_LISTENERS = 5_000;
/** How many user agents are known by their bytes at once. */
const MOST_AGENTS = 1_000;

interface Place extends SeenListener {
  readonly bytes: Uint8Array;
  readonly connections: CountsOfLines;
  readonly requests: CountsOfLines;
}

interface CountsOfLines extends Counts {
  readonly addresses: AddressCount;
  readonly refusedAddresses: AddressCount;
  readonly refused: Talkers;
}

interface Only extends OnlyOf {
  readonly bytes: Uint8Array;
}

/** Counts lines, in memory that does not grow with them. */
export class Tally implements Seen, LineCounter {
  readonly suites: Readonly<Record<'elbv2' | 'classic', SeenSuites>>;
  /** Handshakes that may have counted twice, since too many connections were open at once. */
  readonly recent: Recent;
  readonly #fullAddresses: boolean;
  readonly #budget: AddressBudget = addressBudget();
  readonly #room: TalkerBudget = talkerBudget();
  /** User agents by the hash of their bytes: most lines have one that was met before, and need no text of their own. */
  readonly #agents = new Map<number, string>();
  readonly #places = new Map<number, Place[]>();
  readonly #listeners: Place[] = [];
  readonly #only: Only | null;
  #last: Place | null = null;

  constructor({ policies, fullAddresses, remembered, only }: TallyOptions) {
    this.#only = only === undefined ? null : { ...only, bytes: new TextEncoder().encode(only.loadBalancer) };
    this.recent = new Recent(remembered);
    this.suites = { elbv2: new SeenSuites(policies.elbv2), classic: new SeenSuites(policies.classic) };
    this.#fullAddresses = fullAddresses;
  }

  get listeners(): readonly SeenListener[] {
    return this.#listeners;
  }

  add(line: LogLine, named: Uint8Array | null): SkipReason | null {
    const suites = line.format === 'classic' ? this.suites.classic : this.suites.elbv2;
    const suite = line.kind === 'handshake' ? suites.of(line) : null;
    if (line.kind === 'handshake' && suite === null) return 'unknown-protocol';
    if (suite !== null && (isEmpty(line.address) || isEmpty(line.cipher))) return 'cut-line';
    if (this.#only !== null && KIND_OF[line.format] !== this.#only.type) return 'unknown-format';
    const place = this.#placeOf(line, named);
    if (place === null) return 'too-many-listeners';
    const isRequest = line.format === 'alb-access' || line.format === 'classic';
    const counts = isRequest ? place.requests : place.connections;
    if (suite === null) {
      if (line.kind === 'failed') counts.failed += 1;
      else counts.plain += 1;
      return null;
    }
    const isRefused = suite.verdict !== 'accepted';
    const { bytes, address } = line;
    const { start, end } = address;
    const key = keyOf(hashOf(bytes, start, end), hashOf(bytes, start, end, 0, OTHER));
    if (!isRequest || this.#isNew(line, place, suite.index)) {
      counts.suites[suite.index] = (counts.suites[suite.index] ?? 0) + 1;
      const isPostQuantum = suites.isPostQuantum(line);
      if (isPostQuantum !== null) counts.exchangeTold += 1;
      if (isPostQuantum === true) counts.postQuantum += 1;
      counts.addresses.add(key);
      if (isRefused) counts.refusedAddresses.add(key);
      if (isRefused) this.#refuse(counts, line, key, 1);
    } else if (isRefused) this.#refuse(counts, line, key, 0);
    return null;
  }

  /** A line of a handshake that would be refused; with a user agent where the log has one. */
  #refuse(
    { refused }: CountsOfLines,
    { bytes, address, userAgent }: LogLine,
    key: number,
    handshakes: 0 | 1,
  ): void {
    const talker = refused.ofKey(key) ?? refused.of(this.#shown(bytes, address), key);
    talker.handshakes += handshakes;
    const { start, end } = userAgent;
    if (end - start < 2) return;
    const agent = keyOf(hashOf(bytes, start, end), hashOf(bytes, start, end, 0, OTHER));
    addAgent(talker, this.#agents.get(agent) ?? this.#newAgent(agent, textAt(bytes, start, end)));
  }

  #shown(bytes: Uint8Array, { start, end }: Part): string {
    const text = textAt(bytes, start, end);
    return this.#fullAddresses ? text : shortened(text);
  }

  #newAgent(key: number, logged: string): string {
    const agent = unescapedAgent(logged);
    if (this.#agents.size >= MOST_AGENTS) this.#agents.clear();
    this.#agents.set(key, agent);
    return agent;
  }

  /** Whether no line of this connection was met in its ten minutes. */
  #isNew({ bytes, client, loadBalancer, window }: LogLine, { port }: Place, suite: number): boolean {
    const seed =
      Math.imul(window, 0x9e3779b1) ^ Math.imul(port + 2, 0x85ebca77) ^ Math.imul(suite + 1, 0xc2b2ae3d);
    const whose = hashOf(bytes, loadBalancer.start, loadBalancer.end, seed);
    const one = hashOf(bytes, client.start, client.end, whose);
    const other = hashOf(bytes, client.start, client.end, whose, OTHER);
    return this.recent.isNew(keyOf(one, other), stirred(other), window);
  }

  #placeOf(line: LogLine, named: Uint8Array | null): Place | null {
    const { loadBalancer } = line;
    const only = this.#only;
    const type = KIND_OF[line.format];
    const port = only === null || only.ports.has(line.port) ? line.port : -1;
    const isTold = only === null && loadBalancer.end > loadBalancer.start;
    const bytes = isTold ? line.bytes : (only?.bytes ?? named ?? NOBODY);
    const start = isTold ? loadBalancer.start : 0;
    const end = isTold ? loadBalancer.end : bytes.length;
    const isIt = (each: Place): boolean =>
      each.port === port && each.type === type && sameBytes(each.bytes, bytes, start, end);
    const last = this.#last;
    if (last !== null && isIt(last)) return last;
    const hash = hashOf(bytes, start, end, port);
    const alike = this.#places.get(hash) ?? [];
    const known = alike.find(isIt);
    if (known === undefined && this.#listeners.length >= MOST_LISTENERS) return null;
    const place = known ?? this.#newPlace(copyOf(bytes, start, end), port, type);
    if (known === undefined) this.#places.set(hash, [...alike, place]);
    this.#last = place;
    return place;
  }

  #newPlace(bytes: Uint8Array, port: number, type: LoadBalancerKind): Place {
    const counts = (): CountsOfLines => ({
      suites: [],
      failed: 0,
      plain: 0,
      exchangeTold: 0,
      postQuantum: 0,
      addresses: new AddressCount(this.#budget),
      refusedAddresses: new AddressCount(this.#budget),
      refused: new Talkers(this.#room),
    });
    const loadBalancer = idOf(textAt(bytes, 0, bytes.length));
    const place = { bytes, loadBalancer, port, type, connections: counts(), requests: counts() };
    this.#listeners.push(place);
    return place;
  }
}

/** Some logs have the ARN, most what stands at its end. `null`: the log says none. */
export function idOf(logged: string): string | null {
  return logged === '' ? null : logged.replace(/^arn:.*:loadbalancer\//, '');
}

const NOBODY = new Uint8Array();

function isEmpty({ start, end }: Part): boolean {
  return end <= start;
}
