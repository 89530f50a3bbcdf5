import type { Section } from './cut';

/** A section as it is read. */
export function sectionLines({ title, summary, entries }: Section): readonly string[] {
  return [title, ...summary, ...entries.flat()];
}

/** Paragraphs with an empty line between them. */
export function paragraphs(them: readonly (readonly string[])[]): string {
  const shown = them.filter(({ length }) => length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
