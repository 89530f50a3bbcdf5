/**
 * Key-exchange groups by IANA's names and numbers (TLS Supported Groups registry): curves of RFC 8422 and RFC 7027 with
 * RFC 8734, finite fields of RFC 7919, ML-KEM and its hybrids of draft-ietf-tls-ecdhe-mlkem. Binary and small curves are
 * numbered from 1 on.
 */
const BINARY_AND_SMALL = (
  'sect163k1 sect163r1 sect163r2 sect193r1 sect193r2 sect233k1 sect233r1 sect239k1 sect283k1 sect283r1 sect409k1 ' +
  'sect409r1 sect571k1 sect571r1 secp160k1 secp160r1 secp160r2 secp192k1 secp192r1 secp224k1 secp224r1 secp256k1'
).split(' ');

const GROUPS: ReadonlyMap<number, string> = new Map([
  ...BINARY_AND_SMALL.map((name, index): readonly [number, string] => [index + 1, name]),
  [23, 'secp256r1'],
  [24, 'secp384r1'],
  [25, 'secp521r1'],
  [26, 'brainpoolP256r1'],
  [27, 'brainpoolP384r1'],
  [28, 'brainpoolP512r1'],
  [29, 'x25519'],
  [30, 'x448'],
  [31, 'brainpoolP256r1tls13'],
  [32, 'brainpoolP384r1tls13'],
  [33, 'brainpoolP512r1tls13'],
  [0x0100, 'ffdhe2048'],
  [0x0101, 'ffdhe3072'],
  [0x0102, 'ffdhe4096'],
  [0x0103, 'ffdhe6144'],
  [0x0104, 'ffdhe8192'],
  [0x0200, 'MLKEM512'],
  [0x0201, 'MLKEM768'],
  [0x0202, 'MLKEM1024'],
  [0x11eb, 'SecP256r1MLKEM768'],
  [0x11ec, 'X25519MLKEM768'],
  [0x11ed, 'SecP384r1MLKEM1024'],
  [0x6399, 'X25519Kyber768Draft00'],
  [0x639a, 'SecP256r1Kyber768Draft00'],
]);

/** The groups that make a handshake post-quantum with a policy of AWS's that is ([ALB-sp]): none of the drafts before them. */
export const POST_QUANTUM_GROUPS: readonly string[] = [
  'X25519MLKEM768',
  'SecP256r1MLKEM768',
  'SecP384r1MLKEM1024',
];

/** A group by its number; one that is not listed here by the number itself. */
export function groupOf(code: number): string {
  return GROUPS.get(code) ?? `0x${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
