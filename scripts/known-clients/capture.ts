import { execFile } from 'node:child_process';
import { createServer } from 'node:net';

/**
 * Prints, in hex, the first thing that a client says to a TLS server: a row of captured.json begins so.
 *
 *     tsx scripts/known-clients/capture.ts curl -k https://localhost:PORT/
 *
 * PORT stands for the port of the server, which listens on loopback and answers nothing.
 */

const [command = '', ...args] = process.argv.slice(2);
const server = createServer((socket) => {
  const parts: Buffer[] = [];
  socket.on('error', () => undefined);
  socket.on('data', (part: Buffer) => {
    parts.push(part);
    const said = Buffer.concat(parts);
    if (said.length < 5 || said.length < 5 + said.readUInt16BE(3)) return;
    console.log(said.toString('hex'));
    process.exit(0);
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const named = args.map((each) => each.replaceAll('PORT', String(port)));
  execFile(command, named, { timeout: 20_000 }, (error, _, errors) => {
    console.error(`${command} said nothing to port ${port}: ${error?.message ?? errors}`);
    process.exit(1);
  });
});
