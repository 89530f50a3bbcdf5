import { connect, createServer } from 'node:net';
import { portOf } from '../../core/clients/openssl';

/** Stands before a server on loopback and counts who connects: each tool gets one of its own. */
export interface Counted {
  readonly port: number;
  readonly connections: () => number;
  readonly stop: () => void;
}

export async function counted(server: number): Promise<Counted> {
  let count = 0;
  const between = createServer({ allowHalfOpen: true }, (client) => {
    count += 1;
    const behind = connect({ host: '127.0.0.1', port: server, allowHalfOpen: true });
    client.pipe(behind).pipe(client);
    client.on('error', () => behind.destroy());
    behind.on('error', () => client.destroy());
    client.on('close', () => behind.destroy());
    behind.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => {
    between.listen(0, '127.0.0.1', resolve);
  });
  return { port: portOf(between.address()), connections: () => count, stop: () => between.close() };
}
