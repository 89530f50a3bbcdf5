import { count, sentence } from '../../core/wording/sentence';
import { entryNumbers, type Entry, type Report } from '../../core/report';
import { leftUndone, type WatchReport, type Worse } from '../../core/watch';
import { cliLines, undoCommand } from '../command';
import { cutToFit, LARGEST_BODY, type Section } from './cut';
import type { Digest } from './digest';
import { kindOf } from '../../core/step-table';
import { minuteOf } from '../../core/wording/time';
import { groupsOf } from '../groups';
import { MAIL } from './layout';
import { lossesOf } from '../losses';
import { shortName } from '../../core/policy/short-name';
import { loadBalancerOf, portOf } from '../sentences';
import { paragraphs, sectionLines } from './sections';
import { bare, barred, HEAD, item, led, oneLine, subject, wordsOf, wrap, wrapText } from '../text';

/** What a watch tells: short, and only when something is wrong. */
export function watchDigest(report: WatchReport): Digest {
  const sections = [
    worseSection(report),
    unreadableSection(report),
    ...concernsOf(report.undone),
    changedSinceSection(report),
    goneSection(report),
  ].filter(({ entries }) => entries.length > 0);
  const things = sections.filter(({ title }) => title.startsWith('DO:')).length;
  const body = cutToFit(sections, LARGEST_BODY, (shown) =>
    paragraphs([
      wrapText(verdict(report, things), HEAD),
      stateLines(report),
      shown.flatMap(sectionLines),
      closingLines(report),
    ]),
  );
  return { subject: subject(report.run.accountName ?? report.run.account, brief(report, things)), body };
}

function verdict({ worse, undone }: WatchReport, things: number): string {
  const needs =
    things === 0 ? 'Nothing needs you.' : `${count(things, 'thing')} ${things === 1 ? 'needs' : 'need'} you.`;
  const fails =
    worse.length === 0 ? '' : ` Clients fail on ${count(worse.length, 'load balancer')} since the change.`;
  const back =
    undone === null
      ? ''
      : ` ${count(undone.totals.reverted, 'listener')} ${undone.totals.reverted === 1 ? 'was' : 'were'} put back.`;
  return needs + fails + back;
}

function brief(
  { worse, undone, notUndone, changedSince, gone, unreadable }: WatchReport,
  things: number,
): readonly string[] {
  const changed = changedSince.length - gone.length;
  return [
    things === 0 ? 'nothing needs you' : `${things} need${things === 1 ? 's' : ''} you`,
    ...(worse.length === 0 ? [] : [`clients fail on ${count(worse.length, 'load balancer')}`]),
    ...(undone === null ? [] : [`${count(undone.totals.reverted, 'listener')} undone`]),
    ...(notUndone === null ? [] : ['not undone']),
    ...(changed === 0 ? [] : [`${count(changed, 'listener')} changed since the run`]),
    ...(gone.length === 0 ? [] : [`${count(gone.length, 'listener')} deleted since the run`]),
    ...(unreadable.length === 0 ? [] : ['the watch is incomplete']),
  ];
}

function stateLines({ run, watchedAt, loadBalancers }: WatchReport): readonly string[] {
  const { account, accountName } = run;
  const who = accountName === undefined ? `Account ${account}` : `In ${accountName} (${account})`;
  return [
    ...wrapText(`${who}, watch of run ${run.runId}`, HEAD),
    ...wrapText(`${minuteOf(watchedAt)} UTC, the run started ${minuteOf(run.startedAt)} UTC`, HEAD),
    ...wrapText(
      `${count(loadBalancers.length, 'load balancer')} watched. Policies are named without "ELBSecurityPolicy-".`,
      HEAD,
    ),
  ];
}

/** What else an automatic undo has to tell: of runs before it, of its record. */
function concernsOf(undone: Report | null): readonly Section[] {
  if (undone === null) return [];
  const groups = groupsOf(undone, { ...MAIL, losses: lossesOf(undone, false) });
  // Its listeners stand under the load balancers on which clients fail.
  return groups.filter((_, index) => {
    const step = undone.steps[index];
    return step !== undefined && kindOf(step.id) === 'do' && step.listeners.length === 0;
  });
}

