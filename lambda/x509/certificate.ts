import { X509Certificate, type KeyObject } from 'node:crypto';
import { signatureIdentifier } from './der';
import { signatureName } from './signatures';

/** What an X.509 certificate says of itself. */
export interface X509 {
  readonly subject: string;
  readonly issuer: string;
  /** Its alternative names; its common name where it has none. */
  readonly names: readonly string[];
  /** ISO 8601. */
  readonly notBefore: string;
  /** ISO 8601. */
  readonly notAfter: string;
  /** `bits` is null where nobody here knows how long such a key is. */
  readonly key: { readonly type: string; readonly bits: number | null };
  /** OpenSSL's name of the algorithm that it is signed with. */
  readonly signature: string;
}

/**
 * Reads a certificate.
 *
 * @param bytes DER, or PEM with one certificate
 * @throws what Node throws for a certificate that it cannot read
 */
export function readCertificate(bytes: Uint8Array | string): X509 {
  const certificate = new X509Certificate(bytes);
  return {
    subject: inOneLine(certificate.subject),
    issuer: inOneLine(certificate.issuer),
    names: namesOf(certificate),
    notBefore: new Date(certificate.validFrom).toISOString(),
    notAfter: new Date(certificate.validTo).toISOString(),
    key: keyOf(certificate),
    signature: signatureName(signatureIdentifier(certificate.raw)),
  };
}

/** Node writes a line for each part, and nothing at all for a name without parts. */
function inOneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

/** `DNS:a.example, IP Address:192.0.2.1`; a name with a comma in it is quoted as JSON quotes (CVE-2021-44532). */
function namesOf({ subjectAltName, subject }: X509Certificate): readonly string[] {
  const parts = subjectAltName?.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? [];
  const names = parts.flatMap((part) => {
    const [, kind, value = ''] = /^\s*(DNS|IP Address|URI|email):(.*)$/s.exec(part) ?? [];
    return kind === undefined ? [] : [unquoted(value)];
  });
  if (names.length > 0) return names;
  const commonName = /^CN=(.*)$/m.exec(subject ?? '')?.[1];
  return commonName === undefined ? [] : [commonName];
}

function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return value;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  rsa: 'RSA',
  'rsa-pss': 'RSA',
  ec: 'EC',
  ed25519: 'Ed25519',
  ed448: 'Ed448',
  dsa: 'DSA',
};

const BITS_OF_CURVE: Readonly<Record<string, number>> = { ed25519: 256, ed448: 456 };

/** A key of a kind that this Node does not know leaves the rest of the certificate readable. */
function keyOf(certificate: X509Certificate): X509['key'] {
  let key: KeyObject;
  try {
    key = certificate.publicKey;
  } catch {
    return { type: 'unknown', bits: null };
  }
  const kind = key.asymmetricKeyType ?? 'unknown';
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  return {
    type: TYPES[kind] ?? kind,
    bits: modulusLength ?? BITS_OF_CURVE[kind] ?? bitsOf(namedCurve),
  };
}

/** `prime256v1`, `secp384r1`, `brainpoolP512r1`: the number in the name. */
function bitsOf(curve: string | undefined): number | null {
  const digits = /\d{3}/.exec(curve ?? '')?.[0];
  return digits === undefined ? null : Number(digits);
}
