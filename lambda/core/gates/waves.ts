import type { Tags } from '../estate';
import type { Wait } from '../wording/gates';
import { lastTouched, type History } from '../history';
import type { Entry } from '../report';
import * as say from '../wording/gates';
import { eachPlanned, hold, type Gate } from './gate';
import type { WaveSettings } from '../rollout';

const HOUR_MS = 3_600_000;

/** A later wave waits until the earlier ones are done and quiet. Without a history everything is held already. */
export const waves: Gate = (entries, { waves: settings }, { history, now, tagsOf }) => {
  if (settings === null || history === null) return entries;
  const waits = waitsOf(entries, { settings, history, now, tagsOf });
  return eachPlanned(entries, (entry) => {
    const wait = waits[waveOf(tagsOf(entry) ?? {}, settings)] ?? null;
    return hold(entry, wait && say.waveWaiting(wait));
  });
};

/** What waves are judged by. */
export interface WaveContext {
  readonly settings: WaveSettings;
  readonly history: History;
  readonly now: Date;
  /** `null` where they could not be read. */
  readonly tagsOf: (entry: Entry) => Tags | null;
}

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
 * and nothing in it failed, and quiet when it was last changed or undone longer ago than the soak. What has
 * no readable tags may be of any wave: only the first one goes then.
 */
export function waitsOf(entries: readonly Entry[], context: WaveContext): readonly (Wait | null)[] {
  const { settings, tagsOf } = context;
  const unread = entries.filter((entry) => tagsOf(entry) === null).length;
  const waits: (Wait | null)[] = [null];
  let wait: Wait | null = unread === 0 ? null : { kind: 'unread', loadBalancers: unread };
  for (const [index, wave] of settings.order.entries()) {
    wait ??= waitFor(
      wave,
      entries.filter((entry) => waveOf(tagsOf(entry) ?? {}, settings) === index),
      context,
    );
    waits.push(wait);
  }
  return waits;
}

function waitFor(
  wave: string,
  its: readonly Entry[],
  { settings: { soakHours }, history, now }: WaveContext,
): Wait | null {
  const open = its.filter(({ outcome }) => outcome === 'planned' || outcome === 'failed').length;
  if (open > 0) return { kind: 'not-done', wave, listeners: open };
  const touched = its.reduce((last, { id }) => Math.max(last, lastTouched(history, id)), 0);
  const until = new Date(touched + soakHours * HOUR_MS);
  return touched > 0 && until > now ? { kind: 'soaking', wave, until } : null;
}
