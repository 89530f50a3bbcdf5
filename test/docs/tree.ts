import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The files of this repository as a reader has them, and the pages among them. */

export const ROOT = join(__dirname, '../..');

/** What a build, an install or a run leaves behind. */
const LEFT_BEHIND = new Set(
  '.git node_modules dist release cdk.out coverage .venv .trino demo-output package-lock.json'.split(' '),
);

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (LEFT_BEHIND.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path) : [relative(ROOT, path)];
  });
}

/** Every file, relative to the root. */
export const FILES = filesUnder(ROOT);

/** Every file and folder, relative to the root. */
export const PATHS: ReadonlySet<string> = new Set(
  FILES.flatMap((file) => {
    const parts = file.split('/');
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  }),
);

export const PAGES = FILES.filter((file) => file.endsWith('.md'));

const texts = new Map<string, string>();

export function textOf(file: string): string {
  const text = texts.get(file) ?? readFileSync(join(ROOT, file), 'utf8');
  texts.set(file, text);
  return text;
}
