import { impactOfParts, impactOfText } from './read';
import { faultsOf } from './schema';

/** Lines as they come, good and bad: what each counts as. */

const SHOP = 'app/shop/50dc6c495c0c9188';
const TAIL =
  '"Root=1-5" "-" "-" 1 2026-11-20T22:22:48.364000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1';

interface Access {
  readonly type?: string;
  readonly time?: string;
  readonly client?: string;
  readonly url?: string;
  readonly agent?: string;
  readonly suite?: string;
  readonly tail?: string;
}

function access(given: Access = {}): string {
  const { type = 'https', time = '2026-11-20T22:23:00.186641Z', client = '192.0.2.39:2817' } = given;
  const { url = 'https://www.example.com:443/', agent = 'curl/7.46.0', suite = 'AES128-SHA TLSv1.2' } = given;
  const { tail = ` arn:aws:x ${TAIL}` } = given;
  return `${type} ${time} ${SHOP} ${client} 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET ${url} HTTP/1.1" "${agent}" ${suite}${tail}`;
}

function connection(suite: string, status: string, more = ''): string {
  return `2026-11-20T17:05:15.514108Z 203.0.113.1 36280 443 ${suite} 4.036 "CN=a b" NotBefore=1;NotAfter=2 FE ${status} TID_1${more}`;
}

function network(suite: string): string {
  return `tls 2.0 2026-11-20T02:59:40 net/n/c6e77e28c25b2234 g3d4 203.0.113.9:51341 172.100.100.185:8443 5 2 98 246 - arn:aws:acm:x - ${suite} n.example.com - - - 2026-11-20T02:59:30`;
}

function classic(url: string, suite: string): string {
  return `2026-11-20T23:39:43.945958Z old 192.0.2.39:2817 10.0.0.1:80 0.000086 0.001048 0.001337 200 200 0 57 "${url}" "curl/7.38.0" ${suite}`;
}

