import {
  KNOWN_AS_OF,
  KNOWN_CLIENTS,
  type ClientKind,
  type KnownClient,
} from '../../../lambda/core/clients/known';
import LOCKOUTS from '../../../lambda/core/clients/lockouts.json';
import { PROTOCOLS } from '../../../lambda/core/clients/client';
import { groupOf } from '../../../lambda/core/clients/groups';
import { isTls13, suiteNamed } from '../../../lambda/core/clients/suites';
import { compactOf } from '../../../scripts/known-clients/compact';
import { ranked } from '../../../scripts/known-clients/rank';
import { capturedRows, documentedRows, testsslRows } from '../../../scripts/known-clients/rows';
import { groupName, suiteName, UNLISTED } from '../../../scripts/known-clients/unlisted';

const GROUPS = new Set(Array.from({ length: 0x10000 }, (_, code) => groupName(groupOf(code))));

function isKnownSuite(name: string): boolean {
  return suiteNamed(name) === name || UNLISTED.has(name);
}

function counted(kind: ClientKind): number {
  return KNOWN_CLIENTS.filter((client) => client.kind === kind).length;
}

function offersTls13({ ciphers }: KnownClient): boolean {
  return ciphers.some(isTls13);
}

function speaksTls13({ highest }: KnownClient): boolean {
  return highest === 'TLSv1.3';
}

