import { PROTOCOLS, type Client, type Protocol } from './client';
import { POST_QUANTUM_GROUPS } from './groups';
import { authenticationOf, protocolsOf, suiteNamed } from './suites';

/** What a listener answers a ClientHello with, by what its policy accepts. */

/** The server's side. */
export interface Server {
  readonly protocols: readonly string[];
  /** In its order. */
  readonly ciphers: readonly string[];
  /** Whether its order decides, and not the client's: on ALB and NLB always, on Classic what the policy says. */
  readonly decides: boolean;
  /** Whether its policy is post-quantum. */
  readonly postQuantum: boolean;
}

/** The key of the listener's certificate; `null`: not said, so that any will do. */
export type CertificateKey = 'rsa' | 'ecdsa' | null;

/** What two sides come to. */
export type Agreement =
  | {
      readonly connects: true;
      readonly protocol: Protocol;
      readonly cipher: string;
      /** Whether the key exchange is post-quantum; `null`: which groups the client offers is not known. */
      readonly postQuantum: boolean | null;
    }
  | { readonly connects: false; readonly obstacle: Obstacle };

/** The one thing that keeps a client out: the first that the handshake meets. */
export type Obstacle =
  | { readonly kind: 'protocol'; readonly client: readonly Protocol[]; readonly server: readonly string[] }
  | { readonly kind: 'cipher'; readonly protocol: Protocol }
  | { readonly kind: 'certificate'; readonly protocol: Protocol; readonly ciphers: readonly string[] };

/**
 * The version is agreed on first, the highest that both speak; then the cipher, the first in the order of whoever decides
 * that the other has too (RFC 5246, 7.4.1.3; RFC 8446, 4.1.1). A version without a common cipher is no reason to try the next.
 */
export function negotiate(server: Server, client: Client, certificate: CertificateKey): Agreement {
  const protocol = spokenBy(client).findLast((each) => server.protocols.includes(each));
  if (protocol === undefined)
    return {
      connects: false,
      obstacle: { kind: 'protocol', client: spokenBy(client), server: server.protocols },
    };
  const offered = client.ciphers.map(canonical);
  const usable = server.ciphers.filter((cipher) => protocolsOf(cipher).includes(protocol));
  const common = usable.filter((cipher) => offered.includes(canonical(cipher)));
  const fitting = common.filter((cipher) => fitsCertificate(cipher, certificate));
  const [first] = server.decides ? fitting : fitting.toSorted(byOrderOf(offered));
  if (first !== undefined)
    return { connects: true, protocol, cipher: first, postQuantum: isPostQuantum(server, client, protocol) };
  if (common.length === 0) return { connects: false, obstacle: { kind: 'cipher', protocol } };
  return { connects: false, obstacle: { kind: 'certificate', protocol, ciphers: common } };
}

/** Lowest first. */
export function spokenBy({ lowest, highest }: Client): readonly Protocol[] {
  return PROTOCOLS.slice(PROTOCOLS.indexOf(lowest), PROTOCOLS.indexOf(highest) + 1);
}

/** Whether a suite can be used with a certificate: one that needs another kind, or none, cannot. */
export function fitsCertificate(cipher: string, certificate: CertificateKey): boolean {
  const needs = authenticationOf(cipher);
  return (
    certificate === null || needs === 'any' || needs === 'anonymous' || needs.toLowerCase() === certificate
  );
}

/** OpenSSL has had two names for some suites: EDH-RSA-DES-CBC3-SHA is DHE-RSA-DES-CBC3-SHA since version 1.1. */
function canonical(cipher: string): string {
  return suiteNamed(cipher) ?? cipher;
}

function byOrderOf(offered: readonly string[]): (a: string, b: string) => number {
  return (a, b) => offered.indexOf(canonical(a)) - offered.indexOf(canonical(b));
}

/** ML-KEM is there with TLS 1.3 alone (draft-ietf-tls-ecdhe-mlkem). */
function isPostQuantum(server: Server, { groups }: Client, protocol: Protocol): boolean | null {
  if (!server.postQuantum || protocol !== 'TLSv1.3') return false;
  return groups.length === 0 ? null : groups.some((group) => POST_QUANTUM_GROUPS.includes(group));
}
