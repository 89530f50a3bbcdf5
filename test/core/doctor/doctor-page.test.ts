import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '../../../lambda/core/doctor/checks';
import schema from '../../../lambda/core/doctor/doctor.schema.json';
import { doctorPage } from './doctor-page';

const FILE = join(__dirname, '../../../docs/doctor.md');
const HOW = 'docs/doctor.md is out of date; run: UPDATE_DOCS=1 npx jest test/core/doctor/doctor-page';

describe('docs/doctor.md', () => {
  it('says what the table of checks says', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(FILE, doctorPage());
    const page = readFileSync(FILE, 'utf8');
    expect(page === doctorPage() ? '' : HOW).toBe('');
  });
});

it('names the checks that the published schema names', () => {
  expect(schema.properties.findings.items.properties.check.enum).toEqual(Object.keys(CHECKS));
});
