import type { Outcome, Reason } from '../core/reasons';
import {
  closedRegions,
  failedRegions,
  isEmptyScope,
  type Entry,
  type Mode,
  type Report,
} from '../core/report';
import type { WatchedRun } from '../core/watched';
import { undoPlanned } from '../core/wording/plan';
import { closedRegions as closedRegionsSentence } from '../core/wording/regions';
import { count } from '../core/wording/sentence';
import { URGENCY } from './order';
import { list, oneLine, wordsOf } from './text';

/**
 * The sentences, and parts of them, that every rendering for people shares. In this folder a `text` is a string for
 * people, a `sentence` one sentence of it, and `lines` are text laid out.
 */

const MODES: Readonly<Record<Mode, { readonly title: string; readonly done: Outcome }>> = {
  plan: { title: 'DRY RUN', done: 'planned' },
  apply: { title: 'APPLIED', done: 'changed' },
  undo: { title: 'UNDONE', done: 'reverted' },
};

/** An undo that was only planned is not done: a dry run, or one that was cut off. */
const UNDO_PLANNED = { title: 'UNDO PLANNED', done: 'planned' } as const;

function modeOf({ mode, totals, notes }: Report): (typeof MODES)[Mode] {
  if (mode !== 'undo') return MODES[mode];
  const wasCutOff = totals.planned > 0 && totals.reverted === 0;
  return wasCutOff || notes.includes(undoPlanned()) ? UNDO_PLANNED : MODES.undo;
}

/** The first line: which account, and whether anything could change. */
export function headline(report: Report): string {
  return `TLS policies of the web tier - account ${oneLine(report.account)} - ${modeOf(report).title}`;
}

/** When, which tag, which Regions, which target, which run: in pieces that belong on one line. */
export function circumstances(report: Report): readonly string[] {
  const { startedAt, scope, runId } = report;
  const tag = `tag ${scope.tagKey}=${scope.tagValues.join(' or ')},`;
  const only = scope.only === undefined ? '' : `only ${scope.only.join(' ')},`;
  // What is closed has a line of its own: there may be more of that than of the rest.
  const looked = report.regions.filter(({ status }) => status !== 'closed');
  const regions = `${looked.map(({ region }) => region).join(' ')},`;
  const when = `${minuteOf(startedAt)} UTC,`;
  const words = [only, regions].flatMap((each) => wordsOf(oneLine(each)));
  return [oneLine(when), oneLine(tag), ...words, ...targetOf(report), `run ${oneLine(runId)}`];
}

/** What is not the default is said; an undo has no target. */
function targetOf({ mode, target }: Report): readonly string[] {
  return mode === 'undo' || target === 'recommended' ? [] : [`target ${oneLine(target)},`];
}

/** The notes of the run as a whole; those on the Regions that are closed come first, in one line. */
export function generalNotes(report: Report): readonly string[] {
  const closed = closedRegions(report).map(({ region }) => region);
  return [...(closed.length === 0 ? [] : [closedRegionsSentence(closed)]), ...report.notes];
}

/** `2026-11-22 06:00`, of an ISO 8601 time: a line begins with it, so that it is a time or nothing. */
export function minuteOf(time: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(time)?.[0].replace('T', ' ') ?? '(no time)';
}

/** What a watch found: `run ID, 2026-11-22 06:30 UTC: Quiet: ...`. */
export function watchedSentence({ runId, at, detail }: WatchedRun): string {
  return `run ${runId}, ${minuteOf(at)} UTC: ${detail}`;
}

/** What was looked at, what came of it, and what these numbers cannot count. */
export function totalLines(report: Report): readonly string[] {
  const { listeners, loadBalancers } = report.totals;
  const failed = failedRegions(report).length;
  return [
    `${count(listeners, 'listener')} on ${count(loadBalancers, 'load balancer')}:`,
    tally(report),
    ...(isEmptyScope(report) && report.scope.only === undefined
      ? ['No load balancer with this tag was found.']
      : []),
    ...(failed > 0 ? [`${count(failed, 'Region')} failed, so these numbers are not complete.`] : []),
  ];
}

