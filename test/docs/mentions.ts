import { dirname, join } from 'node:path';
import { FILES, PATHS, textOf } from './tree';
import { withoutBlocks } from './page';

/** The files of this repository that pages and comments name. */

const ROOMS = 'lambda|lib|bin|probe|sandbox|demo|test|bench|docs|scripts|\\.ci|\\.github';

/** A path from a room on, or the name of a file of ours alone; not one of somebody else's repository, nor a pattern. */
const MENTION = new RegExp(
  `(?<![\\w@/.*-])(?:(?:${ROOMS})/[\\w./-]*\\w|(?:[\\w-]+/)*[\\w-]+(?:\\.[\\w-]+)*\\.(?:ts|cjs|sh|py|md))(?![\\w*/])`,
  'g',
);

const COMMENT = /\/\*\*?.*?\*\/|(?<=^|\s)\/\/ .*?$|(?<=^|\s)# .*?$/gms;

/** Written by a user or a build, or of another repository: nothing that has to be here. */
const ELSEWHERE =
  /^(?:docs\/(?:guide|deploy)\/.*|dist\/.*|pkg\/.*|platform\/src\/.*|sst\.config\.ts|testssl\.sh)$/;

/** What a file says to its readers: a page as a whole, of code its comments. */
function proseOf(file: string): string {
  if (file.endsWith('.md')) return withoutBlocks(file);
  return [...textOf(file).matchAll(COMMENT)].map(([comment]) => comment).join('\n');
}

/** Whatever has pages or comments. */
export const FILES_WITH_PROSE = FILES.filter((file) => /\.(?:md|ts|cjs|sh|py|yml)$|^\.ci\//.test(file));

/** The files that `file` names and that are not there. */
export function missingIn(file: string): readonly string[] {
  return missingFrom(proseOf(file), file);
}

/** The same of a text that stands in `file`. */
export function missingFrom(text: string, file: string): readonly string[] {
  const names = [...text.matchAll(MENTION)].map(([name]) => name);
  return [...new Set(names)].filter((name) => !ELSEWHERE.test(name) && !isThere(name, file));
}

/** From the root, from the file that names it, or as the end of a path: `terminal/output.ts`. */
function isThere(name: string, from: string): boolean {
  if (PATHS.has(name) || PATHS.has(join(dirname(from), name)) || PATHS.has(`${name}.ts`)) return true;
  return [...PATHS].some((path) => path.endsWith(`/${name}`));
}
