import type { Tags } from '../estate';
import { takenBack, undoneOn, type History } from '../history';
import { limitChanges } from './limit';
import { DEFAULT_OWNERSHIP, isHeldFor, ownerOf, type OwnershipSettings } from './owners';
import type { Entry } from '../report';
import * as say from '../wording/gates';
import { waitsOf, waveOf, type WaveSettings } from './waves';
import { isFrozen, isOpen, type ChangeWindow } from './window';
import type { Conclusion } from '../wording/plan';

/** How changes are let out: who else sets a listener, when, in which order and how many. */
export interface RolloutSettings {
  readonly ownership: OwnershipSettings;
  readonly window: ChangeWindow | null;
  /** The last frozen day, `YYYY-MM-DD`. */
  readonly freezeUntil: string | null;
  readonly waves: WaveSettings | null;
  readonly maxChanges: number | null;
}

/** Everything at once, but for what a controller owns. */
export const DEFAULT_ROLLOUT: RolloutSettings = {
  ownership: DEFAULT_OWNERSHIP,
  window: null,
  freezeUntil: null,
  waves: null,
  maxChanges: null,
};

/** What a rollout is decided by, beside its settings. */
export interface RolloutContext {
  /** `null` when it could not be read. */
  readonly history: History | null;
  readonly now: Date;
  /** `null` where they could not be read. */
  readonly tagsOf: (entry: Entry) => Tags | null;
}

/** Holds what may not change in this run, and says why; the rest of the plan stays as it is. */
export function rollOut(
  plan: readonly Entry[],
  settings: RolloutSettings,
  context: RolloutContext,
): readonly Entry[] {
  const owned = eachPlanned(plan, (entry) => heedOwner(entry, settings.ownership, context));
  const past = eachPlanned(owned, (entry) => heedHistory(entry, context));
  const timed = eachPlanned(past, (entry) => hold(entry, closedBy(settings, context.now)));
  return limitChanges(inWaves(timed, settings.waves, context), settings.maxChanges);
}

/** Why nothing may change at this moment; `null` when it may. Asked again before each change. */
export function closedBy(
  { window, freezeUntil }: Pick<RolloutSettings, 'window' | 'freezeUntil'>,
  now: Date,
): Conclusion | null {
  if (freezeUntil !== null && isFrozen(freezeUntil, now)) return say.frozen(freezeUntil);
  return window !== null && !isOpen(window, now) ? say.outsideWindow() : null;
}

function heedOwner(entry: Entry, ownership: OwnershipSettings, { tagsOf }: RolloutContext): Entry {
  const owner = ownerOf(tagsOf(entry) ?? {}, entry, ownership);
  if (owner === null) return entry;
  if (isHeldFor(owner, ownership)) return hold(entry, say.owned(owner));
  return { ...entry, notes: [...entry.notes, say.ownerNote(owner)] };
}

function heedHistory(entry: Entry, { history, now }: RolloutContext): Entry {
  if (history === null) return hold(entry, say.historyUnreadable());
  const undone = undoneOn(history, entry.id, now);
  if (undone) return hold(entry, say.undone(undone, entry.id));
  const taken = takenBack(history, entry);
  return taken ? hold(entry, say.revertedByOthers(taken, entry, now)) : entry;
}

function inWaves(
  entries: readonly Entry[],
  settings: WaveSettings | null,
  { history, now, tagsOf }: RolloutContext,
): readonly Entry[] {
  // Without a history everything is held already.
  if (settings === null || history === null) return entries;
  const waits = waitsOf(entries, { settings, history, now, tagsOf });
  return eachPlanned(entries, (entry) => {
    const wait = waits[waveOf(tagsOf(entry) ?? {}, settings)] ?? null;
    return wait ? hold(entry, say.waveWaiting(wait)) : entry;
  });
}

function eachPlanned(entries: readonly Entry[], decide: (entry: Entry) => Entry): readonly Entry[] {
  return entries.map((entry) => (entry.outcome === 'planned' ? decide(entry) : entry));
}

function hold(entry: Entry, conclusion: Conclusion | null): Entry {
  return conclusion === null ? entry : { ...entry, ...conclusion };
}
