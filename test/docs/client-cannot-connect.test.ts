import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { elbTls, workshop, type Workshop } from '../bin/command';
import { CLASSIC, ELBV2 } from '../core/catalogue';
import { rawServer } from '../probe/servers';
import { leadsFrom, PAGE, quotedUnder, waysOn } from './clients/page';
import { SITUATIONS } from './clients/situations';
import { wordsOf } from './shell';
import { ROOT, textOf } from './tree';

/** What docs/client-cannot-connect.md says by itself: its table, its policies, and what the commands in it print. */

const FILE = join(ROOT, PAGE);
const HOW = `an example in ${PAGE} is out of date; run: UPDATE_DOCS=1 npx jest test/docs/client-cannot`;

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());

/** The page, with what is printed now where it is asked for. */
function examplesOf(
  example: RegExp,
  told: ReadonlyMap<string, string>,
): readonly (readonly [string, string])[] {
  let page = readFileSync(FILE, 'utf8');
  if (process.env['UPDATE_DOCS'] === '1') {
    page = page.replace(
      example,
      (_, command: string, between: string) => command + between + told.get(command),
    );
    writeFileSync(FILE, page);
  }
  return [...page.matchAll(example)].map(([, command = '', , shown = '']) => [command, shown]);
}

const commandsOf = (example: RegExp): readonly string[] =>
  [...readFileSync(FILE, 'utf8').matchAll(example)].map(([, command = '']) => command);

const EXPLAINED =
  /(?<=^```sh\n)(elb-tls explain [^\n]*)(\n```\n\nThe answer ends with:\n\n```text\n)(.*?)(?=^```$)/gms;
const PROBED = /(?<=^```sh\n)(elb-tls probe [^\n]*)(\n```\n\n```text\n)(.*?)(?=^```$)/gms;

it('shows what elb-tls explain says of a client', async () => {
  const told = new Map<string, string>();
  for (const command of commandsOf(EXPLAINED)) {
    const { stdout } = await elbTls(shop, wordsOf(command).slice(1), {}, { columns: 100 });
    told.set(command, stdout.slice(stdout.indexOf('\nClients with ') + 1));
  }
  const shown = examplesOf(EXPLAINED, told);

  expect(shown.length).toBe(2);
  expect({ HOW, shown }).toEqual({ HOW, shown: [...told] });
});

it('shows what elb-tls probe says of a port without TLS', async () => {
  const server = await rawServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const told = new Map<string, string>();
  for (const command of commandsOf(PROBED)) {
    const asked = command.replace('shop.example.com:80', `localhost:${server.port}`);
    const { stdout } = await elbTls(shop, [...wordsOf(asked).slice(1), '--rate', '0'], {});
    told.set(
      command,
      stdout
        .replaceAll(`port ${server.port}`, 'port 80')
        .replaceAll('127.0.0.1', '192.0.2.10')
        .replaceAll('localhost', 'shop.example.com'),
    );
  }
  await server.stop();
  const shown = examplesOf(PROBED, told);

  expect(shown.length).toBe(1);
  expect({ HOW, shown }).toEqual({ HOW, shown: [...told] });
});

describe('the table', () => {
  const quoted = SITUATIONS.flatMap(({ title, cause }) =>
    quotedUnder(title).map(({ client, line }) => ({ client, line, cause })),
  );

  it('has its causes as headings of the page', () => {
    const headings = [...textOf(PAGE).matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);

    expect(headings).toEqual(expect.arrayContaining([...new Set(waysOn().map(({ cause }) => cause))]));
  });

  it.each(waysOn().map((way) => ({ ...way, way })))(
    'leads from $part to $cause, and nowhere else',
    ({ way }) => {
      const found = quoted.filter(({ line }) => leadsFrom(way, line));

      expect([...new Set(found.map(({ client }) => client))].toSorted()).toEqual(way.saidBy.toSorted());
      expect([...new Set(found.map(({ cause }) => cause))]).toEqual([way.cause]);
    },
  );

  it.each(SITUATIONS)('has a way for every client: $title', ({ title }) => {
    const clients = new Set(quotedUnder(title).map(({ client }) => client));
    const found = quotedUnder(title).filter(({ line }) => waysOn().some((way) => leadsFrom(way, line)));

    expect(clients.size).toBeGreaterThan(0);
    expect([...new Set(found.map(({ client }) => client))]).toEqual([...clients]);
  });
});

describe('the names of policies', () => {
  const policies = [...ELBV2, ...CLASSIC].filter(({ name }) => !name.startsWith('ELBSample-'));
  const rows = [...textOf(PAGE).matchAll(/^\| `?(-1-\d-|none of these)`? \| TLS (1\.\d) \|/gm)].map(
    ([, part = '', version = '']) => ({ part, version }),
  );

  it.each(policies)('tell the lowest version of $name', ({ name, protocols }) => {
    const row =
      rows.find(({ part }) => name.includes(part)) ?? rows.find(({ part }) => part === 'none of these');

    expect(
      protocols.map((each) => each.replace('TLSv1', 'TLSv1.0').replace('TLSv1.0.', 'TLSv1.')).toSorted()[0],
    ).toBe(`TLSv${row?.version}`);
  });

  it('tell whether there are ciphers without ECDHE', () => {
    const withOld = policies.filter(({ ciphers }) => !ciphers.every((each) => /^(?:TLS_|ECDHE-)/.test(each)));
    const withoutByName = /-(?:FS|Res)-|TLS13-1-[23]-(?!Ext|RFC9151)/;

    expect(withOld.filter(({ name }) => withoutByName.test(name))).toEqual([]);
    for (const [part, cipher] of [
      ['-Ext1-', 'AES128-GCM-SHA256'],
      ['-Ext2-', 'AES128-SHA'],
    ] as const) {
      const named = policies.filter(({ name }) => name.includes(part));
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter(({ ciphers }) => !ciphers.includes(cipher))).toEqual([]);
    }
  });
});
