import { readFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { connect, createServer, type SecureContextOptions, type TLSSocket } from 'node:tls';
import { PROTOCOLS, type Client, type Protocol } from '../../../lambda/core/clients/client';
import type { CertificateKey, Server as Side } from '../../../lambda/core/clients/negotiate';
import { isTls13 } from '../../../lambda/core/clients/suites';

/** Real handshakes on loopback, by the OpenSSL that Node.js has built in. */

const file = (name: string): Buffer => readFileSync(join(__dirname, 'tls', name));
const RSA = { key: file('rsa-key.pem'), cert: file('rsa.pem') };
const ECDSA = { key: file('ecdsa-key.pem'), cert: file('ecdsa.pem') };

/** What the two came to; `null`: no handshake. */
export type Handshake = { readonly protocol: string; readonly cipher: string } | null;

/** A server that behaves as a policy says, as far as this OpenSSL has what the policy names. */
export async function opensslServer(
  { protocols, ciphers, decides }: Side,
  certificate: CertificateKey,
): Promise<{ readonly handshake: (client: Client) => Promise<Handshake>; readonly stop: () => void }> {
  const ranks = protocols.map((protocol) => PROTOCOLS.findIndex((each) => each === protocol));
  const keys = [...(certificate === 'ecdsa' ? [] : [RSA]), ...(certificate === 'rsa' ? [] : [ECDSA])];
  const server = createServer({
    key: keys.map(({ key }) => key),
    cert: keys.map(({ cert }) => cert),
    honorCipherOrder: decides,
    ...offer(ciphers, PROTOCOLS[Math.min(...ranks)], PROTOCOLS[Math.max(...ranks)]),
  });
  server.on('tlsClientError', () => undefined);
  server.on('secureConnection', (socket: TLSSocket) => socket.on('error', () => undefined).end());
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const port = portOf(server.address());
  return {
    handshake: (client) => handshakeWith(port, client),
    stop: () => server.close(),
  };
}

function handshakeWith(port: number, { ciphers, lowest, highest }: Client): Promise<Handshake> {
  return new Promise((resolve) => {
    try {
      const options = {
        host: '127.0.0.1',
        port,
        rejectUnauthorized: false,
        ...offer(ciphers, lowest, highest),
      };
      const socket = connect(options, () => {
        resolve({ protocol: socket.getProtocol() ?? '', cipher: socket.getCipher().name });
        socket.destroy();
      });
      socket.on('error', () => {
        resolve(null);
      });
    } catch {
      // OpenSSL refuses to begin with a client that has no cipher for its highest version.
      resolve(null);
    }
  });
}

/** Level 0 lets in what OpenSSL would not use by itself: TLS 1.0 and 1.1 sign with SHA-1. */
function offer(
  ciphers: readonly string[],
  lowest: Protocol = 'TLSv1',
  highest: Protocol = 'TLSv1.3',
): SecureContextOptions {
  if (lowest === 'SSLv3' || highest === 'SSLv3') throw new Error('this OpenSSL has no SSL 3.0');
  return {
    // A list without a suite of TLS 1.2 is refused, even where the versions leave no use for one.
    ciphers: [...ciphers, ...(ciphers.every(isTls13) ? ['AES128-SHA'] : []), '@SECLEVEL=0'].join(':'),
    minVersion: lowest,
    maxVersion: highest,
  };
}

/** The port that a server on loopback listens on. */
export function portOf(address: ReturnType<Server['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}