describe('a line counts as', () => {
  it.each([
    ['handshake', access()],
    ['handshake', access({ type: 'h2' })],
    ['handshake', access({ type: 'grpcs' })],
    ['handshake of a type of tomorrow', access({ type: 'h3' })],
    ['handshake with fields of tomorrow', access({ tail: ` arn:aws:x ${TAIL} "new" 1 2 3` })],
    ['handshake of a line that ends behind the protocol', access({ tail: '' })],
    ['handshake of IPv6', access({ client: '2001:db8::1:2817' })],
    ['handshake of IPv6 in brackets', access({ client: '[2001:db8::1]:2817' })],
    ['handshake', connection('TLSv1.2 AES128-SHA', 'Success')],
    ['handshake', network('AES128-SHA tlsv12 -')],
    ['handshake', classic('GET https://x:443/ HTTP/1.1', 'AES128-SHA TLSv1.2')],
    ['handshake of an SSL listener', classic('- - - ', 'AES128-SHA TLSv1.2')],
  ])('%s: %s', (_, line) => {
    expect(impactOfText(`${line}\n`)).toMatchObject({
      skipped: {},
      loadBalancers: [{ handshakes: 1, refused: 1, failed: 0, plain: 0, protocols: { 'TLSv1.2': 1 } }],
    });
  });

  it.each([
    ['failed, whatever it had agreed on', connection('TLSv1 DES-CBC3-SHA', 'Failed:ClientCertUntrusted')],
    ['failed before it agreed on anything', connection('- -', 'Failed:UnmappedConnectionError')],
    ['failed', network('- - -')],
    ['failed, on Classic by its URL', classic('GET https://x:443/ HTTP/1.1', '- -')],
  ])('%s: %s', (_, line) => {
    expect(impactOfText(`${line}\n`)).toMatchObject({
      skipped: {},
      loadBalancers: [{ handshakes: 0, refused: 0, failed: 1, plain: 0 }],
    });
  });

  it.each([
    ['plain', access({ type: 'http', url: 'http://x:80/', suite: '- -' })],
    ['plain', access({ type: 'ws', url: 'http://x:80/', suite: '- -' })],
    ['plain', connection('- -', '-')],
    ['plain', classic('GET http://x:80/ HTTP/1.1', '- -')],
    ['plain, of a TCP listener', classic('- - - ', '- -')],
  ])('%s: %s', (_, line) => {
    expect(impactOfText(`${line}\n`)).toMatchObject({
      skipped: {},
      loadBalancers: [{ handshakes: 0, failed: 0, plain: 1 }],
    });
  });

  it.each([
    ['unknown-format', 'time="2026" level=info'],
    ['unknown-format', '{"a": 1}'],
    ['unknown-format', '\u0000\u0001\u0002'],
    ['unknown-format', '2026-11-20 10:00:00 GET / - 443'],
    ['unknown-format', '203.0.113.1 - - [20/Nov/2026] "GET / HTTP/1.1" 200 1'],
    ['unknown-format', `https 2026-11-20T22:23:00Z ${SHOP} nobody 1 2 3 4 5 6 7 8 "GET /" "-" A TLSv1.2 x`],
    ['unknown-format', access({ suite: 'new-field AES128-SHA TLSv1.2' })],
    ['unknown-format', network('new-field AES128-SHA tlsv12 -')],
    ['unknown-format', connection('TLSv1.2 AES128-SHA', 'Perhaps')],
    ['cut-line', access().slice(0, 60)],
    ['cut-line', access().slice(0, access().indexOf('curl'))],
    ['cut-line', access().slice(0, access().indexOf(' TLSv1.2'))],
    ['cut-line', connection('TLSv1.2 AES128-SHA', 'Success').slice(0, 70)],
    ['cut-line', network('AES128-SHA tlsv12 -').slice(0, 130)],
    ['cut-line', classic('GET https://x:443/ HTTP/1.1', 'AES128-SHA')],
    ['unknown-protocol', access({ suite: 'TLS_AES_128_GCM_SHA256 TLSv1.4' })],
    ['unknown-protocol', network('TLS_AES_128_GCM_SHA256 tlsv14 -')],
    ['tls-untold', access({ suite: '- -' })],
    ['tls-untold', access({ suite: '- TLSv1.2' })],
    ['tls-untold', connection('TLSv1.2 -', 'Success')],
    ['long-line', access({ agent: 'x'.repeat(1 << 20) })],
  ])('%s: %.90s', (reason, line) => {
    const impact = impactOfText(`${line}\n`);
    expect(impact).toMatchObject({ lines: 1, skipped: { [reason]: 1 }, readShare: 0, loadBalancers: [] });
    expect(faultsOf(impact)).toEqual([]);
  });

  it('nothing, where it is empty', () => {
    expect(impactOfText('\n\r\n\n')).toMatchObject({ lines: 0, skipped: {}, readShare: null });
  });
});

describe('a last line without a line break', () => {
  it.each([
    // TLSv1 may be the first half of TLSv1.2: that would be a false alarm.
    ['is not taken for TLS 1.0', classic('GET https://x:443/ HTTP/1.1', 'AES128-SHA TLSv1')],
    ['is not taken for a success', connection('TLSv1.2 AES128-SHA', 'Succ').replace(' TID_1', '')],
    [
      'is not taken for another load balancer',
      connection('TLSv1.2 AES128-SHA', 'Success', ' x25519 app/sho'),
    ],
  ])('%s', (_, line) => {
    expect(impactOfText(line)).toMatchObject({ skipped: { 'cut-line': 1 }, loadBalancers: [] });
  });

  it.each([
    ['of Classic counts with a whole protocol', classic('GET https://x:443/ HTTP/1.1', 'AES128-SHA TLSv1.2')],
    ['of a connection log as the documentation has it counts', connection('TLSv1.2 AES128-SHA', 'Success')],
  ])('%s', (_, line) => {
    expect(impactOfText(line)).toMatchObject({ skipped: {}, loadBalancers: [{ handshakes: 1 }] });
  });
});

it('a line with the line break of Windows is the same', () => {
  expect(impactOfText(`${classic('- - - ', 'AES128-SHA TLSv1.2')}\r\n`)).toMatchObject({
    skipped: {},
    loadBalancers: [{ protocols: { 'TLSv1.2': 1 } }],
  });
});

