import { type Server, type Socket, createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { listenOn } from '../listening';
import type { RegionState } from '../state';
import { secureContext } from './secure-context';
import { findByDnsName, securePorts, termsOf } from './terms';

/** Where a listener ends TLS on loopback. */
export interface TlsEndpoint {
  readonly host: '127.0.0.1';
  readonly port: number;
}

const HOST = '127.0.0.1';

/** A server for each secure listener that was asked for. It looks its listener's policy up for every connection. */
export class TlsEndpoints {
  readonly #regions: ReadonlyMap<string, RegionState>;
  readonly #ports = new Map<string, Promise<number>>();
  readonly #servers = new Set<Server>();
  readonly #sockets = new Set<Socket>();

  constructor(regions: ReadonlyMap<string, RegionState>) {
    this.#regions = regions;
  }

  async at(dnsName: string, port: number): Promise<TlsEndpoint> {
    this.#check(dnsName, port);
    const key = `${dnsName.toLowerCase()}:${port}`;
    const opened = this.#ports.get(key) ?? this.#open(dnsName, port);
    this.#ports.set(key, opened);
    return { host: HOST, port: await opened };
  }

  /** Ends all connections and frees the ports. */
  async stop(): Promise<void> {
    await Promise.allSettled(this.#ports.values());
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all([...this.#servers].map((server) => new Promise((resolve) => server.close(resolve))));
  }

  #check(dnsName: string, port: number): void {
    const front = findByDnsName(this.#regions.values(), dnsName);
    if (front === undefined) {
      throw new Error(`no load balancer of the sandbox has the DNS name '${dnsName}': ask for its DNSName`);
    }
    const ports = securePorts(front);
    if (ports.includes(port)) return;
    const allowed = ports.length === 0 ? 'it has none' : `it has one on ${ports.join(', ')}`;
    throw new Error(`'${dnsName}' has no secure listener on port ${port}, ${allowed}`);
  }

  #open(dnsName: string, port: number): Promise<number> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      // Clients break off as they like.
      socket.on('error', () => undefined);
      this.#shakeHands(socket, dnsName, port);
    });
    this.#servers.add(server);
    return listenOn(server, HOST);
  }

  /** Behind the handshake there is nothing: what a client sends is read and thrown away. */
  #shakeHands(socket: Socket, dnsName: string, port: number): void {
    const front = findByDnsName(this.#regions.values(), dnsName);
    const terms = front && termsOf(front, port);
    const context = terms && secureContext(terms);
    if (context === undefined) {
      socket.destroy();
      return;
    }
    const secured = new TLSSocket(socket, { isServer: true, secureContext: context });
    secured.on('error', () => undefined);
    secured.resume();
  }
}
