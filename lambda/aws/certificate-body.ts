import type { CertificateBody } from '../core/certificate';
import { readCertificate } from '../x509/certificate';
import { readChain } from '../x509/chain';

/** What a certificate in PEM, and the chain behind it, say. @throws for text that is no certificate */
export function bodyFrom(certificate: string | undefined, chain: string | undefined): CertificateBody {
  const own = certificate ?? '';
  const { names, notBefore, notAfter, key, signature } = readCertificate(own);
  return { names, notBefore, notAfter, key, signature, ...readChain(`${own}\n${chain ?? ''}`) };
}
