import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import type { Clock } from '../../lambda/core/clock';
import type { Turns } from './turns';

/** Connected to the host: the socket, and the signal that ends its time. Or why not. */
export type Opened =
  | { readonly isOpen: true; readonly socket: Socket; readonly alarm: AbortSignal }
  | { readonly isOpen: false; readonly why: string };

/** What is connected to. */
export interface Place {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
}

/** Which place is connected to for one that is named. The name in the hello stays the one that was asked for. */
export type Route = (place: Place) => Place;

/** Everywhere but in tests and the demo, which send the names of load balancers that do not exist to servers on loopback. */
const STRAIGHT: Route = (place) => place;

/** The addresses of a name, in the order in which they are tried. */
export type Lookup = (host: string) => Promise<readonly { readonly address: string }[]>;

const bySystem: Lookup = (host) => lookup(host, { all: true });

/** How long a handshake may take, from the first packet to the last byte that is wanted. */
export const TIME_LIMIT = 5000;

/** A host with more addresses than this that do not answer would keep its user waiting longer than half a minute. */
const MOST_ADDRESSES = 3;

/** The way to one host: always the same of its addresses, so that all answers are of one server, as far as one can tell. */
export class Line {
  private isProven = false;

  private constructor(
    private addresses: readonly string[],
    private readonly port: number,
    private readonly clock: Clock,
    private readonly turns: Turns,
  ) {}

  /** Looks the name up, once. Answers a clause where that fails. */
  static async to(
    place: Place,
    clock: Clock,
    turns: Turns,
    route = STRAIGHT,
    addressesOf = bySystem,
  ): Promise<Line | string> {
    const { host, port } = route(place);
    if (isIP(host) !== 0) return new Line([host], port, clock, turns);
    try {
      const found = await beforeThe(clock.alarm(TIME_LIMIT), addressesOf(host));
      const addresses = found.map(({ address }) => address).slice(0, MOST_ADDRESSES);
      return new Line(addresses, port, clock, turns);
    } catch (error) {
      return `${host} has no address: ${clauseOf(error)}`;
    }
  }

  /** The address that is spoken to. */
  get address(): string {
    return this.addresses[0] ?? '';
  }

  /** Connects. As long as nothing has answered, the next address is tried. */
  async open(): Promise<Opened> {
    const { address } = this;
    if (!(await this.turns.take())) return { isOpen: false, why: `more than ${this.turns.count} handshakes` };
    const alarm = this.clock.alarm(TIME_LIMIT);
    const socket = connect({ host: address, port: this.port, noDelay: true });
    const problem = await connected(socket, alarm);
    if (problem === null) {
      this.isProven = true;
      return { isOpen: true, socket, alarm };
    }
    socket.destroy();
    const why = `${address} port ${this.port} cannot be reached: ${problem}`;
    if (this.isProven) return { isOpen: false, why };
    // Another handshake may have given this address up already.
    if (this.address === address && this.addresses.length > 1) this.addresses = this.addresses.slice(1);
    return this.address === address ? { isOpen: false, why } : this.open();
  }
}

/** `null` once it is connected, else why it is not. */
function connected(socket: Socket, alarm: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(null));
    socket.once('error', (error) => resolve(clauseOf(error)));
    alarm.addEventListener('abort', () => resolve(`no answer within ${TIME_LIMIT / 1000} seconds`));
  });
}

async function beforeThe<T>(alarm: AbortSignal, work: Promise<T>): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    alarm.addEventListener('abort', () => reject(new Error(`no answer within ${TIME_LIMIT / 1000} seconds`)));
  });
  return Promise.race([work, late]);
}

const CLAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such name',
  EAI_AGAIN: 'the name server did not answer',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to its network',
  ETIMEDOUT: 'no answer',
  ECONNRESET: 'it hung up',
};

function clauseOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return CLAUSES[code] ?? ('message' in error ? String(error.message) : 'it failed');
}
