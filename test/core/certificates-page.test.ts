import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificatesPage } from './certificates-page';

const FILE = join(__dirname, '../../docs/certificates.md');
const HOW = 'docs/certificates.md is out of date; run: UPDATE_DOCS=1 npx jest test/core/certificates-page';

describe('docs/certificates.md', () => {
  it('says what the table of faults says', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, certificatesPage());
    expect(readFileSync(FILE, 'utf8') === certificatesPage() ? '' : HOW).toBe('');
  });
});
