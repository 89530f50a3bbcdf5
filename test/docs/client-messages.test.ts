import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tlsServer } from '../probe/servers';
import { authority } from './clients/authority';
import {
  leadsFrom,
  PAGE,
  quotedUnder,
  versionsOn,
  waysOn,
  withQuoted,
  withVersions,
  type Quoted,
} from './clients/page';
import { clientsIn, NAMES, type Client } from './clients/programs';
import { SITUATIONS } from './clients/situations';
import { ROOT } from './tree';

/**
 * The messages in docs/client-cannot-connect.md are those that the programs of this machine print. A program of another
 * version may say it otherwise: then the page still has to lead from its message to the cause. A program that is not here
 * leaves its lines on the page as they are, and a test says its name.
 */

jest.setTimeout(180_000);

const FILE = join(ROOT, PAGE);
const HOW = `${PAGE} is out of date; run: UPDATE_DOCS=1 npx jest -c jest.moto.config.js client-messages`;
const UPDATES = process.env['UPDATE_DOCS'] === '1';
const page = (): string => readFileSync(FILE, 'utf8');

const own = authority();
afterAll(() => {
  own.clear();
});

const HERE = clientsIn(own.folder);
const AWAY = NAMES.filter((name) => HERE.every((client) => client.name !== name));

async function quotedOf({ name, errorsOf }: Client, port: number, asked: object): Promise<readonly Quoted[]> {
  const lines = await errorsOf({ root: own.root, ...asked, port });
  return lines.map((line) => ({ client: name, line }));
}

it('there are real clients here', () => {
  expect(HERE.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['curl', 'Node.js', 'OpenSSL', 'Python']),
  );
});

describe.each(HERE.map((client) => ({ name: client.name, client })))('$name', ({ client }) => {
  it('gets through where nothing is wrong', async () => {
    const server = await tlsServer(own.sign('localhost', 100), (socket) => {
      socket.end('HTTP/1.1 204 No Content\r\n\r\n');
    });
    const errors = await quotedOf(client, server.port, {});
    await server.stop();

    expect(errors).toEqual([]);
  });
});

it.each(SITUATIONS)('$title: messages', async ({ title, cause, serve, client: unusual }) => {
  const server = await serve(own);
  const asked = unusual?.(own) ?? {};
  const now = new Map<string, readonly Quoted[]>();
  for (const client of HERE) now.set(client.name, await quotedOf(client, server.port, asked));
  await server.stop();

  const kept = (name: string): readonly Quoted[] =>
    quotedUnder(title, page()).filter(({ client }) => client === name);
  if (UPDATES) {
    const all = NAMES.flatMap((name) => now.get(name) ?? kept(name));
    writeFileSync(FILE, withQuoted(page(), title, all));
  }

  const known = versionsOn(page());
  const ways = waysOn(page()).filter((way) => way.cause === cause);
  for (const { name, version } of HERE) {
    const said = now.get(name) ?? [];
    const shown = known.includes(version) ? kept(name) : said;
    const found = said.some(({ line }) => ways.some((way) => leadsFrom(way, line)));
    expect({ HOW, name, said, shown, found }).toEqual({ HOW, name, said, shown: said, found: true });
  }
});

it('the page says which versions its messages are from', () => {
  if (UPDATES) {
    const away = versionsOn(page()).filter((version) => AWAY.some((name) => version.startsWith(`${name} `)));
    const all = [...HERE.map(({ version }) => version), ...away];
    writeFileSync(
      FILE,
      withVersions(
        page(),
        all.toSorted((a, b) => a.localeCompare(b)),
      ),
    );
  }

  expect(versionsOn(page()).map((version) => version.split(' ')[0])).toEqual(NAMES);
});

for (const name of AWAY)
  // So that nobody takes its lines for compared.
  it(`${name} (as the page has it) is not on this machine: its messages were not compared`, () => {
    const without = SITUATIONS.filter(({ title }) =>
      quotedUnder(title).every(({ client }) => client !== name),
    );

    expect(without).toEqual([]);
  });