describe('a user agent', () => {
  it.each([
    ['with a quote as an ALB writes it', 'POS\\x22till\\x22', 'POS"till"'],
    ['with an escaped quote', 'POS \\"till\\" 7', 'POS "till" 7'],
    ['with a naked quote', 'POS "till" 7', 'POS "till" 7'],
    ['with a backslash at its end', 'C:\\', 'C:\\'],
    ['with letters in bytes of UTF-8', 'caf\\xc3\\xa9', 'café'],
    ['that looks like a cipher and no protocol', 'x" AES128-SHA "y', 'x" AES128-SHA "y'],
  ])('%s is shown as the client sent it', (_, logged, sent) => {
    const [row] = impactOfText(`${access({ agent: logged })}\n`).loadBalancers;
    expect(row?.topRefused).toEqual([{ address: '192.0.2.0/24', handshakes: 1, userAgents: [sent] }]);
  });

  it('cannot pass off a protocol and a cipher as those of the line', () => {
    const agent = 'x\\" DES-CBC3-SHA TLSv1 y';
    expect(impactOfText(`${access({ agent })}\n`)).toMatchObject({
      loadBalancers: [{ protocols: { 'TLSv1.2': 1 }, ciphers: { 'AES128-SHA': 1 } }],
    });
  });

  it('that is none is not there', () => {
    const [row] = impactOfText(`${access({ agent: '-' })}\n`).loadBalancers;
    expect(row?.topRefused).toMatchObject([{ userAgents: [] }]);
  });

  it('of any length is cut', () => {
    const [row] = impactOfText(`${access({ agent: 'x'.repeat(9000) })}\n`).loadBalancers;
    expect(row?.topRefused[0]?.userAgents).toEqual(['x'.repeat(256)]);
  });
});

describe('a connection of an access log', () => {
  it('counts once in ten minutes of the clock, once for each protocol and cipher, and for each port of its own', () => {
    const lines = [
      access({ time: '2026-11-20T22:20:00.000000Z' }),
      access({ time: '2026-11-20T22:29:59.999999Z' }),
      access({ time: '2026-11-20T22:30:00.000000Z' }),
      access({ time: '2026-11-20T22:30:01.000000Z', client: '192.0.2.39:2818' }),
      access({ time: '2026-11-20T22:30:01.000000Z', suite: 'AES256-SHA TLSv1.2' }),
    ];
    expect(impactOfText(`${lines.join('\n')}\n`)).toMatchObject({
      loadBalancers: [{ handshakes: 4, addresses: 1, ciphers: { 'AES128-SHA': 3, 'AES256-SHA': 1 } }],
    });
  });

  it('does not depend on the order of its lines', () => {
    const lines = Array.from({ length: 60 }, (_, index) =>
      access({
        time: `2026-11-20T22:${String(index).padStart(2, '0')}:00.000000Z`,
        client: `192.0.2.${index % 7}:2817`,
      }),
    );
    const there = impactOfText(`${lines.join('\n')}\n`);
    expect(there.loadBalancers).toMatchObject([{ handshakes: 42 }]);
    expect(impactOfText(`${lines.toReversed().join('\n')}\n`)).toEqual(there);
  });
});

describe('where a load balancer has both kinds of log', () => {
  const both = [
    connection('TLSv1 AES128-SHA', 'Success', ` x25519 ${SHOP} 10.0.0.9`),
    access({ client: '203.0.113.77:1', suite: 'AES128-SHA TLSv1', agent: 'POS/2' }),
    access({ client: '203.0.113.77:2', suite: 'AES128-SHA TLSv1', agent: 'POS/2' }),
    access({ client: '203.0.113.77:2', suite: 'AES128-SHA TLSv1', agent: 'other' }),
  ];

  it('the one of connections counts, and the other lends its user agents', () => {
    const expected = [
      {
        log: 'connections',
        handshakes: 1,
        addresses: 1,
        topRefused: [{ address: '203.0.113.0/24', handshakes: 1, userAgents: ['POS/2', 'other'] }],
      },
    ];
    expect(impactOfText(`${both.join('\n')}\n`)).toMatchObject({ loadBalancers: expected });
    expect(impactOfText(`${both.toReversed().join('\n')}\n`)).toMatchObject({ loadBalancers: expected });
  });

  it('the one of requests has no row of its own, for another port either', () => {
    const plain = access({ type: 'http', url: 'http://x:80/', suite: '- -' });
    expect(impactOfText(`${[...both, plain].join('\n')}\n`).loadBalancers).toHaveLength(1);
  });

  it('requests alone count where it has no other', () => {
    expect(impactOfText(`${both.slice(1).join('\n')}\n`)).toMatchObject({
      loadBalancers: [{ log: 'requests', handshakes: 2 }],
    });
  });
});

