import type { Outcome, Reason } from '../core/reasons';
import { failedRegions, type Entry, type Mode, type Report } from '../core/report';
import { undoPlanned } from '../core/wording/plan';
import { count } from '../core/wording/sentence';
import { URGENCY } from './order';
import { shortName } from '../core/policy/short-name';
import { oneLine } from './text';

/**
 * The sentences, and parts of them, that every rendering for people shares. In this folder a `text` is a string for
 * people, a `sentence` one sentence of it, and `lines` are text laid out.
 */

interface ModeWords {
  readonly title: string;
  readonly done: Outcome;
  /** What is said beside the title. */
  readonly how?: string;
}

const MODES: Readonly<Record<Mode, ModeWords>> = {
  plan: {
    title: 'DRY RUN',
    done: 'planned',
    how: '(to change them: parameter DryRun=false, or elb-tls apply)',
  },
  apply: { title: 'APPLIED', done: 'changed' },
  undo: { title: 'UNDO', done: 'reverted' },
};

/** An apply that does not read the logs would move what was held for its clients. */
const AFTER_LOGS: ModeWords = {
  ...MODES.plan,
  how: '(to change them: parameter DryRun=false, or elb-tls apply --impact: without it no log is read)',
};

/** A dry run that a question shows: whoever reads it has asked for the changes already. */
const PREVIEW: ModeWords = { title: 'NOT CHANGED YET', done: 'planned' };

/** An undo that was only planned is not done: a dry run, or one that was cut off. */
const UNDO_PLANNED: ModeWords = { title: 'UNDO PLANNED', done: 'planned' };

export function modeOf({ mode, totals, notes, listeners }: Report, isPreview = false): ModeWords {
  if (mode === 'plan' && isPreview) return PREVIEW;
  if (mode === 'plan' && listeners.some(({ evidence }) => evidence !== undefined)) return AFTER_LOGS;
  if (mode !== 'undo') return MODES[mode];
  const wasCutOff = totals.planned > 0 && totals.reverted === 0;
  return wasCutOff || notes.includes(undoPlanned()) ? UNDO_PLANNED : MODES.undo;
}

/** `3 changed`, `1 failed`, `41 fine`: what the run is about and what is fine always, the rest if there is any. */
export function tally(report: Report): readonly string[] {
  const { mode, totals } = report;
  const { done } = modeOf(report);
  const others = URGENCY.filter(
    (outcome) => outcome !== done && outcome !== 'compliant' && totals[outcome] > 0,
  );
  const counted = [done, ...others].map((outcome) => `${totals[outcome]} ${outcome}`);
  // An undo judges no target: what it leaves alone may be anything but fine.
  const [isSilent, fine] = mode === 'undo' ? [totals.compliant === 0, 'already put back'] : [false, 'fine'];
  return [...counted, ...(isSilent ? [] : [`${totals.compliant} ${fine}`])];
}

/** The words of `elb-tls runs`: what the run did always, what failed or is held if there is any. */
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

/** `:443`, or why there is no listener to name. */
export function portOf({ port }: Pick<Entry, 'port'>): string {
  return port === null ? '(not read)' : `:${port}`;
}

/** `:443 HTTPS`, or why there is no listener to name. */
export function listenerOf({ port, protocol }: Entry): string {
  return port === null ? 'could not be read' : `:${port} ${oneLine(protocol ?? '')}`.trim();
}

/** A Classic load balancer can have the name of an ALB beside it, so it says what it is; behind it, who it is for. */
export function loadBalancerOf({ loadBalancer: { name, type, ownerTags = {} } }: Entry): string {
  const owners = [...new Set(Object.values(ownerTags))].join(', ');
  const words = [...(type === 'classic' ? ['Classic'] : []), ...(owners === '' ? [] : [owners])];
  return oneLine(name) + (words.length === 0 ? '' : ` (${oneLine(words.join('; '))})`);
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

/** `2016-08 -> TLS13-1-2-Res-PQ-2025-09`, without the common prefix; empty where there is nothing to show. */
export function moveText(move: Move | null): string {
  if (move === null) return '';
  return move.to === null ? shortName(move.from) : `${shortName(move.from)} -> ${shortName(move.to)}`;
}
