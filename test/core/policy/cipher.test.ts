import { weaknessesOf } from '../../../lambda/core/policy/cipher';
import { CIPHERS } from '../catalogue';
import { kindsOf } from '../oracle';

/** Every cipher of the catalogue, sorted by hand into what is wrong with it (docs/rules.md, rule 3). */
const BY_HAND: readonly (readonly [weaknesses: string, ciphers: string])[] = [
  [
    '',
    `TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256
     ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES128-GCM-SHA256
     ECDHE-RSA-AES256-GCM-SHA384 DHE-DSS-AES128-GCM-SHA256 DHE-DSS-AES256-GCM-SHA384 DHE-RSA-AES128-GCM-SHA256
     DHE-RSA-AES256-GCM-SHA384`,
  ],
  [
    'CBC',
    `ECDHE-ECDSA-AES128-SHA256 ECDHE-ECDSA-AES256-SHA384 ECDHE-RSA-AES128-SHA256 ECDHE-RSA-AES256-SHA384
     DHE-DSS-AES128-SHA256 DHE-DSS-AES256-SHA256 DHE-RSA-AES128-SHA256 DHE-RSA-AES256-SHA256`,
  ],
  [
    'CBC, SHA-1 MAC',
    `ECDHE-ECDSA-AES128-SHA ECDHE-ECDSA-AES256-SHA ECDHE-RSA-AES128-SHA ECDHE-RSA-AES256-SHA DHE-DSS-AES128-SHA
     DHE-DSS-AES256-SHA DHE-RSA-AES128-SHA DHE-RSA-AES256-SHA DHE-DSS-CAMELLIA128-SHA DHE-DSS-CAMELLIA256-SHA
     DHE-RSA-CAMELLIA128-SHA DHE-RSA-CAMELLIA256-SHA DHE-DSS-SEED-SHA DHE-RSA-SEED-SHA`,
  ],
  ['no forward secrecy', 'AES128-GCM-SHA256 AES256-GCM-SHA384'],
  ['no forward secrecy, CBC', 'AES128-SHA256 AES256-SHA256'],
  [
    'no forward secrecy, CBC, SHA-1 MAC',
    `AES128-SHA AES256-SHA CAMELLIA128-SHA CAMELLIA256-SHA SEED-SHA IDEA-CBC-SHA PSK-AES128-CBC-SHA
     PSK-AES256-CBC-SHA`,
  ],
  ['no forward secrecy, CBC, MD5 MAC', 'RC2-CBC-MD5'],
  ['SHA-1 MAC, RC4', 'ECDHE-ECDSA-RC4-SHA ECDHE-RSA-RC4-SHA'],
  ['no forward secrecy, SHA-1 MAC, RC4', 'RC4-SHA PSK-RC4-SHA KRB5-RC4-SHA'],
  ['no forward secrecy, MD5 MAC, RC4', 'RC4-MD5 KRB5-RC4-MD5'],
  ['CBC, SHA-1 MAC, 3DES, under 128 bit', 'EDH-DSS-DES-CBC3-SHA EDH-RSA-DES-CBC3-SHA'],
  [
    'no forward secrecy, CBC, SHA-1 MAC, 3DES, under 128 bit',
    'DES-CBC3-SHA PSK-3DES-EDE-CBC-SHA KRB5-DES-CBC3-SHA',
  ],
  ['no forward secrecy, CBC, MD5 MAC, 3DES, under 128 bit', 'DES-CBC3-MD5 KRB5-DES-CBC3-MD5'],
  ['CBC, SHA-1 MAC, under 128 bit', 'EDH-DSS-DES-CBC-SHA EDH-RSA-DES-CBC-SHA'],
  ['no forward secrecy, CBC, SHA-1 MAC, under 128 bit', 'DES-CBC-SHA KRB5-DES-CBC-SHA'],
  ['no forward secrecy, CBC, MD5 MAC, under 128 bit', 'DES-CBC-MD5 KRB5-DES-CBC-MD5'],
  ['anonymous', 'ADH-AES128-GCM-SHA256 ADH-AES256-GCM-SHA384'],
  ['anonymous, CBC', 'ADH-AES128-SHA256 ADH-AES256-SHA256'],
  [
    'anonymous, CBC, SHA-1 MAC',
    'ADH-AES128-SHA ADH-AES256-SHA ADH-CAMELLIA128-SHA ADH-CAMELLIA256-SHA ADH-SEED-SHA',
  ],
  ['anonymous, CBC, SHA-1 MAC, 3DES, under 128 bit', 'ADH-DES-CBC3-SHA'],
  ['anonymous, CBC, SHA-1 MAC, under 128 bit', 'ADH-DES-CBC-SHA'],
  ['anonymous, MD5 MAC, RC4', 'ADH-RC4-MD5'],
  ['anonymous, CBC, SHA-1 MAC, export, under 128 bit', 'EXP-ADH-DES-CBC-SHA'],
  ['anonymous, MD5 MAC, RC4, export, under 128 bit', 'EXP-ADH-RC4-MD5'],
  ['CBC, SHA-1 MAC, export, under 128 bit', 'EXP-EDH-DSS-DES-CBC-SHA EXP-EDH-RSA-DES-CBC-SHA'],
  [
    'no forward secrecy, CBC, SHA-1 MAC, export, under 128 bit',
    'EXP-DES-CBC-SHA EXP-KRB5-DES-CBC-SHA EXP-KRB5-RC2-CBC-SHA',
  ],
  [
    'no forward secrecy, CBC, MD5 MAC, export, under 128 bit',
    'EXP-RC2-CBC-MD5 EXP-KRB5-DES-CBC-MD5 EXP-KRB5-RC2-CBC-MD5',
  ],
  ['no forward secrecy, SHA-1 MAC, RC4, export, under 128 bit', 'EXP-KRB5-RC4-SHA'],
  ['no forward secrecy, MD5 MAC, RC4, export, under 128 bit', 'EXP-RC4-MD5 EXP-KRB5-RC4-MD5'],
];
const TABLE = BY_HAND.flatMap(([weaknesses, ciphers]) =>
  ciphers.split(/\s+/).map((cipher) => ({ cipher, weaknesses: weaknesses.split(', ').filter(Boolean) })),
);

