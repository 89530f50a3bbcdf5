import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeLogs } from '../../scripts/impact-logs/generate';
import { mixNamed } from '../../scripts/impact-logs/mixes';
import { elbTls, workshop, type Workshop } from '../bin/command';

/** The example in docs/who-would-break.md shows what the command prints: of logs that are made here, and never copied by hand. */

const FILE = join(__dirname, '../../docs/who-would-break.md');
const EXAMPLE = /(?<=^```sh\n(elb-tls impact [^\n]*)\n```\n\n```text\n)(.*?)(?=^```$)/ms;
const HOW = 'the example in docs/who-would-break.md is out of date; run: UPDATE_DOCS=1 npx jest test/docs';

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
  await mkdir(join(shop.folder, 'logs'));
  const { parts } = makeLogs({ mix: mixNamed('connections'), seed: 2026, bytes: 800_000 });
  await writeFile(join(shop.folder, 'logs/a.log'), [...parts].join(''));
});
afterAll(() => shop.clear());

it('the example in docs/who-would-break.md is what the command prints', async () => {
  const page = readFileSync(FILE, 'utf8');
  const [, command = ''] = EXAMPLE.exec(page) ?? [];
  const [, ...args] = command.split(' ').map((word) => (word === 'logs/' ? join(shop.folder, 'logs') : word));
  const { stdout, stderr } = await elbTls(shop, args, {}, { columns: 100 });
  expect(stderr).toBe('');
  expect(stdout).toContain('would refuse');
  if (process.env['UPDATE_DOCS'] === '1')
    writeFileSync(
      FILE,
      page.replace(EXAMPLE, () => stdout),
    );

  const [, , shown] = EXAMPLE.exec(readFileSync(FILE, 'utf8')) ?? [];
  expect(shown === stdout ? command : HOW).toBe(command);
});
