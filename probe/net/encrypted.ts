import { connect, type PeerCertificate, type DetailedPeerCertificate } from 'node:tls';
import type { Line } from './line';

/** What TLS 1.3 encrypts, and a whole handshake shows (RFC 8446, 4.3.1 and 4.4.2). */
export interface Encrypted {
  /** Leaf first. */
  readonly chain: readonly Uint8Array[];
  readonly alpn: string | null;
}

/** What a handshake of TLS 1.3 is to ask for. */
export interface EncryptedOffer {
  readonly sni: string | null;
  readonly alpn: readonly string[];
  /** OpenSSL's names of signature algorithms, or `null` for all: they choose between a server's certificates. */
  readonly signatures: string | null;
}

/** Nothing is weak here: the certificate is looked at, not believed. */
const SUITES =
  'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_CCM_SHA256:DEFAULT@SECLEVEL=0';

/** A whole handshake of TLS 1.3, by Node's own TLS. Answers a clause where it failed. */
export async function encrypted(
  line: Line,
  { sni, alpn, signatures }: EncryptedOffer,
): Promise<Encrypted | string> {
  const opened = await line.open();
  if (!opened.isOpen) return opened.why;
  const { socket, alarm } = opened;
  const secure = connect({
    socket,
    ...(sni === null ? {} : { servername: sni }),
    ...(alpn.length === 0 ? {} : { ALPNProtocols: [...alpn] }),
    ...(signatures === null ? {} : { sigalgs: signatures }),
    ciphers: SUITES,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    rejectUnauthorized: false,
    // Without a store of its own, Node would complete the chain from the one of this machine.
    ca: [],
  });
  try {
    return await new Promise<Encrypted | string>((resolve) => {
      secure.once('secureConnect', () => {
        const { alpnProtocol } = secure;
        resolve({
          chain: chainOf(secure.getPeerCertificate(true)),
          alpn: typeof alpnProtocol === 'string' && alpnProtocol !== '' ? alpnProtocol : null,
        });
      });
      secure.on('error', (error) => resolve(clauseOf(error)));
      secure.once('close', () => resolve('it hung up'));
      alarm.addEventListener('abort', () => resolve('no answer in time'));
    });
  } finally {
    secure.destroy();
    socket.destroy();
  }
}

/** Node links each certificate to its issuer, a root to itself. */
function chainOf(leaf: DetailedPeerCertificate): readonly Uint8Array[] {
  const chain: Uint8Array[] = [];
  const seen = new Set<PeerCertificate>();
  let next: DetailedPeerCertificate | undefined = leaf;
  while (next?.raw !== undefined && !seen.has(next)) {
    seen.add(next);
    chain.push(next.raw);
    next = next.issuerCertificate;
  }
  return chain;
}

function clauseOf(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}
