import { connect, type SecureVersion } from 'node:tls';
import { protocolName } from '../lambda/core/wording/protocols';
import type { TlsEndpoint } from '../sandbox';
import type { Screen } from './screen';

/** What clients meet, by real handshakes on loopback. */

const VERSIONS = ['TLSv1', 'TLSv1.2', 'TLSv1.3'] as const;

/** For each of the versions whether a client that speaks it alone gets through. */
export type Handshakes = readonly boolean[];

/** @throws when one fails for another reason than its version */
export function shakeHands(place: TlsEndpoint): Promise<Handshakes> {
  return Promise.all(VERSIONS.map((version) => isTaken(place, version)));
}

/** A line for each version. */
export function showHandshakes(
  name: string,
  before: Handshakes,
  after: Handshakes,
  { paint, print }: Screen,
): void {
  const cell = (isThrough = false, width = 0): string =>
    isThrough ? paint('green', 'works'.padEnd(width)) : paint('red', 'refused'.padEnd(width));
  const row = (label: string, cells: string): void => print(label.padEnd(48) + cells);
  row(`Clients of ${name}, by handshakes`, 'before    after');
  for (const [index, version] of VERSIONS.entries()) {
    row(`  that speak ${protocolName(version)} alone`, cell(before[index], 10) + cell(after[index]));
  }
}

function isTaken(place: TlsEndpoint, version: SecureVersion): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...place,
      minVersion: version,
      maxVersion: version,
      // OpenSSL would not begin with TLS 1.0 otherwise.
      ciphers: 'ALL:@SECLEVEL=0',
      // Nobody trusts the sandbox's certificate, and nothing is sent.
      rejectUnauthorized: false,
    });
    socket.once('secureConnect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code?.endsWith('ALERT_PROTOCOL_VERSION')) resolve(false);
      else reject(error);
    });
  });
}
