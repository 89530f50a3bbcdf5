import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The golden text of that name in test/report/golden, so that a reviewer reads what people will read.
 * `UPDATE_GOLDEN=1 npx jest test/report` writes `text` there first.
 */
export function golden(name: string, text: string): string {
  const file = join(__dirname, 'golden', name);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
  return existsSync(file)
    ? readFileSync(file, 'utf8')
    : '(no such file yet: run UPDATE_GOLDEN=1 npx jest test/report)';
}
