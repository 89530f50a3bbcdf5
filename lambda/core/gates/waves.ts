import type { Tags } from '../estate';
import type { Wait } from '../wording/gates';
import { hasLeftIn, hasUndoneIn, lastTouched, type History } from '../history';
import type { Entry } from '../report';
import * as say from '../wording/gates';
import { changedSincePlan } from '../wording/plan';
import { eachPlanned, hold, type Gate, type GateContext } from './gate';
import type { WaveSettings } from '../rollout';

const HOUR_MS = 3_600_000;

/**
 * A later wave waits until the earlier ones are done, baked and not undone. Without a history everything is held
 * already. What the order knows gets the name of its wave.
 */
export const waves: Gate = (entries, { waves: settings }, context) => {
  const { history, tagsOf } = context;
  if (settings === null || history === null) return entries;
  const named = entries.map((entry) => {
    const wave = settings.order[waveOf(tagsOf(entry) ?? {}, settings)];
    const created = context.createdAt(entry)?.toISOString();
    const loadBalancer = created === undefined ? entry.loadBalancer : { ...entry.loadBalancer, created };
    return wave === undefined ? entry : { ...entry, loadBalancer, wave };
  });
  const waits = waitsOf(named, settings, { ...context, history });
  return eachPlanned(named, (entry) => {
    const wait = waits[waveOf(tagsOf(entry) ?? {}, settings)] ?? null;
    return hold(entry, wait && say.waveWaiting(wait));
  });
};

/** Right before its change: what its owner has put into another wave since waits for that one's turn. */
export const sameWave: Gate = (entries, { waves: settings }, { tagsOf }) => {
  if (settings === null) return entries;
  return eachPlanned(entries, (entry) => {
    const wave = settings.order[waveOf(tagsOf(entry) ?? {}, settings)];
    return hold(
      entry,
      wave === entry.wave ? null : changedSincePlan('its owner has put it into another wave'),
    );
  });
};

/** What waves are judged by. */
export type WaveContext = Pick<
  GateContext,
  'now' | 'tagsOf' | 'failedRegions' | 'closedRegions' | 'createdAt'
> & {
  readonly history: History;
};

export function waveOf(tags: Tags, { tagKey, order }: WaveSettings): number {
  const index = order.indexOf(tags[tagKey] ?? '');
  return index === -1 ? order.length : index;
}

/** What the order does not know goes last, and people are told: other values of the tag by name, none by number. */
export function unknownWaveNotes(
  loadBalancers: readonly { readonly tags: Tags }[],
  { tagKey, order }: WaveSettings,
): readonly string[] {
  const values = loadBalancers.flatMap(({ tags }) => tags[tagKey] ?? []);
  const unknown = new Set(values.filter((value) => !order.includes(value)));
  const untagged = loadBalancers.length - values.length;
  return [
    ...[...unknown].toSorted().map((value) => say.unknownWave(`${tagKey}=${value}`, order)),
    ...(untagged === 0 ? [] : [say.untaggedWave(untagged, tagKey)]),
  ];
}

/**
 * What each wave waits for, `null` for those that may go. An earlier wave is done when nothing in it would still change
 * and nothing in it failed; load balancers that are younger than its last change do not count. It stops the later ones
 * while a change of it is undone or lost, and until its bake time is over, counted from its last change whatever became
 * of the load balancer. What could not be read may be of any wave: only the first one goes then.
 */
export function waitsOf(
  entries: readonly Entry[],
  settings: WaveSettings,
  context: WaveContext,
): readonly (Wait | null)[] {
  const waits: (Wait | null)[] = [null];
  let wait = unreadWait(entries, context);
  for (const wave of settings.order) {
    wait ??= waitFor(
      wave,
      entries.filter((entry) => entry.wave === wave),
      settings,
      context,
    );
    waits.push(wait);
  }
  return waits;
}

function unreadWait(entries: readonly Entry[], context: WaveContext): Wait | null {
  const { failedRegions, closedRegions, history, tagsOf, now } = context;
  if (failedRegions.length > 0) return { kind: 'unread-regions', regions: failedRegions };
  const unread = entries.filter((entry) => tagsOf(entry) === null).length;
  if (unread > 0) return { kind: 'unread', loadBalancers: unread };
  // A closed Region that no run ever saw is not waited for: nobody says that there is anything.
  const undone = closedRegions.filter((region) => hasUndoneIn(history, region, now));
  if (undone.length > 0) return { kind: 'undone-in-closed', regions: undone };
  const left = closedRegions.filter((region) => hasLeftIn(history, region));
  return left.length === 0 ? null : { kind: 'left-in-closed', regions: left };
}

function waitFor(
  wave: string,
  its: readonly Entry[],
  { soakHours }: WaveSettings,
  { history, now, createdAt }: WaveContext,
): Wait | null {
  const changed = changeOf(wave, history);
  const isYounger = (entry: Entry): boolean => changed > 0 && (createdAt(entry)?.getTime() ?? 0) > changed;
  const open = its.filter((entry) => OPEN.has(entry.outcome) && !isYounger(entry)).length;
  if (open > 0) return { kind: 'not-done', wave, listeners: open };
  const stopped = its.filter(({ reason }) => reason === 'undone' || reason === 'reverted-by-others').length;
  if (stopped > 0) return { kind: 'stopped', wave, listeners: stopped };
  const last = changed || lastTouchedIn(its, history);
  const until = new Date(last + soakHours * HOUR_MS);
  return last > 0 && until > now ? { kind: 'soaking', wave, until } : null;
}

const OPEN: ReadonlySet<Entry['outcome']> = new Set(['planned', 'failed']);

/** When a wave was last changed, in milliseconds; 0 for never, as far as is known. */
function changeOf(wave: string, { waves: changes }: History): number {
  return Object.hasOwn(changes, wave) ? Date.parse(changes[wave]?.at ?? '') : 0;
}

/**
 * Where that is not known: a change of what is in the wave now. It may have been made in another wave, so it makes nobody
 * wait less, only bake longer.
 */
function lastTouchedIn(its: readonly Entry[], history: History): number {
  return its.reduce((last, entry) => Math.max(last, lastTouched(history, entry)), 0);
}
