/**
 * Key-exchange groups by IANA's names and numbers (TLS Supported Groups registry): curves of RFC 8422 and RFC 7027 with
 * RFC 8734, finite fields of RFC 7919, ML-KEM and its hybrids of draft-ietf-tls-ecdhe-mlkem.
 */
interface Group {
  readonly code: number;
  readonly name: string;
  /** Whether TLS 1.3 has it, and whether older versions do. */
  readonly use: 'both' | 'tls13' | 'older';
}

const group = (code: number, name: string, use: Group['use'] = 'both'): Group => ({ code, name, use });

const BINARY_AND_SMALL = (
  'sect163k1 sect163r1 sect163r2 sect193r1 sect193r2 sect233k1 sect233r1 sect239k1 sect283k1 sect283r1 sect409k1 ' +
  'sect409r1 sect571k1 sect571r1 secp160k1 secp160r1 secp160r2 secp192k1 secp192r1 secp224k1 secp224r1 secp256k1'
)
  .split(' ')
  .map((name, index) => group(index + 1, name, 'older'));

/** Hybrids and ML-KEM first, then in the order of use. */
const GROUPS: readonly Group[] = [
  group(0x11ec, 'X25519MLKEM768', 'tls13'),
  group(0x11eb, 'SecP256r1MLKEM768', 'tls13'),
  group(0x11ed, 'SecP384r1MLKEM1024', 'tls13'),
  group(0x0200, 'MLKEM512', 'tls13'),
  group(0x0201, 'MLKEM768', 'tls13'),
  group(0x0202, 'MLKEM1024', 'tls13'),
  group(0x6399, 'X25519Kyber768Draft00', 'tls13'),
  group(0x639a, 'SecP256r1Kyber768Draft00', 'tls13'),
  group(29, 'x25519'),
  group(23, 'secp256r1'),
  group(24, 'secp384r1'),
  group(25, 'secp521r1'),
  group(30, 'x448'),
  group(26, 'brainpoolP256r1', 'older'),
  group(27, 'brainpoolP384r1', 'older'),
  group(28, 'brainpoolP512r1', 'older'),
  group(31, 'brainpoolP256r1tls13', 'tls13'),
  group(32, 'brainpoolP384r1tls13', 'tls13'),
  group(33, 'brainpoolP512r1tls13', 'tls13'),
  group(256, 'ffdhe2048', 'tls13'),
  group(257, 'ffdhe3072', 'tls13'),
  group(258, 'ffdhe4096', 'tls13'),
  group(259, 'ffdhe6144', 'tls13'),
  group(260, 'ffdhe8192', 'tls13'),
  ...BINARY_AND_SMALL,
];

/** The numbers that a hello of TLS 1.3, or of an older protocol, can name. */
export function groupsOf(protocol: 'tls13' | 'older'): readonly number[] {
  return GROUPS.filter(({ use }) => use === 'both' || use === protocol).map(({ code }) => code);
}

/** IANA's name; the number in hexadecimal where this list has none. */
export function nameOfGroup(code: number): string {
  return GROUPS.find((each) => each.code === code)?.name ?? `0x${code.toString(16).padStart(4, '0')}`;
}

/** Whether a quantum computer would not get through: ML-KEM (or its draft) takes part. */
export function isPostQuantum(name: string): boolean {
  return /MLKEM|Kyber/.test(name);
}
