import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, request } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:net';
import { join } from 'node:path';
import type { Sandbox } from '../../sandbox';
import { accountWith, alb, OLD, type Ended, type Environment } from './command';
import { builtWorkshop, startElbTls, type BuiltWorkshop } from './process';

/** Causes that only a process of its own shows: certificates, and a host that says nothing. */

// Processes start slowly on a busy machine.
jest.setTimeout(90_000);

let shop: BuiltWorkshop;
let sandbox: Sandbox;
const servers: Server[] = [];

beforeAll(async () => {
  shop = await builtWorkshop();
  const args =
    '-x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1';
  const files = ['-keyout', keyFile(), '-out', certificateFile()];
  execFileSync('openssl', ['req', ...args.split(' '), ...files], { stdio: 'ignore' });
  sandbox = await accountWith([alb('shop', [OLD])]);
});
afterAll(async () => {
  for (const server of servers) server.close();
  await sandbox.stop();
  await shop.clear();
});

const keyFile = (): string => join(shop.folder, 'key.pem');
const certificateFile = (): string => join(shop.folder, 'certificate.pem');

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.unref();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** The sandbox behind TLS, with a certificate that nobody knows. */
async function behindTls(): Promise<string> {
  const { port: inner } = new URL(sandbox.endpoint);
  const options = { key: readFileSync(keyFile()), cert: readFileSync(certificateFile()) };
  const server = createServer(options, (incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const passed = request({ host: '127.0.0.1', port: inner, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(passed);
  });
  return `https://127.0.0.1:${await listening(server)}`;
}

const run = (environment: Environment): Promise<Ended> =>
  startElbTls(shop, ['plan'], { ...sandbox.environment(), ...environment }).ended;

it('a certificate that is not trusted is named, with what makes it so', async () => {
  const endpoint = await behindTls();
  const { status, stdout, stderr } = await run({ AWS_ENDPOINT_URL: endpoint });

  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^elb-tls: [^\n]+\n$/);
  expect(stderr).toContain(
    `the certificate of ${new URL(endpoint).host} is not trusted (self-signed certificate)`,
  );
  expect(stderr).toContain('set AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS');
});

it.each(['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS'])(
  '%s makes it trusted, for the search of the record too',
  async (name) => {
    const { status, stderr } = await run({
      AWS_ENDPOINT_URL: await behindTls(),
      [name]: certificateFile(),
      ELB_TLS_RECORD: undefined,
      XDG_STATE_HOME: shop.folder,
    });

    expect(stderr).not.toMatch(/certificate|record/);
    expect(status).toBe(2);
  },
);

it('a host that says nothing has a word within ten seconds', async () => {
  const port = await listening(createHttpServer(() => undefined));
  const { child, ended } = startElbTls(shop, ['plan'], {
    ...sandbox.environment(),
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  });
  const first = await new Promise<string>((resolve) => {
    child.stderr?.once('data', (chunk) => resolve(String(chunk)));
  });
  child.kill('SIGKILL');
  await ended;

  expect(first).toBe(`elb-tls: 127.0.0.1:${port} has not answered for 8 s; still waiting (Ctrl-C ends it)\n`);
});