describe('known.json', () => {
  it('has at least 80 clients, of every kind, and says of what day it is', () => {
    expect(KNOWN_CLIENTS.length).toBeGreaterThanOrEqual(80);
    const kinds: readonly ClientKind[] = ['browser', 'mobile', 'runtime', 'tool', 'device', 'crawler'];
    expect(kinds.filter((kind) => counted(kind) < 3)).toEqual([]);
    expect(KNOWN_AS_OF).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  it.each([
    'Android',
    'Safari',
    'Chrom',
    'Firefox',
    'IE',
    'Edge',
    'Java 6',
    'Java 7',
    'Java 8',
    'Java 11',
    'Java 17',
    'Java 21',
    '.NET',
    'Windows',
    'OpenSSL 0.9.8',
    'OpenSSL 3.5',
    'Python',
    'Go ',
    'Node.js',
    'curl',
    'Googlebot',
    'BingBot',
    'Baidu',
  ])('knows %s', (start) => {
    expect(KNOWN_CLIENTS.some(({ name }) => name.startsWith(start))).toBe(true);
  });

  it('ranks them from 1 on, each with a name and an id of its own', () => {
    expect(KNOWN_CLIENTS.map(({ rank }) => rank)).toEqual(KNOWN_CLIENTS.map((_, index) => index + 1));
    expect(new Set(KNOWN_CLIENTS.map(({ id }) => id)).size).toBe(KNOWN_CLIENTS.length);
    expect(new Set(KNOWN_CLIENTS.map(({ name }) => name)).size).toBe(KNOWN_CLIENTS.length);
  });

  it.each(KNOWN_CLIENTS)(
    '$name: from a source, with suites, groups and protocols that registries name',
    (client) => {
      expect(client.source).toMatch(
        /^(testssl\.sh (3\.|at )|captured on loopback, |Microsoft, |openjdk|dotnet|igrr)/,
      );
      expect(client.ciphers.length).toBeGreaterThan(0);
      expect(client.ciphers.filter((cipher) => !isKnownSuite(cipher))).toEqual([]);
      expect(new Set(client.ciphers).size).toBe(client.ciphers.length);
      expect(client.groups.filter((group) => !GROUPS.has(group) || group.startsWith('0x'))).toEqual([]);
      expect(PROTOCOLS.indexOf(client.lowest)).toBeLessThanOrEqual(PROTOCOLS.indexOf(client.highest));
      // Names are told in a row, with commas between them.
      expect(client.name).not.toContain(',');
      expect(client.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(client.since).toBeGreaterThan(1999);
      expect(client.since).toBeLessThanOrEqual(Number(KNOWN_AS_OF.slice(0, 4)));
    },
  );

  it('has suites of TLS 1.3 with who speaks it, and with five who spoke its drafts', () => {
    expect(KNOWN_CLIENTS.filter((each) => speaksTls13(each) && !offersTls13(each))).toEqual([]);
    const drafts = KNOWN_CLIENTS.filter((each) => offersTls13(each) && !speaksTls13(each));
    expect(drafts.map(({ name }) => name).toReversed()).toEqual([
      'Firefox 53 Win 7',
      'Chrome 57 Win 7',
      'Firefox 62 Win 7',
      'Firefox 59 Win 7',
      'Chrome 65 Win 7',
    ]);
  });

  it('says what the captures and the documented rows say', () => {
    const made = ranked([...capturedRows(), ...documentedRows()]);
    const kept = new Map(KNOWN_CLIENTS.map((row) => [row.id, row]));
    expect(made.length).toBeGreaterThan(40);
    expect(made.map(({ id, rank }) => ({ ...kept.get(id), rank }))).toEqual(made);
  });
});

it('lockouts.json is made of known.json; run: npm run known-clients', () => {
  expect(LOCKOUTS).toEqual(compactOf(KNOWN_AS_OF, KNOWN_CLIENTS));
  expect(Object.keys(LOCKOUTS.clients)).toEqual(Object.keys(compactOf(KNOWN_AS_OF, KNOWN_CLIENTS).clients));
});

const OTHERS = {
  lowest_protocol: '("0x0300")',
  highest_protocol: '("0x0303")',
  current: '(true)',
};

/** A block as the file writes it, its name first, its hello made up. */
function block(fields: Readonly<Record<string, string>>): string {
  const all = { ...fields, ...OTHERS, ...fields };
  return Object.entries(all)
    .map(([field, value]) => `     ${field}+=${value}`)
    .join('\n');
}

/** TLS 1.2, the suites of C02F, GREASE and 00FF, the groups x25519 and secp256r1; in the form of a record. */
const HELLO = `160301003d010000390303${'00'.repeat(32)}000006c02f0a0a00ff0100000a000a00060004001d0017`;

describe('testsslRows', () => {
  it('reads the hello, and takes from the fields what that does not say', () => {
    const text = block({ names: '("Android 4.4.2")', handshakebytes: `("${HELLO}")` });
    expect(testsslRows(text, 'here')).toEqual([
      {
        name: 'Android 4.4.2',
        kind: 'mobile',
        since: 2013,
        common: true,
        source: 'here',
        lowest: 'SSLv3',
        highest: 'TLSv1.2',
        ciphers: ['ECDHE-RSA-AES128-GCM-SHA256'],
        groups: ['x25519', 'secp256r1'],
      },
    ]);
  });

  it.each(['ciphers', 'ch_ciphers'])(
    'reads a client that opens in the form of SSLv2 by its field %s',
    (field) => {
      const text = block({
        names: '("Java 6u45")',
        handshakebytes: '("8065010301")',
        [field]: '("RC4-MD5:RC4-MD5:DES-CBC3-MD5:AES128-SHA")',
        lowest_protocol: '("0x0200")',
        highest_protocol: '("0x0301")',
      });
      expect(testsslRows(text, 'here')).toMatchObject([
        { lowest: 'SSLv3', highest: 'TLSv1', ciphers: ['RC4-MD5', 'AES128-SHA'], groups: [] },
      ]);
    },
  );

  it('leaves out what another row says', () => {
    expect(testsslRows(block({ names: '("Safari 8 iOS 8.0 Beta")' }), 'here')).toEqual([]);
  });

  it('refuses a client that nobody has looked at', () => {
    expect(() => testsslRows(block({ names: '("Lynx 9")' }), 'here')).toThrow(
      'testssl-clients.json says neither kind nor year of Lynx 9',
    );
  });
});

describe('ranked', () => {
  it('puts what is met today first, then the later release, the kind and the name', () => {
    const row = { lowest: 'TLSv1', highest: 'TLSv1.2', ciphers: [], groups: [], source: 'here' } as const;
    const rows = [
      { ...row, name: 'Old bot', kind: 'crawler', since: 2014, common: false },
      { ...row, name: 'New bot', kind: 'crawler', since: 2020, common: false },
      { ...row, name: 'Old but met', kind: 'runtime', since: 2009, common: true },
      { ...row, name: 'Zebra', kind: 'browser', since: 2020, common: false },
      { ...row, name: 'Aardvark', kind: 'browser', since: 2020, common: false },
      { ...row, name: 'New', kind: 'tool', since: 2026, common: true },
    ] as const;
    expect(ranked(rows).map(({ rank, id }) => `${rank} ${id}`)).toEqual([
      '1 new',
      '2 old-but-met',
      '3 aardvark',
      '4 zebra',
      '5 new-bot',
      '6 old-bot',
    ]);
  });
});

it('names what the tables do not', () => {
  expect([suiteName('0xD001'), suiteName('AES128-SHA')]).toEqual([
    'ECDHE-PSK-AES128-GCM-SHA256',
    'AES128-SHA',
  ]);
  expect([groupName('0x0005'), groupName('x25519')]).toEqual(['sect193r2', 'x25519']);
});
