import { haveSameMembers } from '../../lambda/core/members';
import type { Outcome } from '../../lambda/core/reasons';
import { entryNumbers, type Entry, type Report } from '../../lambda/core/report';
import { withSteps } from '../../lambda/core/steps/build';
import { sentence } from '../../lambda/core/wording/sentence';
import { list } from '../../lambda/report/text';

/** What of a run is on the screen already: a question showed it, and the answer to it is what came of that. */

let seen: Report | null = null;

/** Remembers what a question has shown, up to the report of what was done. */
export function noteSeen(planned: Report): void {
  seen = planned;
}

/**
 * The report of what was done, for a screen that has the preview above it: what was asked about keeps its row, and nothing is
 * said again that stands there. Entries keep the numbers that an undo takes.
 */
export function sinceSeen(done: Report): Report {
  const planned = seen;
  seen = null;
  return planned === null ? done : withoutSeen(done, planned);
}

function withoutSeen(done: Report, planned: Report): Report {
  const before = new Map(planned.listeners.map((entry) => [entry.id, entry]));
  const numbers = entryNumbers(done);
  const isNew = (text: string): boolean => ![...planned.notes, ...(planned.exemptions ?? [])].includes(text);
  const listeners = done.listeners.filter((entry) => !isAsSeen(entry, before.get(entry.id)));
  const asSeen = done.listeners.filter(
    (entry) => !listeners.includes(entry) && entry.outcome !== 'compliant',
  );
  return withSteps({
    ...done,
    listeners: listeners.map((entry) => shortened(entry, before.get(entry.id))),
    numbers: listeners.flatMap(({ id }) => numbers.get(id) ?? []),
    notes: [...done.notes.filter(isNew), ...asAbove(asSeen)],
    exemptions: (done.exemptions ?? []).filter(isNew),
    concerns: (done.concerns ?? []).filter(({ text }) => isNew(text)),
  });
}

function isAsSeen(entry: Entry, before: Entry | undefined): boolean {
  return before !== undefined && entry.outcome === before.outcome && entry.detail === before.detail;
}

/** What was done as it was planned needs no more words: what clients lose by it is above. */
function shortened(entry: Entry, before: Entry | undefined): Entry {
  if (before?.outcome !== 'planned' || entry.to !== before.to || entry.from !== before.from) return entry;
  const { protocols, ciphers } = entry.drops;
  const losesTheSame =
    haveSameMembers(protocols, before.drops.protocols) && haveSameMembers(ciphers, before.drops.ciphers);
  return {
    ...entry,
    drops: losesTheSame ? { protocols: [], ciphers: [] } : entry.drops,
    notes: entry.notes.filter((note) => !before.notes.includes(note)),
  };
}

function asAbove(entries: readonly Entry[]): readonly string[] {
  const outcomes = [...new Set(entries.map(({ outcome }) => outcome))];
  const of = (wanted: Outcome): string =>
    `${entries.filter(({ outcome }) => outcome === wanted).length} ${wanted}`;
  return entries.length === 0 ? [] : [sentence(`${list(outcomes.map(of))}, as shown above the question`)];
}
