import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientsPage } from './clients-page';

const FILE = join(__dirname, '../../../docs/clients.md');
const HOW = 'docs/clients.md is out of date; run: UPDATE_DOCS=1 npx jest test/core/clients/clients-page';

describe('docs/clients.md', () => {
  it('says what the table of known clients says', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, clientsPage());
    const page = readFileSync(FILE, 'utf8');
    expect(page === clientsPage() ? '' : HOW).toBe('');
  });
});
