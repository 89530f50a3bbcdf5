import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The page that tells a newcomer how to deploy: its commands are run here as they stand there. */
const PAGE = join(__dirname, '..', '..', 'README.md');

/**
 * The command of the section "Deploy" that begins with these words, with its continuation lines.
 *
 * @throws when the page has none, or more than one
 */
export function command(beginning: string): string {
  const section = /^## Deploy\n(.*?)(?=^## |(?![^]))/ms.exec(readFileSync(PAGE, 'utf8'))?.[1] ?? '';
  const blocks = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
  const commands = blocks.flatMap((block) =>
    block
      .replaceAll(/\\\n\s*/g, '')
      .trim()
      .split('\n'),
  );
  const found = commands.filter((line) => line.startsWith(beginning));
  if (found.length === 1 && found[0] !== undefined) return found[0];
  throw new Error(`${PAGE} has ${found.length} commands that begin with "${beginning}"; wanted one`);
}
