import { createServer } from 'node:net';
import { createSecureContext, type SecureVersion, TLSSocket } from 'node:tls';
import { policy } from '../core/catalogue';
import type { Own } from './certificates';
import { running, type Running } from './servers';

/** Oldest first: what OpenSSL still speaks. */
const VERSIONS: readonly SecureVersion[] = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** Real TLS of Node: on each connection what the policy of that moment accepts, by its name without the prefix. */
export function following({ cert, key }: Own, policyNow: () => string): Promise<Running> {
  return running(
    createServer((socket) => {
      const { protocols, ciphers } = policy(policyNow());
      const spoken = VERSIONS.filter((version) => protocols.includes(version));
      const secureContext = createSecureContext({
        cert,
        key,
        ciphers: `${ciphers.join(':')}:@SECLEVEL=0`,
        minVersion: spoken[0] ?? 'TLSv1.2',
        maxVersion: spoken.at(-1) ?? 'TLSv1.2',
      });
      new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => socket.destroy());
    }),
  );
}
