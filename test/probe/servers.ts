import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls';

/** A server on loopback, on a free port. */
export interface Running {
  readonly port: number;
  /** How many have connected. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

async function running(server: Server): Promise<Running> {
  const sockets = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    connections: () => count,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A server of bytes: it is given each client's first record, whole, or what came before it hung up. */
export function rawServer(answer: (socket: Socket, hello: Buffer) => void): Promise<Running> {
  return running(
    createServer((socket) => {
      let read = Buffer.alloc(0);
      socket.on('data', function onData(bytes: Buffer) {
        read = Buffer.concat([read, bytes]);
        if (read.length < 5 || read.length < 5 + read.readUInt16BE(3)) return;
        socket.off('data', onData);
        socket.resume();
        answer(socket, read);
      });
    }),
  );
}

/** A real one: Node's TLS, which is OpenSSL. It is silent behind a handshake, unless it is told what to say. */
export function tlsServer(
  options: TlsOptions,
  greet: (socket: TLSSocket) => void = () => undefined,
): Promise<Running> {
  const server = createTlsServer({ ...options });
  server.on('tlsClientError', () => undefined);
  server.on('secureConnection', (socket) => {
    socket.on('error', () => undefined);
    greet(socket);
  });
  return running(server);
}
