import { createServer } from 'node:net';
import { connect, type ConnectionOptions } from 'node:tls';
import { portOf } from './openssl';

/** The first bytes that a real TLS client sends: OpenSSL's, as Node.js has it built in. */
export async function helloOf(options: ConnectionOptions): Promise<Buffer> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const first = new Promise<Buffer>((resolve) => {
    server.once('connection', (socket) => {
      socket.once('data', (bytes) => {
        resolve(bytes);
        socket.destroy();
      });
      socket.on('error', () => undefined);
    });
  });
  const client = connect({ host: '127.0.0.1', port: portOf(server.address()), ...options });
  client.on('error', () => undefined);
  try {
    return await first;
  } finally {
    client.destroy();
    server.close();
  }
}
