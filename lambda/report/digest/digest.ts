import type { Report } from '../../core/report';
import { kindOf, type StepId } from '../../core/step-table';
import { closingSections, shortClosing } from '../closing';
import { footerLines } from '../footer';
import { groupsOf, lossSection, type Layout } from '../groups';
import type { Length } from '../length';
import { lossesOf, type Naming } from '../losses';
import { modeOf } from '../sentences';
import { stateLines } from '../state';
import { bare, HEAD, subject, wordsOf, wrap } from '../text';
import { thingsToDo, verdict } from '../verdict';
import { cutToFit, LARGEST_BODY, type Section } from './cut';
import { MAIL, MOST_LINES_WITH_CLIENTS, MOST_QUIET_LINES, QUIET } from './layout';
import { paragraphs, sectionLines } from './sections';

/** A message for SNS. */
export interface Digest {
  /** Printable ASCII, under 100 characters. */
  readonly subject: string;
  /** Plain text, 76 columns, UTF-8. */
  readonly body: string;
}

/**
 * What a run did, for the person on call: what needs somebody first, what is fine as a number. An estate too large
 * for one message loses whole entries from the least urgent end, and the digest says so.
 */
export function digest(report: Report): Digest {
  const body = thingsToDo(report) > 0 ? urgentBody(report) : quietBody(report);
  return { subject: subject(report.accountName ?? report.account, subjectParts(report)), body };
}

/** Whom each of several moves locks out is named where that leaves the mail short: what needs somebody comes first. */
function urgentBody(report: Report): string {
  const body = bodyOf(report, MAIL, 'whole', 'by-move');
  return linesOf(body) <= MOST_LINES_WITH_CLIENTS ? body : bodyOf(report, MAIL, 'whole', 'together');
}

/** Nobody has to read it to its end, so it has none to speak of. */
function quietBody(report: Report): string {
  const bodies = QUIET.flatMap(([layout, length]) =>
    clientsIn(length).map((clients) => bodyOf(report, layout, length, clients)),
  );
  return bodies.find((body) => linesOf(body) <= MOST_QUIET_LINES) ?? bodies.at(-1) ?? '';
}

/** The shorter ones have no room for them. */
function clientsIn(length: Length): readonly Clients[] {
  return length === 'whole' || length === 'brief' ? ['by-move', 'together', 'none'] : ['none'];
}

type Clients = NonNullable<Naming['clients']>;

function linesOf(body: string): number {
  return body.split('\n').length - 1;
}

function bodyOf(report: Report, mail: Omit<Layout, 'losses'>, length: Length, clients: Clients): string {
  const naming = length === 'whole' ? { clients } : { clients, mostNamed: 0 };
  const layout = { ...mail, losses: lossesOf(report, false, naming) };
  const groups = groupsIn(report, layout, length);
  const toDo = groups.slice(0, thingsToDo(report));
  const closing = {
    whole: [lossSection(layout), ...closingSections(report, layout)],
    brief: shortClosing(report),
    short: shortClosing(report)
      .filter(({ title }) => !title.startsWith('OUTSIDE'))
      .slice(0, 2),
    shortest: [],
  }[length];
  const others = [...groups.slice(toDo.length), ...closing].filter(({ title }) => title !== '');
  return cutToFit([...toDo, ...others], LARGEST_BODY, (shown, leftOut) =>
    paragraphs([
      [...wrap(wordsOf(verdict(report)), HEAD), ...stateLines(report, { length }), ...cutLine(leftOut)],
      shown.slice(0, toDo.length).flatMap(sectionLines),
      [...shown.slice(toDo.length).flatMap(sectionLines), ...footerLines(report, { length })],
    ]),
  );
}

/** What waits, or is exempt, is a number in the shorter ones. */
function groupsIn(report: Report, layout: Layout, length: Length): readonly Section[] {
  if (length === 'shortest') return [];
  const groups = groupsOf(report, layout);
  return length === 'short' ? groups.filter((_, index) => isDeed(report.steps[index]?.id)) : groups;
}

function isDeed(id: StepId | undefined): boolean {
  return id !== undefined && kindOf(id) === 'done' && id !== 'exempt';
}

function cutLine(leftOut: number): readonly string[] {
  if (leftOut === 0) return [];
  const line = `Too long for one message: the ${leftOut} least urgent entries are only in the record and the log.`;
  return wrap(wordsOf(line), bare(0));
}

/** `DRY RUN`, `2 need you`, `1 failed`, `13 changed`. */
function subjectParts(report: Report): readonly string[] {
  const { totals, steps } = report;
  const { title, done } = modeOf(report);
  const things = thingsToDo(report);
  const isPlanned = done === 'planned';
  return [
    ...(isPlanned ? [title] : []),
    things === 0 ? 'nothing needs you' : `${things} need${things === 1 ? 's' : ''} you`,
    ...(steps.some(({ id }) => id === 'read-region') ? ['Regions not read'] : []),
    ...(['failed', done, 'held'] as const).flatMap((outcome) =>
      totals[outcome] > 0 ? [`${totals[outcome]} ${outcome}`] : [],
    ),
  ];
}
