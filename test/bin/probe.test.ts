import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { probeText } from '../../bin/terminal/probe-text';
import schema from '../../probe/probe.schema.json';
import type { ProbeReport } from '../../probe/report';
import { ownCertificates } from '../probe/certificates';
import { rawServer, type Running, tlsServer } from '../probe/servers';
import { alert, type Simulated, simulatedServer } from '../probe/simulated';
import { type Ended, elbTls, workshop, type Workshop } from './command';

/** `elb-tls probe`: what is typed, what is shown, and how it ends. */

const own = ownCertificates();
let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(async () => {
  own.clear();
  await shop.clear();
});

const isReport = addFormats(
  new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }),
).compile<ProbeReport>(schema);

function reportIn({ stdout }: Ended): ProbeReport {
  const report: unknown = JSON.parse(stdout);
  if (!isReport(report)) throw new Error(JSON.stringify(isReport.errors));
  return report;
}

async function probed(
  server: Running | Promise<Running>,
  args: readonly string[] = [],
  host = '127.0.0.1',
): Promise<Ended> {
  const { port, stop } = await server;
  try {
    return await elbTls(shop, ['probe', `${host}:${port}`, '--rate', '0', ...args], {});
  } finally {
    await stop();
  }
}

/** What AWS's API gives a listener without a policy, and what many still have. */
const OLD = 'ELBSecurityPolicy-2016-08';

const OLD_CIPHERS =
  'ECDHE-RSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-SHA256 ECDHE-RSA-AES128-SHA ECDHE-RSA-AES256-GCM-SHA384 ' +
  'ECDHE-RSA-AES256-SHA384 ECDHE-RSA-AES256-SHA AES128-GCM-SHA256 AES128-SHA256 AES128-SHA AES256-GCM-SHA384 ' +
  'AES256-SHA256 AES256-SHA';

function oldServer(): Promise<Running> {
  return tlsServer({
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    ciphers: [...OLD_CIPHERS.split(' '), '@SECLEVEL=0'].join(':'),
    honorCipherOrder: true,
    ALPNProtocols: ['h2', 'http/1.1'],
    ecdhCurve: 'prime256v1:secp384r1',
    cert: own.of('RSA').cert,
    key: own.of('RSA').key,
  });
}

/** What only SSL 3 and its time had: RC4 and 3DES. The client's order decides. */
const ANCIENT: Simulated = {
  protocols: ['SSLv3', 'TLSv1'],
  suites: [0x000a, 0x0005, 0x0004].map((code) => ({ code, since: 'SSLv3', ecdhe: false })),
  groups: [],
  certificates: [],
  followsClient: true,
};

