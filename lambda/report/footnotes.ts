import type { Entry, Report } from '../core/report';
import { urgentFirst } from './order';

/** The notes that several entries share, each with its number: they are said once, and referred to. */
export type Footnotes = ReadonlyMap<string, number>;

/**
 * Numbers the notes that at least `shared` of the entries shown have, in the order in which a reader meets them.
 * One move into post-quantum explains itself in place; twenty would bury the digest under one sentence.
 */
export function footnotes(report: Report, shared: number): Footnotes {
  const uses = new Map<string, number>();
  for (const entry of urgentFirst(report.listeners)) {
    for (const note of new Set(entry.notes)) uses.set(note, (uses.get(note) ?? 0) + 1);
  }
  const numbered = [...uses].filter(([, times]) => times >= shared).map(([note]) => note);
  return new Map(numbered.map((note, index) => [note, index + 1]));
}

/** The numbers of an entry's shared notes, and the notes that are its own. */
export function notesOf(
  { notes }: Entry,
  shared: Footnotes,
): { readonly numbers: readonly number[]; readonly own: readonly string[] } {
  return {
    numbers: notes.flatMap((note) => shared.get(note) ?? []),
    own: notes.filter((note) => !shared.has(note)),
  };
}
