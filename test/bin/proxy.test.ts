import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox';
import { accountWith, alb, elbTls, OLD, recordOf, reportIn, type Environment } from './command';
import { builtWorkshop, startElbTls, type BuiltWorkshop } from './process';
import { CERTIFICATE, deadPort, startProxy, startTls, type Manner, type Proxy } from './proxy-server';

/** The command behind a proxy, which is all that it can reach. */

jest.setTimeout(60_000);

let shop: BuiltWorkshop;
let sandbox: Sandbox;
let port: number;
beforeAll(async () => {
  [shop, sandbox] = await Promise.all([builtWorkshop(), accountWith([alb('shop', [OLD])])]);
  port = Number(new URL(sandbox.environment()['AWS_ENDPOINT_URL'] ?? '').port);
});
beforeEach(() => sandbox.forgetCalls());
afterAll(() => Promise.all([sandbox.stop(), shop.clear()]));

/** Nobody finds this host but the proxy. */
const environment = (more: Environment): Environment => ({
  ...sandbox.environment(),
  AWS_ENDPOINT_URL: 'http://aws.example',
  ELB_TLS_RECORD: recordOf(shop, sandbox.environment()),
  ...more,
});

async function behind<T>(manner: Manner, work: (proxy: Proxy) => Promise<T>, target = port): Promise<T> {
  const proxy = await startProxy(target, manner);
  try {
    return await work(proxy);
  } finally {
    await proxy.stop();
  }
}

const SECRET = 's3cret';
const withUser = ({ port: of }: Proxy) => `http://ops:${SECRET}@127.0.0.1:${of}`;

describe('through a proxy', () => {
  it.each(['NODE_EXTRA_CA_CERTS', 'AWS_CA_BUNDLE'])(
    'the built command speaks TLS with AWS by %s, and never says the password',
    async (trusting) => {
      const tls = await startTls(port);
      await behind(
        'tunnel',
        async (proxy) => {
          const ended = await startElbTls(shop, ['plan', '--json'], {
            ...environment({ AWS_ENDPOINT_URL: 'https://aws.example', HTTPS_PROXY: withUser(proxy) }),
            [trusting]: CERTIFICATE,
          }).ended;
          expect(reportIn(ended.stdout)).toMatchObject({ totals: { planned: 1 } });
          expect(new Set(proxy.asked)).toEqual(new Set(['aws.example:443']));
          const basic = Buffer.from(`ops:${SECRET}`).toString('base64');
          expect(new Set(proxy.shown)).toEqual(new Set([`Basic ${basic}`]));
          expect(ended.stdout + ended.stderr).not.toContain(SECRET);
        },
        tls.port,
      );
      await tls.stop();
    },
  );

  it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'])('%s is heeded', async (variable) => {
    await behind('tunnel', async (proxy) => {
      const { status } = await elbTls(shop, ['plan'], environment({ [variable]: proxy.url }));
      expect(status).toBe(2);
      expect(new Set(proxy.asked)).toEqual(new Set(['aws.example:80']));
    });
  });

  it('the record of a deployed function is looked for, and the URL needs no http://', async () => {
    await behind('tunnel', async (proxy) => {
      const { stderr } = await elbTls(
        shop,
        ['runs'],
        environment({
          HTTP_PROXY: `127.0.0.1:${proxy.port}`,
          ELB_TLS_RECORD: undefined,
          XDG_STATE_HOME: shop.folder,
        }),
      );
      expect(stderr).not.toContain('127.0.0.1');
      expect(sandbox.calls.map(({ action }) => action)).toEqual(
        expect.arrayContaining(['ListRegions', 'GetResources']),
      );
    });
  });

  it('a role is assumed', async () => {
    const config = join(shop.folder, 'config');
    await writeFile(
      config,
      `[profile acme]
role_arn = arn:aws:iam::111122223333:role/ops
source_profile = base
region = eu-west-1
[profile base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = example
`,
    );
    await behind(403, async (proxy) => {
      const {
        AWS_ACCESS_KEY_ID: _id,
        AWS_SECRET_ACCESS_KEY: _key,
        ...rest
      } = environment({
        AWS_ENDPOINT_URL: undefined,
        HTTPS_PROXY: proxy.url,
        AWS_CONFIG_FILE: config,
        AWS_SHARED_CREDENTIALS_FILE: config,
        AWS_PROFILE: 'acme',
      });
      const { status, stderr } = await elbTls(shop, ['plan'], rest);
      expect(status).toBe(1);
      expect(new Set(proxy.asked)).toEqual(new Set(['sts.eu-west-1.amazonaws.com:443']));
      expect(stderr).toContain(
        `the proxy ${proxy.url} (HTTPS_PROXY) refused the way to sts.eu-west-1.amazonaws.com:443`,
      );
    });
  });
});

/** This address is the machine itself, and yet no loopback by its looks. */
const elsewhere = () => `http://0.0.0.0:${port}`;

