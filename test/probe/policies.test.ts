import { getCiphers } from 'node:tls';
import table from '../../lambda/core/clients/suites.json';
import { CATALOGUE } from '../../probe/policies/catalogue';
import type { KnownPolicy } from '../../probe/policies/compare';
import { behaviourOf, policiesLike } from '../../probe/policies/match';
import { ownCertificates } from './certificates';
import { foundAt } from './found';
import { type Running, tlsServer } from './servers';
import { simulatedServer } from './simulated';

/**
 * For every policy whose contents are known, a server that behaves as it says: a real one where this OpenSSL can, else the
 * simulated one. Both keys are shown, so that nothing of a policy stays in the dark.
 */

jest.setTimeout(60_000);

const own = ownCertificates();
afterAll(() => own.clear());

const HYBRIDS = [0x11ec, 0x11eb, 0x11ed];
const CURVES = [29, 23, 24];

const OPENSSL = new Set(getCiphers().map((name) => name.toUpperCase()));

/** No SSL 3, no ML-KEM, and of the old ciphers what its builders left in. */
function isPlayedByOpenSsl({ protocols, ciphers, postQuantum }: KnownPolicy): boolean {
  return (
    !postQuantum &&
    !protocols.includes('SSLv3') &&
    ciphers.every((cipher) => OPENSSL.has(cipher.toUpperCase()))
  );
}

const VERSIONS = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

function realServer({ protocols, ciphers }: KnownPolicy): Promise<Running> {
  const spoken = VERSIONS.filter((version) => protocols.includes(version));
  return tlsServer({
    minVersion: spoken[0] ?? 'TLSv1.3',
    maxVersion: spoken.at(-1) ?? 'TLSv1.3',
    // OpenSSL wants one of an older protocol, even for a server that does not speak it.
    ciphers: [...ciphers, ...(spoken[0] === 'TLSv1.3' ? ['AES128-SHA'] : []), '@SECLEVEL=0'].join(':'),
    honorCipherOrder: true,
    cert: [own.of('RSA').cert, own.of('ECDSA').cert],
    key: [own.of('RSA').key, own.of('ECDSA').key],
  });
}

/** Of the suites, those that a server with these keys has: nobody here has shared keys, Kerberos or DSS. */
function playedServer({ protocols, ciphers, postQuantum }: KnownPolicy): Promise<Running> {
  const suites = ciphers
    .filter((name) => !/PSK|KRB5|DSS/.test(name))
    .flatMap((name) => {
      const [hex = ''] = table.find(([, each]) => each === name) ?? [];
      if (hex === '') return [];
      const since = name.startsWith('TLS_')
        ? 'TLSv1.3'
        : /GCM|SHA(256|384)$/.test(name)
          ? 'TLSv1.2'
          : 'SSLv3';
      return [
        { code: Number.parseInt(hex, 16), since, ecdhe: name.startsWith('ECDHE') || since === 'TLSv1.3' },
      ];
    });
  const groups = [...(postQuantum ? HYBRIDS : []), ...CURVES];
  return simulatedServer({ protocols, suites, groups, certificates: [own.of('RSA').der] });
}

/** What can be seen of a policy from outside. Written without the code under test. */
function seen({ protocols, ciphers, postQuantum }: KnownPolicy): string {
  const shown = ciphers.filter((name) => !/PSK|KRB5|DSS/.test(name));
  return JSON.stringify([protocols.toSorted(), shown.toSorted(), postQuantum]);
}

function twinsOf(policy: KnownPolicy): readonly string[] {
  return CATALOGUE.filter((each) => seen(each) === seen(policy)).map(({ name }) => name);
}

it('all 46 policies of ALB and NLB are played, and the eight Classic ones whose contents are known', () => {
  expect(CATALOGUE.filter(({ types }) => types.includes('elbv2'))).toHaveLength(46);
  expect(CATALOGUE.filter(({ types }) => types.includes('classic'))).toHaveLength(8);
  expect(CATALOGUE.filter(isPlayedByOpenSsl).length).toBeGreaterThan(25);
});

it.each(CATALOGUE.map((policy) => [policy.name, policy.types.join(), policy] as const))(
  '%s (%s) is told by its answers',
  async (_name, _types, policy) => {
    const isReal = isPlayedByOpenSsl(policy);
    const found = await foundAt(await (isReal ? realServer(policy) : playedServer(policy)));

    const like = policiesLike(found, CATALOGUE) ?? [];
    expect(like.filter(({ match }) => match === 'exact').map(({ name }) => name)).toEqual(twinsOf(policy));
    expect(behaviourOf(found, policy)).toMatchObject({ matches: true });
    // The simulated one plays no whole handshake, in which alone TLS 1.3 shows its chain.
    expect(found.problems.length > 0).toBe(!isReal && policy.protocols.includes('TLSv1.3'));
  },
);
