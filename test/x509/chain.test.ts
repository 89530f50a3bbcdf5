import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { certificatesIn, readChain } from '../../lambda/x509/chain';
import { Authority, EC_KEY } from '../certificates';

/** Chains of OpenSSL. */

const authority = new Authority();
afterAll(() => authority.clear());

const { root, intermediate } = authority;
const own = authority.issue({ until: new Date('2040-01-01T00:00:00Z'), key: EC_KEY });

describe('a chain', () => {
  it.each<[string, string, readonly string[], string | null]>([
    ['whole', intermediate.pem + root.pem, [], null],
    ['without its root', intermediate.pem, [], null],
    [
      'in the wrong order, with an end of line of another system',
      `${root.pem}\r\n${intermediate.pem}`,
      [],
      null,
    ],
    ['missing', '', [], 'CN=Test Intermediate'],
    ['of somebody else', root.pem, [], 'CN=Test Intermediate'],
    ['missing, but its issuer is a known root', '', [intermediate.pem], null],
    ['missing, and the known roots are others', '', [root.pem], 'CN=Test Intermediate'],
  ])('%s', (_, chain, known, missingIssuer) => {
    expect(readChain(own.pem + chain, known)).toEqual({ isSelfSigned: false, missingIssuer });
  });

  it('of an issuer with the same name and another key is none', () => {
    const other = new Authority();
    const byName = authority.issue({ until: new Date('2040-01-01T00:00:00Z'), isByName: true });
    for (const { pem } of [own, byName])
      expect(readChain(pem + other.intermediate.pem)).toMatchObject({
        missingIssuer: 'CN=Test Intermediate',
      });
    expect(readChain(byName.pem + intermediate.pem)).toMatchObject({ missingIssuer: null });
    other.clear();
  });

  it('ends where it begins: a certificate that has signed itself', () => {
    expect(readChain(authority.selfSigned(10).pem)).toEqual({ isSelfSigned: true, missingIssuer: null });
    for (const known of rootCertificates.slice(0, 20)) {
      const { isSelfSigned } = readChain(known);
      expect(isSelfSigned).toBe(new X509Certificate(known).checkIssued(new X509Certificate(known)));
    }
  });

  it.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    '%j is refused',
    (pem) => {
      expect(() => readChain(pem)).toThrow(/no certificate in it|asn1|ASN1|too long|wrong tag|PEM/);
    },
  );
});

it('certificates are told apart', () => {
  expect(certificatesIn(`Subject: x\n${own.pem}between${root.pem}`)).toHaveLength(2);
});
