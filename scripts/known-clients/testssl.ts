/**
 * Reads etc/client-simulation.txt of testssl.sh: a shell file that appends to one array a field for each client. The
 * bytes of a hello are read and thrown away: what is kept are facts.
 */

/** One client of the file, a field each. */
export type TestsslBlock = ReadonlyMap<string, string>;

const FIELD = /^\s*(\w+)\+=\((?:"([^"]*)"|([^")]*))\)/;

/** The clients of a file, in its order; a comment stands for nothing. */
export function readTestssl(text: string): readonly TestsslBlock[] {
  const blocks: Map<string, string>[] = [];
  for (const line of text.split('\n')) {
    for (const part of line.split(/(?<=\))\s+(?=\w+\+=)/)) {
      const [, field = '', quoted, bare = ''] = FIELD.exec(part) ?? [];
      if (field === 'names') blocks.push(new Map());
      if (field !== '') blocks.at(-1)?.set(field, quoted ?? bare);
    }
  }
  return blocks;
}

/** A field that every client has. @throws Error where one has it not */
export function fieldOf(block: TestsslBlock, field: string): string {
  const value = block.get(field);
  if (value === undefined) throw new Error(`${block.get('names') ?? 'a client'} has no field ${field}`);
  return value;
}
