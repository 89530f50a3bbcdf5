import { lineOf, type Happening, type LogWriter } from './lines';
import type { LogFormat, Mix, MixClient } from './mixes';
import { Random } from './random';

/** What a generated log says of one listener, known because it was made so. */
export interface ListenerTruth {
  readonly loadBalancer: string | null;
  readonly port: number;
  /** Handshakes by `PROTOCOL CIPHER`. */
  readonly handshakes: Map<string, number>;
  /** Addresses by `PROTOCOL CIPHER`. */
  readonly addresses: Map<string, Set<string>>;
  failed: number;
  plain: number;
  postQuantum: number;
}

/** A log that is being made: its parts, and what is true of those that were taken. */
export interface Made {
  readonly parts: Iterable<string>;
  readonly truth: ReadonlyMap<string, ListenerTruth>;
}

/** What to make. */
export interface Order {
  readonly mix: Mix;
  readonly seed: number;
  /** So many bytes, and the rest of the line with which they are reached. */
  readonly bytes: number;
}

const START = Date.UTC(2026, 10, 20);
/** Connections that are open at once, on each listener. */
const OPEN = 40;
const WINDOW = 600_000;
/** Bytes of a part. */
const PART = 64 * 1024;

interface Connection {
  readonly happening: Omit<Happening, 'at'>;
  left: number;
  window: number;
}

/** A log as an iterator, so that one of many gigabytes takes no more memory than a short one. */
export function makeLogs({ mix, seed, bytes }: Order): Made {
  const listeners = mix.formats.map((format, index) => new Listener(mix, format, index));
  const random = new Random(seed);
  function* parts(): Iterable<string> {
    let part = '';
    let made = 0;
    for (let at = START; made + part.length < bytes; at += 1 + random.below(400)) {
      const listener = listeners[random.below(listeners.length)];
      part += `${listener?.line(at, random) ?? ''}\n`;
      if (part.length < PART) continue;
      made += part.length;
      yield part;
      part = '';
    }
    yield part;
  }
  return { parts: parts(), truth: new Map(listeners.flatMap((each) => each.truth)) };
}

const NAMES: Readonly<Record<LogFormat, string>> = {
  access: 'app/shop/50dc6c495c0c9188',
  'connection-12': '',
  'connection-15': 'app/portal/1234567890abcdef',
  network: 'net/devices/c6e77e28c25b2234',
  classic: 'old-shop',
};

/** Connections of one listener, of which many are open at once. */
class Listener {
  readonly truth: readonly (readonly [string, ListenerTruth])[];
  readonly #mix: Mix;
  readonly #writer: LogWriter;
  readonly #secure: ListenerTruth;
  readonly #plain: ListenerTruth;
  readonly #open: Connection[] = [];
  #opened = 0;

  constructor(mix: Mix, format: LogFormat, index: number) {
    const loadBalancer = NAMES[format];
    this.#mix = mix;
    this.#writer = { format, loadBalancer, port: 443 + index };
    this.#secure = truthOf(loadBalancer, this.#writer.port);
    this.#plain = truthOf(loadBalancer, 80);
    this.truth = [this.#secure, this.#plain].map((each) => [`${loadBalancer} ${each.port}`, each] as const);
  }

  /** The next line, of a connection that is open or of a new one. */
  line(at: number, random: Random): string {
    const isBusy = this.#open.length >= OPEN || (this.#open.length > 0 && random.next() < 0.7);
    const connection =
      (isBusy ? this.#open[random.below(this.#open.length)] : undefined) ?? this.#connect(random);
    connection.left -= 1;
    if (connection.left <= 0) this.#open.splice(this.#open.indexOf(connection), 1);
    this.#count(connection, at);
    return lineOf({ ...connection.happening, at }, this.#writer);
  }

  #connect(random: Random): Connection {
    const { clients, requests } = this.#mix;
    const client = random.pick(clients);
    const { failed, plain } = this.#shares;
    const dice = random.next();
    const outcome = dice < plain ? 'plain' : dice < plain + failed ? 'failed' : 'handshake';
    const happening = { ...this.#from(random), ...client, outcome } satisfies Omit<Happening, 'at'> &
      MixClient;
    const isByConnection = this.#writer.format.startsWith('connection') || this.#writer.format === 'network';
    const connection = { happening, left: isByConnection ? 1 : 1 + random.below(requests), window: -1 };
    this.#open.push(connection);
    return connection;
  }

  /** An access log of an ALB has requests, so its handshakes have all succeeded; the log of an NLB has TLS alone. */
  get #shares(): Pick<Mix, 'failed' | 'plain'> {
    const { failed, plain } = this.#mix;
    const { format } = this.#writer;
    return { failed: format === 'access' ? 0 : failed, plain: format === 'network' ? 0 : plain };
  }

  /** Ports go up one by one, so that no two connections of ten minutes are the same. */
  #from(random: Random): Pick<Happening, 'address' | 'port'> {
    const { addresses, ipv6 } = this.#mix;
    const number = random.below(addresses);
    const [high, low] = [number >> 8, number & 255];
    const address =
      number < addresses * ipv6
        ? `2001:db8:${high.toString(16)}:1::${low.toString(16)}`
        : `198.51.${high}.${low}`;
    this.#opened += 1;
    return { address, port: 1024 + (this.#opened % 64_000) };
  }

  #count(connection: Connection, at: number): void {
    const { outcome, address, protocol, cipher, group } = connection.happening;
    if (outcome === 'plain') this.#plain.plain += 1;
    else if (outcome === 'failed') this.#secure.failed += 1;
    else {
      const suite = `${protocol} ${cipher}`;
      const { handshakes, addresses } = this.#secure;
      const window = Math.floor(at / WINDOW);
      if (window !== connection.window) {
        handshakes.set(suite, (handshakes.get(suite) ?? 0) + 1);
        if (group.includes('MLKEM')) this.#secure.postQuantum += 1;
      }
      connection.window = window;
      const known = addresses.get(suite) ?? new Set();
      addresses.set(suite, known.add(address));
    }
  }
}

function truthOf(loadBalancer: string, port: number): ListenerTruth {
  return {
    loadBalancer: loadBalancer === '' ? null : loadBalancer,
    port,
    handshakes: new Map(),
    addresses: new Map(),
    failed: 0,
    plain: 0,
    postQuantum: 0,
  };
}
