import type { Server } from 'node:net';

/**
 * Listens on a free port.
 * @param address of loopback
 * @returns the port
 */
export async function listenOn(server: Server, address: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, resolve);
  });
  const listening = server.address();
  if (listening === null || typeof listening === 'string')
    throw new Error(`no port of ${address} is listened on`);
  return listening.port;
}
