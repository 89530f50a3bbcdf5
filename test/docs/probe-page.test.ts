import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elbTls, workshop, type Workshop } from '../bin/command';
import { ownCertificates } from '../probe/certificates';
import { tlsServer } from '../probe/servers';

/** The example in docs/probe.md shows what the command prints of a server on this machine, under another name. */

const FILE = join(__dirname, '../../docs/probe.md');
const EXAMPLE = /(?<=^```sh\n)(elb-tls probe [^\n]*)(\n```\n\n```text\n)(.*?)(?=^```$)/ms;
const HOW = 'the example in docs/probe.md is out of date; run: UPDATE_DOCS=1 npx jest test/docs/probe-page';

const own = ownCertificates();
let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(async () => {
  own.clear();
  await shop.clear();
});

/** As a listener of ELBSecurityPolicy-TLS13-1-2-2021-06 answers, but for one cipher that somebody left on. */
const CIPHERS =
  'TLS_AES_128_GCM_SHA256 TLS_AES_256_GCM_SHA384 TLS_CHACHA20_POLY1305_SHA256 ECDHE-RSA-AES128-GCM-SHA256 ' +
  'ECDHE-RSA-AES128-SHA256 ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-SHA384 AES128-SHA';

async function shown(words: readonly string[]): Promise<string> {
  const server = await tlsServer({
    ciphers: CIPHERS.split(' ').join(':'),
    honorCipherOrder: true,
    ecdhCurve: 'X25519:prime256v1',
    ALPNProtocols: ['h2', 'http/1.1'],
    cert: own.of('RSA').cert,
    key: own.of('RSA').key,
  });
  try {
    const args = words.map((word) => word.replace('shop.example.com', `localhost:${server.port}`));
    const { stdout } = await elbTls(shop, [...args, '--rate', '0'], {});
    return stdout
      .replaceAll(`port ${server.port}`, 'port 443')
      .replaceAll('(127.0.0.1)', '(192.0.2.10)')
      .replaceAll(/localhost(?:, 127\.0\.0\.1)?|rsa\.example/g, 'shop.example.com')
      .replace(/valid \S+ to \S+/, 'valid 2026-11-01 to 2027-02-08');
  } finally {
    await server.stop();
  }
}

it('the example in docs/probe.md is what the command prints', async () => {
  const page = readFileSync(FILE, 'utf8');
  const [, command = '', between = '', before] = EXAMPLE.exec(page) ?? [];
  const now = await shown(command.split(' ').slice(1));
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, page.replace(EXAMPLE, command + between + now));

  expect(now).toContain('shop.example.com');
  expect(process.env['UPDATE_DOCS'] === '1' || before === now ? '' : HOW).toBe('');
});