describe('weaknessesOf', () => {
  it('is tested with every cipher of the catalogue', () => {
    const tested = TABLE.map(({ cipher }) => cipher);

    expect(tested.toSorted()).toEqual(CIPHERS.toSorted());
  });

  it.each(TABLE)('$cipher: $weaknesses', ({ cipher, weaknesses }) => {
    expect([...weaknessesOf(cipher)].toSorted()).toEqual(weaknesses.toSorted());
  });

  it.each(TABLE)('the oracle of the property tests agrees on $cipher', ({ cipher, weaknesses }) => {
    // The design does not name MD5 as a kind of its own.
    expect([...kindsOf(cipher)].toSorted()).toEqual(
      weaknesses.filter((kind) => kind !== 'MD5 MAC').toSorted(),
    );
  });

  it.each([
    ['TLS_AES_128_CCM_SHA256', []],
    ['TLS_AES_128_CCM_8_SHA256', []],
    ['ECDHE-ECDSA-CHACHA20-POLY1305', []],
    ['ECDHE-ECDSA-AES128-CCM', []],
    ['ECDH-RSA-AES128-GCM-SHA256', ['no forward secrecy']],
    ['AECDH-AES128-SHA', ['anonymous', 'CBC', 'SHA-1 MAC']],
    ['ECDHE-RSA-NULL-SHA', ['SHA-1 MAC', 'NULL', 'under 128 bit']],
    ['NULL-SHA256', ['no forward secrecy', 'NULL', 'under 128 bit']],
  ])('of a cipher outside the catalogue: %s', (cipher, weaknesses) => {
    expect([...weaknessesOf(cipher)].toSorted()).toEqual([...weaknesses].toSorted());
  });

  it.each([
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_AES_512_GCM_SHA512',
    'TLS_SHA256_SHA256',
    'ECDHE-MLDSA-AES256-GCM-SHA384',
    'GOST2012-GOST8912-GOST8912',
    'EXP1024-RC4-SHA',
    'ECDHE-RSA',
    '',
  ])('takes a suite with a word nobody knows for weak: %j', (cipher) => {
    expect(weaknessesOf(cipher)).toEqual([`unrecognised:${cipher}`]);
  });
});
