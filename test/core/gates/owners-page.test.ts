import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ownersPage } from './owners-page';

const FILE = join(__dirname, '../../../docs/owners.md');
const HOW = 'docs/owners.md is out of date; run: UPDATE_DOCS=1 npx jest test/core/gates/owners-page';

describe('docs/owners.md', () => {
  it('says what the table of owners says', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, ownersPage());
    const page = readFileSync(FILE, 'utf8');
    expect(page === ownersPage() ? '' : HOW).toBe('');
  });
});
