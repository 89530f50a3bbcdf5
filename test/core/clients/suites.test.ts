import { execFileSync } from 'node:child_process';
import {
  authenticationOf,
  isGrease,
  keyExchangeOf,
  protocolsOf,
  SUITE_SPELLINGS,
  suiteNamed,
  suiteOf,
} from '../../../lambda/core/clients/suites';
import { opensslNameOf, spellingsOf } from '../../../lambda/core/clients/suite-names';
import { CATALOGUE_POLICIES } from '../../../lambda/core/explain/catalogue';
import { CIPHERS } from '../catalogue';

/** `0xC0,0x2F - ECDHE-RSA-AES128-GCM-SHA256 - TLS_ECDHE_... TLSv1.2 Kx=ECDH Au=RSA ...`, all that OpenSSL has. */
const LISTED = execFileSync('openssl', ['ciphers', '-V', '-stdname', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'], {
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .map((line) => {
    const [, high = '', low = '', iana = '', name = '', protocol = '', exchange = '', authentication = ''] =
      /0x(..),0x(..) - (\S+)\s+- (\S+)\s+(\S+)\s+Kx=(\S+)\s+Au=(\S+)/.exec(line) ?? [];
    return { code: Number.parseInt(high + low, 16), iana, name, protocol, exchange, authentication };
  });

describe('what OpenSSL knows of its suites', () => {
  it('is a list', () => {
    expect(LISTED.length).toBeGreaterThan(100);
  });

  it.each(LISTED)('$name has this number and this other name', ({ code, name, iana }) => {
    expect(suiteOf(code)).toBe(name);
    expect(suiteNamed(iana)).toBe(name);
    expect(suiteNamed(name.toLowerCase())).toBe(name);
  });

  it.each(LISTED)('$name begins with $protocol', ({ name, protocol }) => {
    expect(protocolsOf(name)[0]).toBe(protocol);
  });

  it.each(LISTED)('$name is authenticated by $authentication', ({ name, authentication }) => {
    const ours =
      { None: 'anonymous', PSK: 'shared secret', SRP: 'shared secret' }[authentication] ?? authentication;
    expect(authenticationOf(name)).toBe(/^(RSA-PSK|SRP)/.test(name) ? 'shared secret' : ours);
  });
});

it('every cipher of the catalogue has a number and a protocol, but for three of SSL 2.0', () => {
  const ofSsl2 = ['DES-CBC-MD5', 'DES-CBC3-MD5', 'RC2-CBC-MD5'];

  expect(CIPHERS.filter((cipher) => suiteNamed(cipher) === null).toSorted()).toEqual(ofSsl2);
  expect(CIPHERS.filter((cipher) => protocolsOf(cipher).length === 0).toSorted()).toEqual(ofSsl2);
});

it.each([
  ['ECDHE-RSA-AES128-SHA', 'ECDHE'],
  ['AES128-SHA', 'RSA'],
  ['EXP-RC4-MD5', 'RSA'],
  ['EXP-EDH-RSA-DES-CBC-SHA', 'DHE'],
  ['EDH-DSS-DES-CBC3-SHA', 'DHE'],
  ['DHE-RSA-AES128-SHA', 'DHE'],
  ['ADH-AES128-SHA', 'anonymous DH'],
  ['PSK-RC4-SHA', 'a shared key'],
  ['KRB5-RC4-SHA', 'Kerberos'],
  ['TLS_AES_128_GCM_SHA256', 'ECDHE'],
])('the key of %s is agreed on with %s', (cipher, exchange) => {
  expect(keyExchangeOf(cipher)).toBe(exchange);
});

it('GREASE are sixteen numbers', () => {
  const all = Array.from({ length: 0x1_0000 }, (_, code) => code).filter(isGrease);
  expect(all).toHaveLength(16);
  expect(all).toContain(0xdada);
});

it('every policy of the pages spells its suites by the rules as the table does', () => {
  for (const { posture } of CATALOGUE_POLICIES) {
    const names = new Set([...posture.ciphers].map(opensslNameOf));
    const byRules = new Set([...names].flatMap(spellingsOf));
    const byTable = SUITE_SPELLINGS.filter((spelling) => names.has(opensslNameOf(spelling)));
    expect([posture.name, [...byRules].toSorted()]).toEqual([posture.name, byTable.toSorted()]);
  }
});
