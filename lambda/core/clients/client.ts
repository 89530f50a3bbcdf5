/** TLS versions, spelled as the API of AWS spells them. */
export type Protocol = 'SSLv3' | 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** Oldest first. */
export const PROTOCOLS: readonly Protocol[] = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

/** What a TLS client offers: all that decides whether a policy lets it through. */
export interface Client {
  readonly name: string;
  /** The lowest protocol that it speaks. */
  readonly lowest: Protocol;
  readonly highest: Protocol;
  /** The cipher suites that it offers, by their OpenSSL names, in its order; those of TLS 1.3 (RFC 8446 names) among them. */
  readonly ciphers: readonly string[];
  /** Key-exchange groups, by IANA's names; empty: not known. */
  readonly groups: readonly string[];
}
