import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import type { Client } from '../../../lambda/core/clients/client';
import { parseClient, type Named } from '../../../lambda/core/clients/parse-client';
import { UserError } from '../../../lambda/core/user-error';
import { helloOf } from './hellos';

const PHONE: Named = {
  id: 'phone-1',
  name: 'Phone 1',
  lowest: 'TLSv1',
  highest: 'TLSv1.1',
  ciphers: ['AES128-SHA'],
  groups: ['secp256r1'],
};

const parse = (text: string): Client => parseClient(text, [PHONE]);

const facts = ({ lowest, highest, ciphers, groups }: Client) => ({ lowest, highest, ciphers, groups });

describe('an offer in words', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['TLSv1.1 AES128-SHA', 'TLSv1', 'TLSv1.1', ['AES128-SHA']],
    ['tls1.0 aes128-sha, DES-CBC3-SHA', 'TLSv1', 'TLSv1', ['AES128-SHA', 'DES-CBC3-SHA']],
    ['TLSv1.2 AES128-SHA,AES256-SHA', 'TLSv1', 'TLSv1.2', ['AES128-SHA', 'AES256-SHA']],
    ['TLSv1.2-TLSv1.3 TLS_AES_128_GCM_SHA256', 'TLSv1.2', 'TLSv1.3', ['TLS_AES_128_GCM_SHA256']],
    ['SSLv3 RC4-SHA', 'SSLv3', 'SSLv3', ['RC4-SHA']],
    ['AES128-SHA:ECDHE-RSA-AES128-SHA', 'TLSv1', 'TLSv1.2', ['AES128-SHA', 'ECDHE-RSA-AES128-SHA']],
    ['TLS_AES_128_GCM_SHA256 AES128-SHA', 'TLSv1', 'TLSv1.3', ['TLS_AES_128_GCM_SHA256', 'AES128-SHA']],
    ['TLSv1 TLS_RSA_WITH_AES_128_CBC_SHA', 'TLSv1', 'TLSv1', ['AES128-SHA']],
    ['TLSv1 SSL_RSA_WITH_3DES_EDE_CBC_SHA', 'TLSv1', 'TLSv1', ['DES-CBC3-SHA']],
    ['TLSv1 DHE-RSA-DES-CBC3-SHA', 'TLSv1', 'TLSv1', ['EDH-RSA-DES-CBC3-SHA']],
  ])('%s', (text, lowest, highest, ciphers) => {
    expect(parse(text)).toEqual({ name: text, lowest, highest, ciphers, groups: [] });
  });

  it.each([
    ['', /--client got ""; use "TLSv1.1 AES128-SHA"/],
    ['TLSv1.1', /offers no cipher suite; name them behind it: "TLSv1.1 AES128-SHA"/],
    ['TLSv1.4 AES128-SHA', /got the protocol "TLSv1.4"; use one of SSLv3, TLSv1,/],
    ['SSLv2 RC4-MD5', /got the protocol "SSLv2"/],
    ['TLSv1.3-TLSv1.2 AES128-SHA', /name the lowest protocol first/],
    ['TLSv1.1 AES128-SHE', /got the cipher suite "AES128-SHE"/],
    ['AES128-SHA AES128-SHE', /got the cipher suite "AES128-SHE"/],
    ['Phone 2', /got "Phone 2", which is no client that is known here/],
    ['0cc175b9c0f1b6a831c399e269772661', /hash of a JA3 string and cannot be read back/],
    ['16', /ClientHello with bytes that end too early/],
    ['771,4865', /no client that is known here/],
    ['999,4865,,,', /versions 0x03e7, of which none is known/],
    ['0200000000', /handshake message 2, and a ClientHello is 1/],
  ])('"%s" is wrong usage', (text, message) => {
    expect(() => parse(text)).toThrow(UserError);
    expect(() => parse(text)).toThrow(message);
  });
});

it.each(['phone-1', 'Phone 1', ' PHONE 1 '])('"%s" is a known client', (text) => {
  expect(parse(text)).toBe(PHONE);
});

function listed(...args: readonly string[]): string {
  return execFileSync('openssl', ['ciphers', ...args, 'HIGH:@SECLEVEL=0'], { encoding: 'utf8' });
}

describe('a list of openssl ciphers', () => {
  const names = listed().trim().split(':');

  it.each([['-V'], ['-v'], ['-V', '-stdname']])('%s %s is read, all of it and in its order', (...flags) => {
    const client = parse(listed(...flags));

    expect(names.length).toBeGreaterThan(50);
    expect(client).toMatchObject({ ciphers: names, lowest: 'TLSv1', highest: 'TLSv1.3' });
  });

  it('with another line among them is wrong usage', () => {
    expect(() => parse(`${listed('-V')}Error with command`)).toThrow(/got "Error with command" among/);
  });
});

/** What OpenSSL was told to offer, and offers. */
const OPENSSL = {
  ciphers: 'TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:ECDHE-RSA-AES128-SHA:AES128-SHA:@SECLEVEL=0',
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.3',
  ecdhCurve: 'X25519:P-384',
} as const;

