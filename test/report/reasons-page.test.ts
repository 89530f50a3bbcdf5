import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reasonsPage } from './reasons-page';

const FILE = join(__dirname, '../../docs/reasons.md');
const HOW = 'docs/reasons.md is out of date; run: UPDATE_DOCS=1 npx jest test/report/reasons-page';

describe('docs/reasons.md', () => {
  it('says what lambda/core/reasons.ts says', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, reasonsPage());
    const page = readFileSync(FILE, 'utf8');
    expect(page === reasonsPage() ? '' : HOW).toBe('');
    expect(page).toBe(reasonsPage());
  });
});