function worseSection(report: WatchReport): Section {
  const { worse, undone, notUndone } = report;
  const isDone = undone !== null && leftUndone(report).length === 0;
  const what = isDone
    ? 'DO: find out why clients failed, then clear what was put back on'
    : 'DO: find out why clients fail, or take the change back on';
  return {
    title: `${what} ${count(worse.length, 'load balancer')}`,
    summary: worse.length === 0 ? [] : wrapText(worseSummary(notUndone), barred(4)),
    entries: worse.map((found) => [
      ...wrap(
        [
          `${oneLine(found.loadBalancer.region)} ${oneLine(found.loadBalancer.name)}:`,
          ...wordsOf(comparisonText(found)),
        ],
        item(2, 4),
      ),
      ...found.listeners.flatMap((entry) => undoLines(entry, report)),
    ]),
    cutOrder: 0,
  };
}

/** For whoever has the message of a client that fails. */
const CLIENTS_PAGE = 'What a client says leads to the cause: docs/client-cannot-connect.md.';

/** What keeps an undo from being made, and where a client's own message leads on. */
function worseSummary(notUndone: string | null): string {
  const why = notUndone === null ? '' : `${sentence(`not undone: ${notUndone}`)} `;
  return `${why}${CLIENTS_PAGE}`;
}

function comparisonText({ handshakes: { after, before, weekBefore } }: Worse): string {
  const compared = `up from ${before} in the same period before it and ${weekBefore} a week earlier`;
  return `${count(after, 'failed TLS handshake')} since the change, ${compared}`;
}

/**
 * What became of an automatic undo, and the commands where somebody has to make it: ours, and the AWS CLI's. None where it
 * worked, where the listener is gone, and where its owner has set something else since: pasted, they would overwrite that.
 */
function undoLines(entry: Entry, report: WatchReport): readonly string[] {
  const { run, undone } = report;
  const outcome = undone?.listeners.find(({ id }) => id === entry.id);
  const back = `back to ${shortName(entry.from ?? 'its former policy')}, with elb-tls or else with the AWS CLI:`;
  const text = outcome?.detail ?? (entry.unconfirmed ? `${UNCONFIRMED} ${back}` : back);
  const lines = wrapText(`${portOf(entry)} ${text}`, barred(4));
  if (outcome !== undefined && !leftUndone(report).includes(outcome)) return lines;
  const number = entryNumbers(run).get(entry.id);
  const ours = run.record === undefined || number === undefined ? [] : [undoCommand(run, [number])];
  return [...lines, ...[...ours, ...cliLines(entry)].map((command) => `    ${command}`)];
}

/** Of a run that was cut off: nobody has seen the change being made. */
const UNCONFIRMED =
  'the record does not say whether the run made this change, or its owner did, so it is not undone by itself;';

function changedSinceSection({ changedSince, gone, run }: WatchReport): Section {
  const changed = changedSince.filter((entry) => !gone.includes(entry));
  return {
    title: `DO: find out who changed these since the run (${changed.length})`,
    summary: [],
    entries: changed.map((entry) =>
      wrapText(`${numberedPlace(entry, run)} no longer has ${shortName(entry.to ?? '')}`, led(1, 4)),
    ),
    cutOrder: 1,
  };
}

/** Nothing is left to put back. Who takes away what was just changed may have had a reason that others should hear. */
function goneSection({ gone, run }: WatchReport): Section {
  return {
    title: `DO: find out who deleted these since the run (${gone.length})`,
    summary: [],
    entries: gone.map((entry) => wrapText(`${numberedPlace(entry, run)} is gone`, led(1, 4))),
    cutOrder: 1,
  };
}

function numberedPlace(entry: Entry, run: Report): string {
  const number = entryNumbers(run).get(entry.id) ?? '';
  return `${number} ${oneLine(entry.region)} ${loadBalancerOf(entry)} ${portOf(entry)}`;
}

function unreadableSection({ unreadable }: WatchReport): Section {
  return {
    title: `DO: find out why the watch could not look (${unreadable.length})`,
    summary: [],
    entries: unreadable.map(({ code, message }) => wrapText(`${code}: ${message}`, item(2))),
    cutOrder: 2,
  };
}

/** [CLB-met] */
function closingLines(report: WatchReport): readonly string[] {
  const { run, undone } = report;
  // What was not undone says that the notes say why.
  const notes = leftUndone(report).length === 0 ? [] : (undone?.notes ?? []);
  const noted = notes.flatMap((note) => wrapText(note, item(2)));
  const isClassic = run.listeners.some(
    ({ outcome, loadBalancer }) => outcome === 'changed' && loadBalancer.type === 'classic',
  );
  if (!isClassic) return noted;
  const classic = wrapText(
    'Classic load balancers have no metric of failed handshakes: the watch only checked their policies.',
    bare(0),
  );
  return [...noted, ...classic];
}