describe('a ClientHello', () => {
  it('of OpenSSL says what OpenSSL was told to offer', async () => {
    const hello = await helloOf(OPENSSL);

    expect(facts(parse(hello.toString('hex')))).toEqual({
      lowest: 'TLSv1',
      highest: 'TLSv1.3',
      ciphers: ['TLS_AES_256_GCM_SHA384', 'TLS_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-SHA', 'AES128-SHA'],
      groups: ['x25519', 'secp384r1'],
    });
  });

  it('without a list of versions speaks down to TLS 1.0', async () => {
    const hello = await helloOf({ ...OPENSSL, maxVersion: 'TLSv1.2', minVersion: 'TLSv1.2' });

    expect(facts(parse(hello.toString('hex')))).toMatchObject({ lowest: 'TLSv1', highest: 'TLSv1.2' });
  });

  it.each([
    ['the message alone', (hex: string) => hex.slice(10)],
    ['in capitals with colons', (hex: string) => (hex.toUpperCase().match(/../g) ?? []).join(':')],
    ['with 0x and commas', (hex: string) => (hex.match(/../g) ?? []).map((byte) => `0x${byte}`).join(', ')],
    ['in lines', (hex: string) => (hex.match(/.{1,32}/g) ?? []).join('\n')],
    ['in records of 100 bytes', (hex: string) => inRecords(hex.slice(10), 100)],
    ['in records of one byte', (hex: string) => inRecords(hex.slice(10), 1)],
  ])('is the same %s', async (_, written) => {
    const hex = (await helloOf(OPENSSL)).toString('hex');

    expect(facts(parse(written(hex)))).toEqual(facts(parse(hex)));
  });

  it('that is cut off anywhere is wrong usage', async () => {
    const hex = (await helloOf(OPENSSL)).toString('hex');
    const cut = Array.from({ length: hex.length / 2 - 1 }, (_, index) => hex.slice(0, 2 * (index + 1)));

    expect(cut.filter((part) => part.length === 32)).toHaveLength(1);
    for (const part of cut) expect(() => parse(part)).toThrow(UserError);
  });

  it('with GREASE and signals offers the suites alone', () => {
    const client = parse(
      helloHex({ suites: '0a0a130100ff5600c02f', groups: '0a0a11ec001d', versions: '0a0a03040303' }),
    );

    expect(facts(client)).toEqual({
      lowest: 'TLSv1.2',
      highest: 'TLSv1.3',
      ciphers: ['TLS_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
      groups: ['X25519MLKEM768', 'x25519'],
    });
  });

  it('keeps a suite that no table has by its number', () => {
    expect(parse(helloHex({ suites: 'fafbc02f', groups: 'fafb', versions: '0303' }))).toMatchObject({
      ciphers: ['0xFAFB', 'ECDHE-RSA-AES128-GCM-SHA256'],
      groups: ['0xFAFB'],
    });
  });
});

describe('a JA3 string', () => {
  it('says what the hello says that it was made of', () => {
    expect(facts(parse('771,2570-4865-49199-47-255,0-10-11-43-51,2570-4588-29-23,0'))).toEqual({
      lowest: 'TLSv1',
      highest: 'TLSv1.3',
      ciphers: ['TLS_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256', 'AES128-SHA'],
      groups: ['X25519MLKEM768', 'x25519', 'secp256r1'],
    });
  });

  it.each([
    ['769,47-53,,,', 'TLSv1', 'TLSv1'],
    ['770,47-53,10-11,23-24,0', 'TLSv1', 'TLSv1.1'],
    ['768,5-4,,,', 'SSLv3', 'SSLv3'],
  ])('%s speaks %s to %s', (text, lowest, highest) => {
    expect(parse(text)).toMatchObject({ lowest, highest });
  });
});

/** What somebody is told of a text: the name of the client, or the mistake. @throws what is neither */
function told(text: string): string {
  try {
    return parse(text).name;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

it('whatever is given, it is a client or wrong usage', () => {
  const tail = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('hex'));
  const record = tail.map((hex) => `1603010200${hex}`);
  const message = tail.map((hex) => `01${hex}`);
  const numbers = fc.array(fc.array(fc.nat(70_000)), { minLength: 5, maxLength: 5 });
  const ja3 = numbers.map((lists) => lists.map((list) => list.join('-')).join(','));
  const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), record, message, ja3);

  const holds = fc.property(texts, (text) => told(text) !== '');
  expect(fc.check(holds, { numRuns: 2000 })).toMatchObject({ failed: false });
});

/** The message of one hello cut into records of so many bytes. */
function inRecords(message: string, size: number): string {
  return (message.match(new RegExp(`.{1,${2 * size}}`, 'g')) ?? [])
    .map((part) => `160301${sized(part, 2)}`)
    .join('');
}

function helloHex({
  suites,
  groups,
  versions,
}: Readonly<Record<'suites' | 'groups' | 'versions', string>>): string {
  const extension = (type: string, body: string): string => type + sized(body, 2);
  const extensions = extension('000a', sized(groups, 2)) + extension('002b', sized(versions, 1));
  const body = `0303${'ab'.repeat(32)}00${sized(suites, 2)}0100${sized(extensions, 2)}`;
  return `01${sized(body, 3)}`;
}

function sized(hex: string, lengthBytes: number): string {
  return (hex.length / 2).toString(16).padStart(2 * lengthBytes, '0') + hex;
}
