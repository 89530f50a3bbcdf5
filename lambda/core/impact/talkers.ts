/** How many networks one listener's list holds before the quiet ones are dropped: as many, and fewer where all lists hold many. */
const MOST = 4096;
const LEAST = 64;
const MOST_OF_ALL = 1 << 15;
/** What is kept of one network: as many user agents, each no longer than this. */
const MOST_AGENTS = 8;
export const LONGEST_AGENT = 256;

export interface Talker {
  readonly address: string;
  handshakes: number;
  /** Lines of each user agent. */
  readonly agents: Map<string, number>;
}

/** What all lists of a run have in common: how many networks they hold together. */
export interface TalkerBudget {
  left: number;
}

export function talkerBudget(): TalkerBudget {
  return { left: MOST_OF_ALL };
}

/**
 * Who was refused most, by network. Bounded: when it is full the quieter half is dropped, so that whoever is loud stays, and
 * may have had more handshakes than it says.
 */
export class Talkers {
  #talkers = new Map<string, Talker>();
  readonly #byKey = new Map<number, Talker>();
  /** Whether any was dropped: then the numbers are the least there were. */
  isCut = false;
  readonly #budget: TalkerBudget;

  constructor(budget: TalkerBudget) {
    this.#budget = budget;
  }

  get all(): readonly Talker[] {
    return [...this.#talkers.values()];
  }

  /** The network of an address that was met lately, by the key of the address. */
  ofKey(key: number): Talker | undefined {
    return this.#byKey.get(key);
  }

  /** @param key of the address that is of this network */
  of(address: string, key: number): Talker {
    const talker = this.#talkers.get(address) ?? this.#add(address);
    if (this.#byKey.size >= MOST) this.#byKey.clear();
    this.#byKey.set(key, talker);
    return talker;
  }

  find(address: string): Talker | null {
    return this.#talkers.get(address) ?? null;
  }

  #add(address: string): Talker {
    const size = this.#talkers.size;
    if (size >= MOST || (size >= LEAST && this.#budget.left <= 0)) this.#dropHalf();
    this.#budget.left -= 1;
    const talker = { address, handshakes: 0, agents: new Map<string, number>() };
    this.#talkers.set(address, talker);
    return talker;
  }

  #dropHalf(): void {
    this.isCut = true;
    const { size } = this.#talkers;
    const loudest = this.all.toSorted(byLoudness).slice(0, size / 2);
    this.#budget.left += size - loudest.length;
    this.#byKey.clear();
    this.#talkers = new Map(loudest.map((talker) => [talker.address, talker]));
  }
}

/** The most handshakes first; then by address, so that the order is always the same. */
export function byLoudness(a: Talker, b: Talker): number {
  return b.handshakes - a.handshakes || (a.address < b.address ? -1 : 1);
}

export function addAgent({ agents }: Talker, agent: string): void {
  const lines = agents.get(agent);
  if (lines !== undefined || agents.size < MOST_AGENTS) agents.set(agent, (lines ?? 0) + 1);
}

/**
 * A user agent as the client sent it. The log of an ALB has `\x22` for a quote ([azul#4920]); what the others write no page says, so
 * `\"` and `\\` are taken for what they stand for too.
 */
export function unescapedAgent(logged: string): string {
  const text = logged.replaceAll(
    /((?:\\x[\da-f]{2})+)|\\(["\\])/gi,
    (_, hex: string | undefined, plain: string) => (hex === undefined ? plain : bytesOf(hex)),
  );
  return text.slice(0, LONGEST_AGENT);
}

/** `\xc3\xa9` is one letter: bytes of UTF-8 belong together. */
function bytesOf(escaped: string): string {
  const bytes = escaped.split('\\x').slice(1);
  return new TextDecoder().decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
}
