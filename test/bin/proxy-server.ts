import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';

/** A proxy as companies have one, and what stands for AWS behind it. */

/** How the proxy answers a CONNECT: it makes the tunnel, refuses with a status, hangs up, or says nothing. */
export type Manner = 'tunnel' | number | 'hang up' | 'silence';

export interface Proxy {
  readonly port: number;
  readonly url: string;
  /** The hosts and ports that it was asked for. */
  readonly asked: readonly string[];
  /** What it was shown for it, one for each. */
  readonly shown: readonly (string | undefined)[];
  readonly stop: () => Promise<void>;
}

/** Whatever host it is asked for, its tunnel ends at this port. */
export async function startProxy(target: number, manner: Manner = 'tunnel'): Promise<Proxy> {
  const asked: string[] = [];
  const shown: (string | undefined)[] = [];
  const server = createServer();
  server.on('connect', ({ url = '', headers }, socket: Socket) => {
    asked.push(url);
    shown.push(headers['proxy-authorization']);
    if (manner === 'tunnel') {
      const there = connect(target, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        tie(socket, there);
      });
    } else if (manner === 'hang up') socket.destroy();
    else if (manner !== 'silence') socket.end(`HTTP/1.1 ${manner} No\r\nContent-Length: 0\r\n\r\n`);
  });
  const { port, stop } = await listening(server);
  return { port, url: `http://127.0.0.1:${port}`, asked, shown, stop };
}

const file = (name: string) => join(__dirname, 'tls', name);

/** Of https://aws.example; good for a hundred years, and for nothing else. */
export const CERTIFICATE = file('certificate.pem');

/** Speaks TLS as aws.example, and hands on to a port. */
export function startTls(
  target: number,
): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const [key, cert] = ['key.pem', 'certificate.pem'].map((name) => readFileSync(file(name)));
  return listening(
    createTlsServer({ ...(key && { key }), ...(cert && { cert }) }, (socket) =>
      tie(socket, connect(target, '127.0.0.1')),
    ),
  );
}

/** A port on which nobody listens. */
export async function deadPort(): Promise<number> {
  const { port, stop } = await listening(createTcpServer());
  await stop();
  return port;
}

function tie(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.destroy());
    from.pipe(to);
  }
}

async function listening(server: Server) {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => {
      server.close(resolve);
    });
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return { port, stop };
}
