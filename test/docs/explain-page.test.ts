import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elbTls, workshop, type Workshop } from '../bin/command';
import { wordsOf } from './shell';

/** The examples in docs/explain.md show what the command prints: made here, and never copied by hand. */

const FILE = join(__dirname, '../../docs/explain.md');
const EXAMPLE = /(?<=^```sh\n)(elb-tls explain [^\n]*)(\n```\n\n```text\n)(.*?)(?=^```$)/gms;
const HOW = 'an example in docs/explain.md is out of date; run: UPDATE_DOCS=1 npx jest test/docs';

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());

async function shownBy(command: string): Promise<string> {
  const [, ...args] = wordsOf(command);
  const { stdout, stderr } = await elbTls(shop, args, {}, { columns: 100 });
  expect(stderr).toBe('');
  return stdout;
}

it('the examples in docs/explain.md are what the command prints', async () => {
  let page = readFileSync(FILE, 'utf8');
  const examples = [...page.matchAll(EXAMPLE)];
  const told = new Map<string, string>();
  for (const [, command = ''] of examples) told.set(command, await shownBy(command));
  if (process.env['UPDATE_DOCS'] === '1') {
    page = page.replace(
      EXAMPLE,
      (_, command: string, between: string) => command + between + told.get(command),
    );
    writeFileSync(FILE, page);
  }

  expect(examples.length).toBeGreaterThanOrEqual(3);
  for (const [, command = '', , shown] of page.matchAll(EXAMPLE))
    expect(shown === told.get(command) ? command : HOW).toBe(command);
});
