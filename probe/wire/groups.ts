/** Which key-exchange groups a hello can name, by their numbers; lambda/core/clients/groups.ts has their names. */
interface Group {
  readonly code: number;
  /** Whether TLS 1.3 has it, and whether older versions do. */
  readonly use: 'both' | 'tls13' | 'older';
}

const used = (use: Group['use'], ...codes: readonly number[]): readonly Group[] =>
  codes.map((code) => ({ code, use }));

/** Hybrids and ML-KEM first, then in the order of use; last the binary and small curves, 1 to 22. */
const GROUPS: readonly Group[] = [
  ...used('tls13', 0x11ec, 0x11eb, 0x11ed, 0x0200, 0x0201, 0x0202, 0x6399, 0x639a),
  // x25519, secp256r1, secp384r1, secp521r1, x448
  ...used('both', 29, 23, 24, 25, 30),
  // brainpool, with numbers of their own in TLS 1.3 (RFC 8734)
  ...used('older', 26, 27, 28),
  ...used('tls13', 31, 32, 33),
  // ffdhe
  ...used('tls13', 0x0100, 0x0101, 0x0102, 0x0103, 0x0104),
  ...used('older', ...Array.from({ length: 22 }, (_, index) => index + 1)),
];

/** The numbers that a hello of TLS 1.3, or of an older protocol, can name. */
export function groupsOf(protocol: 'tls13' | 'older'): readonly number[] {
  return GROUPS.filter(({ use }) => use === 'both' || use === protocol).map(({ code }) => code);
}

/** Whether a quantum computer would not get through: ML-KEM (or its draft) takes part. */
export function isPostQuantum(name: string): boolean {
  return /MLKEM|Kyber/.test(name);
}
