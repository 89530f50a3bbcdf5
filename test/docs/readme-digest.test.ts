import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unreadable } from '../../lambda/core/wording/plan';
import { digest } from '../../lambda/report/digest/digest';
import { aFineEntry, anEntry, aReport } from '../report/fixtures';

/** The digest in the README is what the product sends: made here, and never copied by hand. */

const FILE = join(__dirname, '../../README.md');
const BLOCK = /(?<=^```text\n)Subject: .*?(?=^```$)/ms;
const HOW = 'the digest in README.md is out of date; run: UPDATE_DOCS=1 npx jest test/docs';

const MORNING = aReport({
  mode: 'apply',
  record: 's3://BUCKET',
  listeners: [
    anEntry({
      name: 'legacy-pos',
      ...unreadable({ kind: 'unreadable', value: 'exempt till march' }),
    }),
    anEntry({
      name: 'edge',
      type: 'network',
      outcome: 'changed',
      drops: {
        protocols: ['TLSv1', 'TLSv1.1'],
        ciphers: [
          ...['AES128-SHA256', 'AES128-SHA', 'AES256-SHA384', 'AES256-SHA'].flatMap((rest) => [
            `ECDHE-ECDSA-${rest}`,
            `ECDHE-RSA-${rest}`,
          ]),
          'AES128-GCM-SHA256',
          'AES128-SHA256',
          'AES128-SHA',
          'AES256-GCM-SHA384',
          'AES256-SHA256',
          'AES256-SHA',
        ],
      },
    }),
    ...Array.from({ length: 22 }, (_, index) => aFineEntry({ name: `shop-${index}` })),
  ],
});

describe('the digest in the README', () => {
  it('is what SNS gets', () => {
    const { subject, body } = digest(MORNING);
    const expected = `Subject: ${subject}\n\n${body}`;
    const page = readFileSync(FILE, 'utf8');
    if (process.env['UPDATE_DOCS'] === '1')
      writeFileSync(
        FILE,
        page.replace(BLOCK, () => expected),
      );
    const shown = BLOCK.exec(readFileSync(FILE, 'utf8'))?.[0];
    expect(shown === expected ? '' : HOW).toBe('');
    expect(shown).toBe(expected);
  });
});
