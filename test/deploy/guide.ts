import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** The pages that tell a newcomer how to deploy, and the night's operator what to type: run here as they stand there. */
const PAGES = ['README.md', 'docs/deploy.md', 'docs/operations.md'];

/**
 * The command that begins with these words, with its continuation lines.
 *
 * @throws when the pages have none, or more than one
 */
export function command(beginning: string): string {
  const found = new Set(PAGES.flatMap(commandLinesOf).filter((line) => line.startsWith(beginning)));
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  const pages = PAGES.join(' and ');
  throw new Error(`${pages} have ${found.size} commands that begin with "${beginning}"; wanted one`);
}

/** The commands of a page, each with its continuation lines, as they stand there. */
export function commandLinesOf(page: string): readonly string[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  return blocks.flatMap((block) =>
    block
      .replaceAll(/\\\n\s*/g, '')
      .trim()
      .split('\n')
      .map((line) => line.replace(/\s+# .*$/, '')),
  );
}
