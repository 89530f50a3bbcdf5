import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stepsPage } from './steps-page';

const FILE = join(__dirname, '../../docs/steps.md');
const HOW = 'docs/steps.md is out of date; run: UPDATE_DOCS=1 npx jest test/core/steps-page';

describe('docs/steps.md', () => {
  it('says what the table of next steps says', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, stepsPage());
    const page = readFileSync(FILE, 'utf8');
    expect(page === stepsPage() ? '' : HOW).toBe('');
  });
});
