import { textOf } from './tree';

/** What a page of Markdown asks its reader to do, and where it sends them. */

const BLOCK = /^```(\w*)\n(.*?)^```$/gms;

/** Blocks of these languages are not for a shell. */
const SHOWN = new Set(['text', 'json', 'ts', 'sql']);

export function withoutBlocks(page: string): string {
  return textOf(page).replaceAll(BLOCK, '');
}

/** The commands in the code blocks of a page, each alone: no comment, no continuation, no pipe or `&&` between them. */
export function commandsIn(page: string): readonly string[] {
  const blocks = [...textOf(page).matchAll(BLOCK)].filter(([, language = '']) => !SHOWN.has(language));
  return blocks
    .flatMap(([, , body = '']) => body.replaceAll(/\\\n\s*/g, '').split('\n'))
    .flatMap((line) => line.replace(/\s+# .*$/, '').split(/ (?:&&|\|) /))
    .map((command) => command.trim())
    .filter((command) => command !== '');
}

/** Commands in the running text: `elb-tls undo RUN --forget`, `npm run bench`. The name of a command alone is none. */
export function inlineCommandsIn(page: string): readonly string[] {
  const spans = [...withoutBlocks(page).matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  return spans
    .flatMap((span) => span.split(' && '))
    .filter((span) => /^(?:npm|npx|bash|[A-Z_]+=\S+ npx) |^elb-tls \w+ [-A-Z<]/.test(span));
}

/** Where the links of a page that stay in this repository go: `docs/deploy.md`, `#undo`, `docs/deploy.md#remove`. */
export function linksIn(page: string): readonly string[] {
  const targets = [...withoutBlocks(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors that the headings of a page have, as GitHub makes them. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const headings = [...withoutBlocks(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}
