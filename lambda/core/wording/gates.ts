import type { PastChange, Undone } from '../history';
import type { SeenClients } from '../evidence';
import type { Advice } from '../step';
import { heldClause } from './evidence';
import { NAME_THEM } from './regions';
import { count, sentence } from './sentence';
import type { Conclusion, Place } from './plan';

/** The sentences of the gates, and what a gate has found as they need it. */

/** Who else sets a listener, as far as tags tell. */
export type Owner = SettingOwner | PermittingOwner;

export interface SettingOwner {
  /** A controller acts by itself; a stack when it is deployed. */
  readonly kind: 'controller' | 'stack';
  /** Whole: `the AWS Load Balancer Controller (ingress shop/web)`. */
  readonly name: string;
  /** What to do at the source, so that the policy stays. */
  readonly fix: string;
  /** Without what of its tags is about this load balancer alone: `the AWS Load Balancer Controller`, and its cluster. */
  readonly who: string;
  /** The same for all of its listeners. */
  readonly how: string;
  /** What this load balancer was made for: `ingress shop/web`; empty where nobody knows. */
  readonly madeFor: string;
}

/** Who lets listeners be changed directly. */
export interface PermittingOwner {
  readonly kind: 'direct';
  readonly name: string;
}

/** Why a wave waits. */
export type Wait =
  | { readonly kind: 'unread'; readonly loadBalancers: number }
  | { readonly kind: 'unread-regions'; readonly regions: readonly string[] }
  | { readonly kind: 'undone-in-closed'; readonly regions: readonly string[] }
  | { readonly kind: 'left-in-closed'; readonly regions: readonly string[] }
  | { readonly kind: 'stopped'; readonly wave: string; readonly listeners: number }
  | { readonly kind: 'not-done'; readonly wave: string; readonly listeners: number }
  | { readonly kind: 'soaking'; readonly wave: string; readonly until: Date };

export function owned({ kind, name, fix, who, how, madeFor }: SettingOwner): Conclusion {
  const reason = kind === 'controller' ? 'owned-by-controller' : 'owned-by-stack';
  const detail = sentence(`${name} manages this listener and would overwrite the change. Instead, ${fix}`);
  const advice = {
    step: 'set-at-owner',
    title: `set the policy at ${who}`,
    how: sentence(how),
    ...(madeFor === '' ? {} : { own: madeFor }),
  } as const;
  return { outcome: 'held', reason, detail, advice };
}

/** A change that goes ahead although somebody else sets the listener too, and may overwrite it. */
export function ownerNote(owner: Owner): string {
  if (owner.kind === 'direct')
    return sentence(`${owner.name} made this load balancer, and keeps what is changed directly`);
  const { kind, name, fix } = owner;
  const when = kind === 'controller' ? '' : ' at the next deployment';
  return sentence(`${name} manages this listener and may overwrite the change${when}. To keep it, ${fix}`);
}

export function undone({ runId, at, until }: Undone): Conclusion {
  const end = until === null ? 'until' : `through ${until} (UTC), or until`;
  const detail =
    `The change made by run ${runId} was undone on ${dayOf(at)}. ` +
    `Sweeps skip this listener ${end} you clear it.`;
  const own = `undone on ${dayOf(at)}`;
  const advice: Advice =
    until === null
      ? { step: 'clear-undone', how: '', own }
      : { step: 'wait-for-day', how: `undone, and left alone through ${until} (UTC).`, own };
  return { outcome: 'held', reason: 'undone', detail, command: { kind: 'forget', runId }, advice };
}

/** `seen` is when the listener was found with another policy. */
export function revertedByOthers(
  { at, runId, to, unconfirmed }: PastChange,
  { from }: Pick<Place, 'from'>,
  seen: Date,
): Conclusion {
  const detail =
    `Drift: run ${runId} ${unconfirmed === true ? 'may have set' : 'set'} ${to} on ${dayOf(at)}; on ${dayOf(seen.toISOString())} it has ${from ?? 'no policy'}. ` +
    'Find out what sets it, fix it there, then clear it.';
  const advice = {
    step: 'find-who-set-it-back',
    how: '',
    own: `${unconfirmed === true ? 'may have been changed' : 'changed'} on ${dayOf(at)}`,
  } as const;
  return {
    outcome: 'held',
    reason: 'reverted-by-others',
    detail,
    command: { kind: 'forget', runId },
    advice,
  };
}

