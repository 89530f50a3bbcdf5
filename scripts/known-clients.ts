import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compactOf } from './known-clients/compact';
import { ranked } from './known-clients/rank';
import { capturedRows, documentedRows, testsslRows, type Row } from './known-clients/rows';

/**
 * Makes the table of known clients, and what the function takes of it.
 *
 *     npm run known-clients -- 2026-11-27 FILE=SOURCE [FILE=SOURCE ...]
 *
 * FILE is an etc/client-simulation.txt of testssl.sh (in Debian: apt-get download testssl.sh), SOURCE what it is
 * ("testssl.sh 3.0.8+dfsg-1 (Debian)"). A client that two files have is taken from the first. The other rows are in
 * scripts/known-clients: captured.json, documented.json.
 *
 * testssl.sh is under the GPL, version 2. Nothing of it is copied: from its hellos we read facts (which suites, which
 * versions), and write them down in a form of our own.
 */

const FOLDER = join(__dirname, '..', 'lambda/core/clients');

function readFile(argument: string): readonly Row[] {
  const [path = '', source = ''] = argument.split('=');
  return testsslRows(readFileSync(path, 'utf8'), source);
}

function write(name: string, value: unknown): void {
  writeFileSync(join(FOLDER, name), `${JSON.stringify(value)}\n`);
}

const [asOf = '', ...files] = process.argv.slice(2);
const rows = [...capturedRows(), ...documentedRows(), ...files.flatMap(readFile)];
const byName = new Map(rows.toReversed().map((row) => [row.name, row]));
const clients = ranked([...byName.values()]);
write('known.json', { asOf, clients });
write('lockouts.json', compactOf(asOf, clients));
console.log(
  `${clients.length} clients; now run: npx oxfmt lambda/core/clients, and UPDATE_DOCS=1 npx jest test/core/clients`,
);