describe('as JSON', () => {
  it('is valid by the schema, and tells all of a server of 2016', async () => {
    const ended = await probed(oldServer(), ['--json'], 'localhost');
    const report = reportIn(ended);

    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(report).toMatchObject({
      host: 'localhost',
      sni: 'localhost',
      protocols: { SSLv3: false, TLSv1: true, 'TLSv1.1': true, 'TLSv1.2': true, 'TLSv1.3': false },
      serverPreference: true,
      groups: ['secp256r1', 'secp384r1'],
      alpn: ['h2', 'http/1.1'],
      problems: [],
    });
    expect(report.ciphers?.['TLSv1.2']).toEqual(OLD_CIPHERS.split(' '));
    expect(report.ciphers?.TLSv1).toEqual(OLD_CIPHERS.split(' ').filter((name) => name.endsWith('SHA')));
    expect(report.policies?.map(({ name, match }) => [name, match])).toEqual([
      [OLD, 'exact'],
      // The same ciphers and protocols, where ALB and NLB have it.
      ['ELBSecurityPolicy-2015-05', 'exact'],
    ]);
    expect(report.certificates).toEqual([
      {
        subject: 'CN=rsa.example',
        issuer: 'CN=rsa.example',
        names: ['localhost', '127.0.0.1'],
        notBefore: expect.any(String),
        notAfter: expect.any(String),
        key: { type: 'RSA', bits: 2048 },
        signature: 'sha256WithRSAEncryption',
        leaf: true,
      },
    ]);
  });

  it('has no name for an address, and counts sockets', async () => {
    const server = await oldServer();
    const ended = await probed(server, ['--json']);

    expect(reportIn(ended)).toMatchObject({ sni: null, connections: server.connections() });
  });

  it('tells what only old servers have', async () => {
    const report = reportIn(await probed(simulatedServer(ANCIENT), ['--json']));

    const ciphers = ['DES-CBC3-SHA', 'RC4-SHA', 'RC4-MD5'];
    expect(report.protocols).toMatchObject({ SSLv3: true, TLSv1: true, 'TLSv1.1': false });
    expect(report.ciphers?.SSLv3?.toSorted()).toEqual(ciphers.toSorted());
    expect(report.ciphers?.TLSv1?.toSorted()).toEqual(ciphers.toSorted());
    expect(report).toMatchObject({ serverPreference: false, groups: [], alpn: [], certificates: null });
    expect(report.policies?.[0]).toMatchObject({
      name: 'ELBSample-OpenSSLDefaultCipherPolicy',
      match: 'nearest',
    });
    expect(report.policies?.[0]?.missing).toEqual({
      protocols: [],
      ciphers: ['AES128-SHA', 'AES256-SHA'],
      groups: [],
    });
  });

  it('has no preference where there is one cipher', async () => {
    const one = { ...ANCIENT, suites: ANCIENT.suites.slice(0, 1) };

    expect(reportIn(await probed(simulatedServer(one), ['--json'])).serverPreference).toBeNull();
  });

  it('shows both certificates of a server that has two, and the one of TLS 1.3', async () => {
    const types = ['RSA', 'ECDSA'] as const;
    const server = (maxVersion: 'TLSv1.2' | 'TLSv1.3') =>
      tlsServer({
        minVersion: maxVersion,
        maxVersion,
        cert: types.map((type) => own.of(type).cert),
        key: types.map((type) => own.of(type).key),
        ALPNProtocols: ['http/1.1'],
      });
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const { certificates, alpn } = reportIn(await probed(server(version), ['--json']));
      expect(certificates?.map(({ key }) => key.type).toSorted()).toEqual(['EC', 'RSA']);
      expect(certificates?.find(({ key }) => key.type === 'EC')).toMatchObject({
        key: { bits: 256 },
        signature: 'ecdsa-with-SHA256',
        leaf: true,
      });
      expect(alpn).toEqual(['http/1.1']);
    }
  });

  it('shows an Ed25519 key', async () => {
    const server = tlsServer({
      minVersion: 'TLSv1.3',
      cert: own.of('Ed25519').cert,
      key: own.of('Ed25519').key,
    });
    const { certificates } = reportIn(await probed(server, ['--json']));

    expect(certificates).toMatchObject([{ key: { type: 'Ed25519', bits: 256 }, signature: 'ED25519' }]);
  });

  it('asks for the name of --sni, in every handshake', async () => {
    const server = tlsServer({
      cert: own.of('RSA').cert,
      key: own.of('RSA').key,
      SNICallback: (name, done) => done(name === 'shop.example.com' ? null : new Error('another')),
    });
    const { status, stdout } = await probed(server, ['--sni', 'shop.example.com', '--json']);

    expect([status, JSON.parse(stdout)]).toMatchObject([0, { sni: 'shop.example.com', problems: [] }]);
  });
});

