import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOn } from './listening';
import type { Answer, Incoming } from './protocols';

/** The names of loopback. 'localhost' is listened to as 127.0.0.1, so that no resolver has a say in it. */
const LOOPBACK: ReadonlyMap<string, string> = new Map([
  ['127.0.0.1', '127.0.0.1'],
  ['localhost', '127.0.0.1'],
  ['::1', '::1'],
]);

export interface Listening {
  readonly endpoint: string;
  /** Ends all connections and frees the port. */
  readonly stop: () => Promise<void>;
}

/** The address to listen on; throws for anything but loopback. */
export function loopbackAddress(host: string): string {
  const address = LOOPBACK.get(host);
  if (address !== undefined) return address;
  throw new Error(
    `the sandbox listens on loopback only: got host '${host}', allowed are ${[...LOOPBACK.keys()].join(', ')}`,
  );
}

/** Listens on a free port. */
export async function listen(
  host: string,
  latencyMs: number,
  handle: (request: Incoming) => Answer,
): Promise<Listening> {
  const address = loopbackAddress(host);
  const server = createServer((request, response) => {
    // A connection that broke while it was read needs no answer.
    serve(request, response, latencyMs, handle).catch(() => request.destroy());
  });
  // A client that keeps its connection must not meet one that is just being closed.
  server.keepAliveTimeout = 120_000;
  const port = await listenOn(server, address);
  return {
    endpoint: `http://${address.includes(':') ? `[${address}]` : address}:${port}`,
    stop: () => close(server),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  latencyMs: number,
  handle: (request: Incoming) => Answer,
): Promise<void> {
  const bytes = await buffer(request);
  if (latencyMs > 0) await sleep(latencyMs, undefined, { ref: false });
  const answer = handle(incoming(request, bytes));
  if (answer === 'none') return;
  if (answer === 'reset') {
    request.socket.destroy();
    return;
  }
  response.writeHead(answer.status, { ...answer.headers, 'x-amzn-requestid': 'sandbox' });
  response.end(answer.body);
}

function incoming({ method = 'GET', url = '/', headers }: IncomingMessage, bytes: Buffer): Incoming {
  const [path = '/', query] = url.split('?', 2);
  return { method, path, query: new URLSearchParams(query), headers, body: bytes.toString(), bytes };
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
