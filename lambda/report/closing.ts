import { entryNumbers, type FormerListener, type Report, type Since } from '../core/report';
import { certificateLine, certificateSections } from './certificates';
import type { Layout } from './groups';
import { EXEMPTION_ENDED, noFipsOnClassic, pqBindsTheAlb, pqNeedsRecreation } from '../core/wording/notes';
import { minuteOf } from '../core/wording/time';
import { watchedSentence } from '../core/wording/watched';
import type { Section } from './digest/cut';
import { urgentFirst } from './order';
import { shortName } from '../core/policy/short-name';
import { HEAD, item, list, wrapText, type Page } from './text';

/** What is told behind the groups: nobody has to do anything about it. */

/** Behind what needs somebody, before all else: a note must not pass unseen. */
const CUT_ORDER = 1.5;

/** A mail names so many notes; `show` has them all. */
const MOST_NOTES = 8;

export function closingSections(report: Report, { page, isFull }: Layout): readonly Section[] {
  const notes = [...generalNotes(report), ...quietWatches(report), ...notesOfListeners(report, isFull)];
  const shown = isFull ? notes : notes.slice(0, MOST_NOTES);
  const left = notes.length - shown.length;
  return [
    ...sinceSections(report, page),
    outsideSection(report, page),
    ...certificateSections(report, page),
    ...shown.map((note) => plain(`NOTE ${note}`, page)),
    ...(left > 0 ? [plain(`NOTE and ${left} more`, page)] : []),
  ];
}

/** What a short mail has room for: what is different, and the notes of the run as a whole. */
export function shortClosing(report: Report): readonly Section[] {
  const notes = generalNotes(report).slice(0, 2);
  const outside = { ...outsideSection(report, undefined), entries: [] };
  return [
    ...sinceSections(report),
    outside,
    ...certificateLine(report),
    ...notes.map((note) => plain(`NOTE ${note}`)),
  ].filter(({ title }) => title !== '');
}

function sinceSections(report: Report, page?: Page): readonly Section[] {
  return report.since === undefined ? [] : sinceLines(report.since, report).map((line) => plain(line, page));
}

/** A line that stands alone: a title above one line says nothing. */
function plain(line: string, page?: Page): Section {
  const [title = '', ...summary] = wrapText(line, HEAD, page);
  return { title, summary, entries: [], cutOrder: CUT_ORDER };
}

function sinceLines({ at, opened, gone, fixedByOthers }: Since, report: Report): readonly string[] {
  const numbers = entryNumbers(report);
  const numbered = (ids: readonly string[]): string => fewNumbers(ids.flatMap((id) => numbers.get(id) ?? []));
  const named = new Map(
    report.listeners.map(({ id, loadBalancer, port, region }) => [
      id,
      { name: loadBalancer.name, port, region },
    ]),
  );
  const fixed = fixedByOthers.flatMap((id) => named.get(id) ?? []);
  const changes = [
    ...(opened.length === 0 ? [] : [`${opened.length} new below the target (${numbered(opened)})`]),
    ...(gone.length === 0 ? [] : [`${gone.length} gone or out of scope (${shortList(gone.map(placeOf))})`]),
    ...(fixedByOthers.length === 0
      ? []
      : [`${fixedByOthers.length} fixed by somebody else (${shortList(fixed.map(placeOf))})`]),
  ];
  return changes.length === 0 ? [] : [`SINCE ${minuteOf(at)} UTC: ${list(changes)}.`];
}

/** `shop :443 (eu-west-1)`. */
function placeOf({ name, region, port }: Omit<FormerListener, 'id'>): string {
  return `${name}${port === null ? '' : ` :${port}`} (${region})`;
}

/** So many numbers are read; of more, how many there are. */
function fewNumbers(numbers: readonly number[]): string {
  const more = numbers.length - MOST_NUMBERS;
  return numbers.slice(0, MOST_NUMBERS).join(' ') + (more > 0 ? ` and ${more} more` : '');
}

const MOST_NUMBERS = 20;

/** Most names in one sentence. */
const MOST_NAMES = 10;

function shortList(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return list([...names.slice(0, MOST_NAMES), ...(more > 0 ? [`${more} more`] : [])]);
}

/** By the value of the tag, then the worst by name. */
function outsideSection({ outside, scope }: Report, page: Page | undefined): Section {
  const nothing = { title: '', summary: [], entries: [], cutOrder: CUT_ORDER };
  if (outside === undefined) return nothing;
  const { byValue, worst, unknownIn } = outside;
  const all = byValue.reduce((sum, { loadBalancers }) => sum + loadBalancers, 0);
  const values = byValue.map(({ value, loadBalancers }) =>
    value === null
      ? `${loadBalancers} without the tag ${scope.tagKey}`
      : `${loadBalancers} with ${scope.tagKey}=${value}`,
  );
  const unknown = unknownIn.length === 0 ? '' : `; not known in ${list(unknownIn)}`;
  if (all === 0 && unknown === '') return nothing;
  const heading = `OUTSIDE THE SCOPE (${all}): ${all === 0 ? 'none found' : shortList(values)} under TLS 1.2${unknown}. Never touched. The worst:`;
  const [title = '', ...summary] = wrapText(
    worst.length === 0 ? heading.replace(/ The worst:$/, '') : heading,
    HEAD,
    page,
  );
  const entries = worst.map(({ region, name, type, policy }) =>
    wrapText(
      `${region} ${name}${type === 'classic' ? ' (Classic)' : ''} ${shortName(policy)}`,
      item(2, 4),
      page,
    ),
  );
  return { ...nothing, title, summary, entries };
}

function quietWatches({ watches = [] }: Report): readonly string[] {
  return watches
    .filter(({ result }) => result === 'quiet')
    .map((each) => `watch of ${watchedSentence(each)}`);
}

/** The notes of an entry as a mail has them. */
function inAMail(notes: readonly string[]): readonly string[] {
  return notes.filter((note) => !isForLater(note)).map((note) => IN_A_MAIL.get(note) ?? note);
}

/** Fewer words for a mail. */
const IN_A_MAIL: ReadonlyMap<string, string> = new Map([
  [pqBindsTheAlb(), 'New listeners there: PQ or FIPS, never the default 2016-08.'],
]);

/** What could be better still, or is over: nobody has to know it in the morning. */
function isForLater(note: string): boolean {
  return note === pqNeedsRecreation() || note === noFipsOnClassic() || note.startsWith(EXEMPTION_ENDED);
}

/** Each note once, behind the numbers of the listeners that it is about. */
function notesOfListeners(report: Report, isFull: boolean): readonly string[] {
  const numbers = entryNumbers(report);
  const about = new Map<string, number[]>();
  // A mail tells of the others when they move.
  for (const { id, notes, outcome } of urgentFirst(report.listeners)) {
    if (!isFull && outcome !== 'planned' && outcome !== 'changed') continue;
    for (const note of new Set(isFull ? notes : inAMail(notes)))
      about.set(note, [...(about.get(note) ?? []), numbers.get(id) ?? 0]);
  }
  return [...about].map(([note, its]) => `${fewNumbers(its.toSorted((a, b) => a - b))}: ${note}`);
}

/** Those of the run as a whole that are in no group. */
function generalNotes({ notes, exemptions = [], steps }: Report): readonly string[] {
  const said = new Set(steps.flatMap(({ items }) => items));
  return [...exemptions, ...notes].filter((note) => !said.has(note));
}
