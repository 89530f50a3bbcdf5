import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Own } from './certificates';
import type { Running } from './servers';

/** `openssl s_server` of this machine, with these arguments: a server that is none of ours. */
export async function opensslServer(own: Own, args: readonly string[]): Promise<Running> {
  const port = await freePort();
  const all = [
    's_server',
    '-accept',
    `127.0.0.1:${port}`,
    '-cert',
    own.certFile,
    '-key',
    own.keyFile,
    '-naccept',
    '10000',
  ];
  const child = spawn('openssl', [...all, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stderr.resume();
  await accepting(child);
  child.stdout.resume();
  return {
    port,
    connections: () => 0,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

async function accepting(child: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', (bytes: Buffer) => {
      said += bytes.toString();
      if (said.includes('ACCEPT')) resolve();
    });
    child.once('exit', (status) => reject(new Error(`openssl s_server ended with ${status}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
