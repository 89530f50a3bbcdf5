import { posture } from '../../core/catalogue';
import type { Own } from '../certificates';

/** Servers that are asked twice, as arguments of `openssl s_server`: what a load balancer may speak, and the ends of it. */

export interface Configuration {
  readonly name: string;
  readonly key: 'RSA' | 'ECDSA';
  readonly args: (ecdsa: Own) => readonly string[];
}

const rsa = (name: string, ...args: readonly string[]): Configuration => ({
  name,
  key: 'RSA',
  args: () => args,
});

/** Level 0: today's OpenSSL speaks TLS 1.0 and 1.1, and what is weak, with nothing less. */
const weak = (...ciphers: readonly string[]): readonly string[] => [
  '-cipher',
  [...ciphers, '@SECLEVEL=0'].join(':'),
];

/** Of a policy, what an RSA key can do up to TLS 1.2. */
function withRsa(policy: string): readonly string[] {
  return [...posture(policy).ciphers].filter((name) => !/^TLS_|ECDSA/.test(name));
}

export const CONFIGURATIONS: readonly Configuration[] = [
  rsa("OpenSSL's defaults"),
  rsa('TLS 1.2 alone, `-serverpref`', '-tls1_2', '-serverpref'),
  rsa('TLS 1.3 alone', '-tls1_3'),
  rsa(
    'the RSA ciphers of TLS13-1-2-Res-2021-06',
    ...weak(...withRsa('TLS13-1-2-Res-2021-06')),
    '-serverpref',
  ),
  rsa(
    'the RSA ciphers of 2016-08, TLS 1.0 to 1.2',
    ...weak(...withRsa('2016-08')),
    '-no_tls1_3',
    '-serverpref',
  ),
  rsa('`ALL:@SECLEVEL=0`, RSA', ...weak('ALL')),
  {
    name: '`ALL:@SECLEVEL=0`, RSA and ECDSA, `-serverpref`',
    key: 'RSA',
    args: ({ certFile, keyFile }) => [...weak('ALL'), '-serverpref', '-dcert', certFile, '-dkey', keyFile],
  },
  { name: 'ECDSA alone', key: 'ECDSA', args: () => [] },
  rsa('TLS 1.0 alone', ...weak('DEFAULT'), '-tls1'),
  rsa('TLS 1.1 alone', ...weak('DEFAULT'), '-tls1_1'),
  rsa('with `NULL` ciphers', ...weak('NULL', 'eNULL')),
  rsa('ALPN `h2`, `http/1.1`', '-alpn', 'h2,http/1.1'),
  rsa('a client certificate is required (`-Verify 1`)', '-Verify', '1'),
];