describe('ends', () => {
  it.each([
    [0, ['--policy', OLD]],
    [0, ['--policy', '2016-08']],
    [2, ['--policy', 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09']],
    [0, ['--client', 'TLSv1 AES128-SHA']],
    [2, ['--client', 'TLSv1 RC4-SHA', '--client', 'TLSv1 AES128-SHA']],
    [2, ['--client', 'TLSv1.3 TLS_AES_128_GCM_SHA256']],
  ])('with %d for %j on a server of 2016', async (status, args) => {
    const ended = await probed(oldServer(), [...args, '--json']);

    expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status, stderr: '' });
    expect(reportIn(ended)).toHaveProperty(args.includes('--client') ? 'clients' : 'behavesAs');
  });

  it.each<[string, readonly string[]]>([
    ['', []],
    ['--policy', ['--policy', OLD]],
    ['--client', ['--client', 'TLSv1 AES128-SHA']],
  ])('with 1 where nothing could be told %s', async (_with, args) => {
    const ended = await probed(
      rawServer((socket) => socket.end(alert(112))),
      [...args, '--json'],
      'localhost',
    );

    expect(ended.status).toBe(1);
    expect(reportIn(ended)).toMatchObject({ policies: null, ciphers: null });
    expect(reportIn(ended).problems).toEqual([expect.stringMatching(/no host named localhost/)]);
  });

  it('with 1 where nothing listens', async () => {
    const { port, stop } = await oldServer();
    await stop();
    const start = performance.now();
    const ended = await elbTls(shop, ['probe', `127.0.0.1:${port}`], {});

    expect(ended).toMatchObject({ status: 1, stderr: '' });
    // Five connections at ten a second, which is what nobody has to ask for.
    expect(performance.now() - start).toBeGreaterThan(390);
    expect(ended.stdout).toMatch(/nothing listens there/);
  });

  it('with 1 for a policy whose contents nobody has published', async () => {
    const ended = await elbTls(shop, ['probe', 'localhost', '--policy', 'ELBSecurityPolicy-2014-01'], {});

    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^elb-tls: AWS publishes no contents of ELBSecurityPolicy-2014-01/);
  });

  it.each([
    [['https://shop.example.com/'], /probe got "https:/],
    [['shop.example.com:0'], /the port 0 in/],
    [['shop.example.com:99999'], /the port 99999/],
    [['::1:x'], /probe got/],
    [['a b'], /probe got/],
    [['shop', '--rate', 'fast'], /--rate got "fast"/],
    [['shop', '--rate', '-1'], /--rate/],
    [['shop', '--sni', '192.0.2.1'], /--sni got "192.0.2.1", an address/],
    [['shop', '--sni', 'a..b'], /--sni got/],
    [['shop', '--policy', '2016-09'], /no policy "2016-09".*did you mean ELBSecurityPolicy-2016-08/],
    [['shop', '--client', 'whoever'], /--client got "whoever"/],
    [[], /missing required argument/],
  ])('with 64 for %j', async (args, message) => {
    const ended = await elbTls(shop, ['probe', ...args], {});

    expect(ended).toMatchObject({ status: 64, stdout: '' });
    expect(ended.stderr).toMatch(message);
  });
});

describe('for people', () => {
  it('says what matters, in 80 columns', async () => {
    const { stdout } = await probed(oldServer(), [
      '--policy',
      'TLS13-1-2-Res-PQ-2025-09',
      '--client',
      'TLSv1 RC4-SHA',
    ]);

    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    for (const line of [
      '  TLSv1    yes',
      '  TLSv1.3  no',
      "Ciphers of TLSv1.2, in the server's order",
      '  AES128-SHA                   no forward secrecy, CBC, SHA-1 MAC',
      '  ECDHE-RSA-AES128-GCM-SHA256  strong',
      'Groups: secp256r1, secp384r1 (none of them post-quantum)',
      'Application protocols (ALPN): h2, http/1.1',
      'This looks like ELBSecurityPolicy-2016-08 or ELBSecurityPolicy-2015-05',
    ])
      expect(stdout.split('\n')).toContain(line);
    expect(stdout).toMatch(/does not behave as ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09/);
    expect(stdout.replaceAll(/\s+\|?\s*/g, ' ')).toMatch(
      /Client TLSv1 RC4-SHA does not get through: At TLS 1.0, .* it offers no cipher .* Let the client offer ECDHE-RSA/,
    );
    expect(stdout).not.toMatch(/IT ENDS/);
  });

  it.each([
    [69, ''],
    [71, ': IT ENDS IN 28 DAYS'],
    [98.5, ': IT ENDS IN 1 DAY'],
    [101, ': IT HAS ENDED'],
    [-1, ': IT IS NOT VALID YET'],
  ])('after %d of the 100 days of a certificate, says so', async (days, warning) => {
    const report = reportIn(await probed(oldServer(), ['--json']));
    const now = new Date(Date.now() + days * 86_400_000);

    expect(probeText(report, now)).toMatch(new RegExp(`^  valid \\S+ to \\S+${warning}$`, 'm'));
  });

  it('keeps what a server says in its place', async () => {
    const { stdout } = await probed(rawServer((socket) => socket.end('\u001b[2J\r\nrm -rf /')));

    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toMatch(/^rm/m);
  });
});