describe('past a proxy', () => {
  it.each<[string, () => string, Environment]>([
    ['what NO_PROXY names', elsewhere, { NO_PROXY: 'sts.example,0.0.0.0' }],
    ['what no_proxy names', elsewhere, { no_proxy: '.0.0.0' }],
    ['all, if it says so', elsewhere, { NO_PROXY: '*' }],
    ['an emulator of this machine', () => `http://127.0.0.1:${port}`, {}],
    ['the same by its name', () => `http://localhost:${port}`, {}],
  ])('goes %s', async (_, endpoint, more) => {
    await behind('tunnel', async (proxy) => {
      const given = { AWS_ENDPOINT_URL: endpoint(), HTTP_PROXY: proxy.url, ...more };
      expect(await elbTls(shop, ['plan'], environment(given))).toMatchObject({ status: 2 });
      expect(proxy.asked).toEqual([]);
    });
  });

  it('goes nothing else', async () => {
    await behind('tunnel', async (proxy) => {
      const given = { AWS_ENDPOINT_URL: elsewhere(), HTTP_PROXY: proxy.url, NO_PROXY: '10.0.0.0,.example' };
      expect(await elbTls(shop, ['plan'], environment(given))).toMatchObject({ status: 2 });
      expect(new Set(proxy.asked)).toEqual(new Set([`0.0.0.0:${port}`]));
    });
  });
});

describe('a proxy that is of no use', () => {
  it.each<[Manner, string, (proxy: Proxy) => string]>([
    [
      407,
      'wants a user',
      ({ url }) =>
        `refused the way to aws.example:80 with 407: it wants a user and a password; set HTTP_PROXY to ${url.replace('//', '//USER:PASSWORD@')}`,
    ],
    [
      403,
      'does not know the host',
      () =>
        'refused the way to aws.example:80 with 403; ask whoever runs it to let you reach this host, or name the host in NO_PROXY if it can be reached without',
    ],
    [
      'hang up',
      'hangs up',
      () =>
        'cannot be used: socket hang up (ECONNRESET); correct HTTP_PROXY, or unset it where there is no proxy',
    ],
  ])('(%s) %s: one sentence says so', async (manner, _, words) => {
    await behind(manner, async (proxy) => {
      const ended = await elbTls(shop, ['plan'], environment({ HTTP_PROXY: proxy.url }));
      expect(ended).toEqual({
        status: 1,
        stdout: '',
        stderr: `elb-tls: the proxy ${proxy.url} (HTTP_PROXY) ${words(proxy)}\n`,
      });
    });
  });

  it('does not take the password: it is not said', async () => {
    await behind(407, async (proxy) => {
      const { stderr } = await elbTls(shop, ['plan'], environment({ http_proxy: withUser(proxy) }));
      expect(stderr).toBe(
        `elb-tls: the proxy ${proxy.url} (http_proxy) refused the way to aws.example:80 with 407: it does not take this user and password; set http_proxy to ${proxy.url.replace('//', '//USER:PASSWORD@')}\n`,
      );
    });
  });

  it('is not there', async () => {
    const gone = `http://127.0.0.1:${await deadPort()}`;
    const { status, stderr } = await elbTls(shop, ['plan'], environment({ HTTP_PROXY: gone }));
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^elb-tls: the proxy \S+ \(HTTP_PROXY\) cannot be used: connect ECONNREFUSED 127\.0\.0\.1:\d+; correct HTTP_PROXY, or unset it where there is no proxy\n$/,
    );
  });

  it('says nothing: a sentence comes within seconds', async () => {
    await behind('silence', async (proxy) => {
      const { status, stderr } = await elbTls(shop, ['plan'], environment({ HTTP_PROXY: proxy.url }));
      expect(status).toBe(1);
      expect(stderr).toBe(
        `elb-tls: the proxy ${proxy.url} (HTTP_PROXY) does not answer, on the way to aws.example; correct HTTP_PROXY, or unset it where there is no proxy\n`,
      );
      expect(proxy.asked).toHaveLength(1);
    });
  });

  it('speaks no TLS itself, and its URL says so', async () => {
    await behind('tunnel', async (proxy) => {
      const given = { HTTP_PROXY: proxy.url.replace('http:', 'https:') };
      const { stderr } = await elbTls(shop, ['plan'], environment(given));
      expect(stderr).toContain(
        'cannot be used: it does not speak TLS itself, so its URL begins with http://',
      );
    });
  });

  it.each([
    ['HTTPS_PROXY', 'socks5://proxy.example:1080', 'socks5://proxy.example:1080'],
    ['https_proxy', 'http://', 'http://'],
    ['HTTP_PROXY', 'http://proxy.example:99999', 'http://proxy.example:99999'],
    ['http_proxy', `http://ops:${SECRET}%zz@proxy.example:8080`, '...@proxy.example:8080'],
    ['ALL_PROXY', `ops:${SECRET}@`, '...@'],
  ])('%s=%s is wrong usage, before anything is asked', async (variable, text, shown) => {
    const ended = await elbTls(shop, ['plan'], environment({ [variable]: text }));
    expect(ended).toEqual({
      status: 64,
      stdout: '',
      stderr: `elb-tls: ${variable} got "${shown}"; use http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, with % and @ in them as %25 and %40\n`,
    });
  });
});
