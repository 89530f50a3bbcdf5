/** Key-exchange groups by their numbers in the registry "TLS Supported Groups" of IANA: those that clients offer today, and did. */
const GROUPS: Readonly<Record<number, string>> = {
  1: 'sect163k1',
  3: 'sect163r2',
  6: 'sect233k1',
  7: 'sect233r1',
  9: 'sect283k1',
  10: 'sect283r1',
  11: 'sect409k1',
  12: 'sect409r1',
  13: 'sect571k1',
  14: 'sect571r1',
  15: 'secp160k1',
  16: 'secp160r1',
  17: 'secp160r2',
  18: 'secp192k1',
  19: 'secp192r1',
  20: 'secp224k1',
  21: 'secp224r1',
  22: 'secp256k1',
  23: 'secp256r1',
  24: 'secp384r1',
  25: 'secp521r1',
  26: 'brainpoolP256r1',
  27: 'brainpoolP384r1',
  28: 'brainpoolP512r1',
  29: 'x25519',
  30: 'x448',
  256: 'ffdhe2048',
  257: 'ffdhe3072',
  258: 'ffdhe4096',
  259: 'ffdhe6144',
  260: 'ffdhe8192',
  4587: 'SecP256r1MLKEM768',
  4588: 'X25519MLKEM768',
  4589: 'SecP384r1MLKEM1024',
  25497: 'X25519Kyber768Draft00',
};

/** The groups that make a handshake post-quantum with a policy of AWS's that is ([ALB-sp]): none of the drafts before them. */
export const POST_QUANTUM_GROUPS: readonly string[] = [
  'X25519MLKEM768',
  'SecP256r1MLKEM768',
  'SecP384r1MLKEM1024',
];

/** A group by its number; one that is not listed here by the number itself. */
export function groupOf(code: number): string {
  return GROUPS[code] ?? `0x${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
