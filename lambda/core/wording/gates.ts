import type { PastChange, Undone } from '../history';
import { count, sentence } from './sentence';
import type { Conclusion, Place } from './plan';

/** The sentences of the gates, and what a gate has found as they need it. */

/** Who else sets a listener, as far as tags tell. */
export interface Owner {
  /** A controller acts by itself; a stack when it is deployed. */
  readonly kind: 'controller' | 'stack';
  readonly name: string;
  /** What to do at the source, so that the policy stays. */
  readonly fix: string;
}

/** Why a wave waits. */
export type Wait =
  | { readonly kind: 'unread'; readonly loadBalancers: number }
  | { readonly kind: 'not-done'; readonly wave: string; readonly listeners: number }
  | { readonly kind: 'soaking'; readonly wave: string; readonly until: Date };

export function owned({ kind, name, fix }: Owner): Conclusion {
  const reason = kind === 'controller' ? 'owned-by-controller' : 'owned-by-stack';
  const detail = sentence(`${name} sets this listener too, and would put its own policy back: ${fix}`);
  return { outcome: 'held', reason, detail };
}

/** A change that its owner may take back, made all the same. */
export function ownerNote({ kind, name, fix }: Owner): string {
  const when = kind === 'controller' ? '' : ' when it is next deployed';
  return sentence(`${name} sets this listener too, and may put its own policy back${when}: ${fix}`);
}

export function undone({ runId, at, until }: Undone, id: string): Conclusion {
  const left = until === null ? 'until somebody clears it' : `until ${until}, or until somebody clears it`;
  const detail = `What run ${runId} had changed was undone on ${dayOf(at)}. It is left alone ${left}: ${forget(runId, id)}`;
  return { outcome: 'held', reason: 'undone', detail };
}

/** `seen` is when the listener was found with another policy. */
export function revertedByOthers({ at, runId, to }: PastChange, { id, from }: Place, seen: Date): Conclusion {
  const detail =
    `Run ${runId} moved it to ${to} on ${dayOf(at)}; on ${dayOf(seen.toISOString())} it has ${from ?? 'no policy'}. ` +
    `Find out who sets it, fix it there, then clear it: ${forget(runId, id)}`;
  return { outcome: 'held', reason: 'reverted-by-others', detail };
}

/** What makes the next sweep judge a listener afresh. A sentence ends with it, without a full stop: it is pasted. */
function forget(runId: string, id: string): string {
  return `npx elb-tls undo ${runId} --forget --listener ${id}`;
}

export function historyUnreadable(): Conclusion {
  const detail =
    'The record of earlier runs could not be read, and this may have been undone. The next run tries again.';
  return { outcome: 'held', reason: 'history-unreadable', detail };
}

export function frozen(until: string): Conclusion {
  const detail = `No changes are made until ${until}, that day included (UTC).`;
  return { outcome: 'held', reason: 'frozen', detail };
}

export function outsideWindow(): Conclusion {
  const detail = 'The change window is closed; a run while it is open makes this change.';
  return { outcome: 'held', reason: 'outside-window', detail };
}

export function waveWaiting(wait: Wait): Conclusion {
  return { outcome: 'held', reason: 'wave-waiting', detail: `It waits ${waitingFor(wait)}.` };
}

function waitingFor(wait: Wait): string {
  switch (wait.kind) {
    case 'unread':
      return `because ${count(wait.loadBalancers, 'load balancer')} could not be read and may be of an earlier wave`;
    case 'not-done':
      return `for wave ${wait.wave}, where ${count(wait.listeners, 'listener')} ${wait.listeners === 1 ? 'is' : 'are'} not done`;
    case 'soaking':
      return `until ${minuteOf(wait.until)} UTC: wave ${wait.wave} has to be quiet until then`;
  }
}

/** `what` is the tag, `Environment=qa`. */
export function unknownWave(what: string, order: readonly string[]): string {
  return `${what} is in no wave (${order.join(', ')}): its load balancers go last.`;
}

export function untaggedWave(howMany: number, tagKey: string): string {
  const [have, go] = howMany === 1 ? ['has', 'it goes'] : ['have', 'they go'];
  return `${count(howMany, 'load balancer')} ${have} no tag ${tagKey}: ${go} last.`;
}

export function changeLimit(max: number): Conclusion {
  const detail = `This run may change ${count(max, 'load balancer')}; this one waits for the next run.`;
  return { outcome: 'held', reason: 'change-limit', detail };
}

/** `2026-11-22T06:00` as people write it. */
function minuteOf(at: Date): string {
  return at.toISOString().slice(0, 16).replace('T', ' ');
}

function dayOf(at: string): string {
  return at.slice(0, 10);
}