/** `3 changed, 1 failed, 41 already fine`: what the run is about and what is fine always, the rest if there is any. */
function tally(report: Report): string {
  const { mode, totals } = report;
  const { done } = modeOf(report);
  const others = URGENCY.filter(
    (outcome) => outcome !== done && outcome !== 'compliant' && totals[outcome] > 0,
  );
  const counted = [done, ...others].map((outcome) => `${totals[outcome]} ${outcome}`);
  // An undo judges no target: what it leaves alone may be anything but fine.
  const [isSilent, fine] =
    mode === 'undo' ? [totals.compliant === 0, 'already put back'] : [false, 'already fine'];
  return [...counted, ...(isSilent ? [] : [`${totals.compliant} ${fine}`])].join(', ');
}

/** The subject's words: what the run did always, what failed or is held if there is any. */
export function brief(report: Report): readonly string[] {
  const { totals, cutOff = [] } = report;
  const { title, done } = modeOf(report);
  const regions = failedRegions(report).length;
  const late = cutOff.filter(({ ended }) => ended).length;
  const cut = cutOff.length - late;
  const others = (['failed', 'held'] as const).filter((outcome) => totals[outcome] > 0);
  return [
    ...(done === 'planned' ? [title] : []),
    ...[done, ...others].map((outcome) => `${totals[outcome]} ${outcome}`),
    ...(regions > 0 ? [`${count(regions, 'Region')} failed`] : []),
    ...(cut > 0 ? [`${count(cut, 'run')} cut off`] : []),
    ...(late > 0 ? [`${count(late, 'run')} told late`] : []),
  ];
}

/** `:443 HTTPS`, or why there is no listener to name. */
export function listenerOf({ port, protocol }: Entry): string {
  return port === null ? 'could not be read' : `:${port} ${oneLine(protocol ?? '')}`.trim();
}

/** A Classic load balancer can have the name of an ALB beside it, so it says what it is. */
export function loadBalancerOf({ loadBalancer }: Entry): string {
  return oneLine(loadBalancer.name) + (loadBalancer.type === 'classic' ? ' (Classic)' : '');
}

/** Held for these, a listener has no move worth showing: none is known, or there is nothing left to move. */
const WITHOUT_MOVE: ReadonlySet<Reason> = new Set(['unknown-policy', 'unknown-family', 'no-target', 'gone']);

/** `to` is null where the listener stays on `from`. */
export interface Move {
  readonly from: string;
  readonly to: string | null;
}

/** The move of an entry, done or not; `null` is nothing to show. */
export function moveOf({ from, to, reason }: Entry): Move | null {
  const target = to === null || to === from || WITHOUT_MOVE.has(reason) ? null : oneLine(to);
  if (from === null) return target === null ? null : { from: 'unknown policy', to: target };
  return { from: oneLine(from), to: target };
}

/** `from` and `-> to`, to be kept in one piece each. */
export function piecesOf({ from, to }: Move): readonly string[] {
  return to === null ? [from] : [from, `-> ${to}`];
}

/** A move for a line of its own: nothing where the text beside it names the one policy already. */
export function moveBeside(move: Move | null, text: string): readonly string[] {
  if (move === null || (move.to === null && text.includes(move.from))) return [];
  return piecesOf(move);
}

/** The sentence beside an entry's move: what clients lose where it moves, else why it does not. */
export function sentenceOf(entry: Entry): string {
  return isMove(entry) ? lossOf(entry) : entry.detail;
}

/** Whether the entry's listener moved, or would move in an apply. */
export function isMove({ outcome }: Entry): boolean {
  return outcome === 'planned' || outcome === 'changed';
}

/** `clients lose TLS 1.0, TLS 1.1 and 11 ciphers`; empty when they lose nothing. */
function lossOf({ drops: { protocols, ciphers } }: Entry): string {
  const lost = protocols.toSorted().map(humanProtocol);
  if (ciphers.length > 0) lost.push(count(ciphers.length, 'cipher'));
  return lost.length === 0 ? '' : `clients lose ${list(lost)}`;
}

/** `TLSv1` is TLS 1.0, `SSLv3` is SSL 3.0. */
function humanProtocol(protocol: string): string {
  const [, name, version] = /^(TLS|SSL)v(\d+(?:\.\d+)?)$/.exec(protocol) ?? [];
  if (name === undefined || version === undefined) return protocol;
  return `${name} ${version.includes('.') ? version : `${version}.0`}`;
}