export function historyUnreadable(): Conclusion {
  const detail =
    'What earlier runs did could not be read, so this change may have been undone. The notes say what failed; the next run tries again.';
  return { outcome: 'held', reason: 'history-unreadable', detail };
}

export function clientsWouldBreak(seen: SeenClients): Conclusion {
  const own = heldClause(seen);
  const detail = sentence(`${own}. Move them, or raise ImpactThreshold (--impact)`);
  return {
    outcome: 'held',
    reason: 'clients-would-break',
    detail,
    advice: { step: 'call-clients', how: '', own },
  };
}

/** @param since when its log begins: less than a day ago, so that the busy hour of a day has not been in it */
export function logTooYoung(since: string): Conclusion {
  const how = sentence(`its log begins at ${since.slice(0, 16).replace('T', ' ')} UTC, less than a day ago`);
  return { outcome: 'held', reason: 'clients-unknown', detail: how, advice: { step: 'wait-for-run', how } };
}

/** @param why a clause: what kept the run from reading the logs */
export function clientsUnknown(why: string): Conclusion {
  const detail = sentence(`who uses this listener could not be read: ${why}`);
  return {
    outcome: 'held',
    reason: 'clients-unknown',
    detail,
    advice: { step: 'read-logs', how: '', own: why },
  };
}

export function frozen(until: string): Conclusion {
  const detail = `Change freeze through ${until} (UTC).`;
  return { outcome: 'held', reason: 'frozen', detail };
}

export function outsideWindow(): Conclusion {
  const detail = 'The change window is closed. This one waits for a run inside it.';
  return { outcome: 'held', reason: 'outside-window', detail };
}

export function waveWaiting(wait: Wait): Conclusion {
  const why = waitingFor(wait);
  const isStuck = wait.kind === 'left-in-closed' || wait.kind === 'undone-in-closed';
  const step = isStuck ? 'clear-closed-region' : 'wait-for-wave';
  const advice = { step, how: `${why.replace(/^: /, '').trim()}.` } as const;
  return { outcome: 'held', reason: 'wave-waiting', detail: `Waiting${why}.`, advice };
}

function waitingFor(wait: Wait): string {
  switch (wait.kind) {
    case 'unread':
      return `: ${count(wait.loadBalancers, 'load balancer')} could not be read and may be in an earlier wave`;
    case 'unread-regions':
      return `: ${wait.regions.join(', ')} could not be read and may have load balancers in an earlier wave`;
    case 'undone-in-closed':
      return `: what was undone in ${wait.regions.join(', ')}, ${which(wait.regions)} closed now, may be of an earlier wave. Clear it first, or ${NAME_THEM}, without ${them(wait.regions)}`;
    case 'left-in-closed':
      return `: what earlier runs left to do in ${wait.regions.join(', ')}, ${which(wait.regions)} closed now, may be of an earlier wave. To go on without it, ${NAME_THEM}, without ${them(wait.regions)}`;
    case 'stopped':
      return ` for wave ${wait.wave}: ${count(wait.listeners, 'change')} there ${wait.listeners === 1 ? 'was' : 'were'} undone or overwritten. Clear or exempt ${wait.listeners === 1 ? 'it' : 'them'} first`;
    case 'not-done':
      return ` for wave ${wait.wave}: ${count(wait.listeners, 'listener')} ${wait.listeners === 1 ? 'is' : 'are'} not done`;
    case 'soaking':
      return ` for the bake time of wave ${wait.wave}, until ${minuteOf(wait.until)} UTC`;
  }
}

function which(regions: readonly string[]): string {
  return regions.length === 1 ? 'which is' : 'which are';
}

function them(regions: readonly string[]): string {
  return regions.length === 1 ? 'it' : 'them';
}

/** `what` is the tag, `Environment=qa`: quoted, because the sentence begins with it. */
export function unknownWave(what: string, order: readonly string[]): string {
  return `"${what}" is in no wave (${order.join(', ')}): its load balancers go last.`;
}

export function untaggedWave(howMany: number, tagKey: string): string {
  const [have, go] = howMany === 1 ? ['has', 'goes'] : ['have', 'go'];
  return `${count(howMany, 'load balancer')} ${have} no tag ${tagKey} and ${go} last.`;
}

export function changeLimit(max: number): Conclusion {
  const detail = `The limit is ${count(max, 'load balancer')} a run. This one waits for the next run.`;
  return { outcome: 'held', reason: 'change-limit', detail };
}

/** `2026-11-22T06:00` as people write it. */
function minuteOf(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ');
}

function dayOf(at: string): string {
  return at.slice(0, 10);
}