it.each(['2001:db8:5::1:2817', '[2001:db8:5::1]:2817'])('the address of %s is without its port', (client) => {
  const [row] = impactOfText(`${access({ client })}\n`, { fullAddresses: true }).loadBalancers;
  expect(row?.topRefused).toMatchObject([{ address: '2001:db8:5::1' }]);
});

describe('the load balancer of a connection log', () => {
  const line = `${connection('TLSv1.2 AES128-SHA', 'Success')}\n`;

  it.each([
    [
      'that of the file where the lines do not name it',
      'x/conn_log.111122223333_elasticloadbalancing_us-east-2_app.my-shop.1234567890abcdef_20260915T0930Z_172.160.001.192_20sg8hgm.log.gz',
      'app/my-shop/1234567890abcdef',
    ],
    ['not told by another name', 'x/_elasticloadbalancing_.log.gz', null],
  ])('is %s', (_, name, loadBalancer) => {
    expect(impactOfText(line, { name })).toMatchObject({ loadBalancers: [{ loadBalancer, port: 443 }] });
  });

  it('is that of the line before that of the file', () => {
    const named = `${connection('TLSv1.2 AES128-SHA', 'Success', ` - ${SHOP} 10.0.0.1`)}\n`;
    const name = 'conn_log.1_elasticloadbalancing_us-east-2_app.other.1234567890abcdef_1_2_3.log.gz';
    expect(impactOfText(named, { name })).toMatchObject({ loadBalancers: [{ loadBalancer: SHOP }] });
  });
});

describe('the port', () => {
  it.each([
    ['https://www.example.com:8443/', 8443],
    ['https://[2001:db8::1]:8443/x:1', 8443],
    ['https://www.example.com:8443?x=:1', 8443],
    ['https://www.example.com/', null],
    ['https://www.example.com:port/', null],
  ])('of %s is %p', (url, port) => {
    expect(impactOfText(`${access({ url })}\n`)).toMatchObject({ loadBalancers: [{ port }] });
  });

  it('of an NLB is that of the destination', () => {
    expect(impactOfText(`${network('AES128-SHA tlsv12 -')}\n`)).toMatchObject({
      loadBalancers: [{ port: 8443 }],
    });
  });
});

describe('post-quantum', () => {
  it.each([
    ['is counted where the log tells the key exchange', ['X25519MLKEM768', 'x25519', '-'], 1, 2],
    ['is counted under any spelling', ['secp256r1_ml_kem_768', 'SecP384r1MLKEM1024'], 2, 2],
    ['is 0 where it is told, and none', ['secp256r1'], 0, 1],
    ['is null where it is told nowhere', ['-'], null, 0],
  ])('%s', (_, groups, postQuantum, keyExchangeTold) => {
    const lines = groups.map((group) => network(`TLS_AES_128_GCM_SHA256 tlsv13 ${group}`));
    expect(impactOfText(`${lines.join('\n')}\n`)).toMatchObject({
      loadBalancers: [{ postQuantum, keyExchangeTold, refused: 0 }],
    });
  });
});

it('counts what was understood of a file, by its bytes', () => {
  const good = access();
  const { readShare } = impactOfText(`${good}\n${'x'.repeat(good.length)}\n`);
  expect(readShare).toBe(0.5);
});

it('is never whole where one line of many is missing', () => {
  const lines = Array.from({ length: 3000 }, () => access({ tail: ` x${' y'.repeat(300)}` }));
  expect(
    impactOfParts(
      (function* () {
        for (const line of lines) yield Buffer.from(`${line}\n`);
        yield Buffer.from('!\n');
      })(),
    ).readShare,
  ).toBeCloseTo(0.999999, 6);
});
