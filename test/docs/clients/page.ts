import { textOf } from '../tree';

/** The parts of docs/client-cannot-connect.md that quote messages. */

export const PAGE = 'docs/client-cannot-connect.md';

/** A line of a client's, as the page has it. */
export interface Quoted {
  readonly client: string;
  readonly line: string;
}

/** The block under a title: a line for each line of a client's, behind its name. */
function blockUnder(title: string): RegExp {
  const literally = title.replaceAll(/[.()]/g, '\\$&');
  return new RegExp(`(?<=^${literally}:\\n\\n\`\`\`text\\n).*?(?=^\`\`\`$)`, 'ms');
}

export function quotedUnder(title: string, page = textOf(PAGE)): readonly Quoted[] {
  const block = blockUnder(title).exec(page)?.[0] ?? '';
  return block
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, client = '', said = ''] = /^(\S+) +(.*)$/.exec(line) ?? [];
      return { client, line: said };
    });
}

/** The page with other lines under a title. */
export function withQuoted(page: string, title: string, quoted: readonly Quoted[]): string {
  const width = Math.max(...quoted.map(({ client }) => client.length));
  const block = quoted.map(({ client, line }) => `${client.padEnd(width)}  ${line}\n`).join('');
  return page.replace(blockUnder(title), () => block);
}

const VERSIONS = /(?<=^Caught with ).*?(?=\.$)/m;

/** What the clients were whose lines the page has: `curl 7.88 (OpenSSL 3.0)`. */
export function versionsOn(page = textOf(PAGE)): readonly string[] {
  return VERSIONS.exec(page)?.[0].split(', ') ?? [];
}

export function withVersions(page: string, versions: readonly string[]): string {
  return page.replace(VERSIONS, versions.join(', '));
}

/** A row of the table that leads from a message to its cause. */
export interface Way {
  /** Stands in the message, in upper or lower case. */
  readonly part: string;
  readonly saidBy: readonly string[];
  /** The heading. */
  readonly cause: string;
}

/** The rows whose messages were caught. */
export function waysOn(page = textOf(PAGE)): readonly Way[] {
  const table =
    /(?<=^\| your message has \| said by \| cause \|\n\|[-|]+\n)(?:\|.*\n)+/m.exec(page)?.[0] ?? '';
  return [...table.matchAll(/^\| `(.*?)` \| (.*?) \| \[(.*?)\]\(#.*?\) \|$/gm)].map(
    ([, part = '', by = '', cause = '']) => ({ part, saidBy: by.split(', '), cause }),
  );
}

export function leadsFrom({ part }: Way, line: string): boolean {
  return line.toLowerCase().includes(part.toLowerCase());
}
