import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';

/** What a certificate and the chain behind it come to. */
export interface Chain {
  readonly isSelfSigned: boolean;
  /** Who issued the certificate, where neither the chain nor the roots that Node.js brings have it; else `null`. */
  readonly missingIssuer: string | null;
}

/**
 * Follows a certificate to its root, in whatever order its chain is.
 *
 * A root need not be there: whoever trusts it has it. So where an issuer is found and its own is not, that may be a private
 * root which was left out, and nobody can tell; where the certificate's own issuer is not found, clients have to guess it.
 *
 * @param pem the certificate, then its chain
 * @param known roots that need not be in it, in PEM. Default: those that Node.js brings
 * @throws what Node throws for a certificate that it cannot read
 */
export function readChain(pem: string, known: readonly string[] = rootCertificates): Chain {
  const [own, ...others] = certificatesIn(pem).map((each) => new X509Certificate(each));
  if (own === undefined) throw new Error('there is no certificate in it');
  const isSelfSigned = isIssuedBy(own, own);
  const isFound =
    isSelfSigned ||
    others.some((issuer) => isIssuedBy(own, issuer)) ||
    rootsOf(own, known).some((issuer) => isIssuedBy(own, issuer));
  return { isSelfSigned, missingIssuer: isFound ? null : own.issuer.split('\n').join(', ') };
}

/** The certificates of a PEM text, each by itself. */
export function certificatesIn(pem: string): readonly string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // A key of a kind that this Node does not know verifies nothing.
    return false;
  }
}

/** What was read of lists of roots: 150 certificates, which no run reads twice. */
const read = new WeakMap<readonly string[], readonly X509Certificate[]>();

/** The roots with the name of who issued a certificate. */
function rootsOf({ issuer }: X509Certificate, known: readonly string[]): readonly X509Certificate[] {
  const roots = read.get(known) ?? known.map((each) => new X509Certificate(each));
  read.set(known, roots);
  return roots.filter(({ subject }) => subject === issuer);
}
