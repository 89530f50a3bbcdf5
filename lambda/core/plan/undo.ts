import { haveSameMembers } from '../members';
import { isAnother, type LoadBalancer } from '../estate';
import type { PlannedListener } from './plan';
import { classicUndo, restored, shownTls } from './classic-undo';
import { NO_DROPS } from '../policy/posture';
import type { Entry } from '../report';
import * as say from '../wording/plan';
import * as sayUndo from '../wording/undo';

/** What an undo does to one listener, judged on its load balancer as it is now (`null`: gone). */
export function judgeUndo(entry: Entry, loadBalancer: LoadBalancer | null): PlannedListener {
  if (loadBalancer === null) return unchanged(entry, say.gone(`load balancer ${entry.loadBalancer.name}`));
  if (loadBalancer.type === 'classic') {
    if (isAnother(entry.loadBalancer, loadBalancer))
      return unchanged(entry, say.gone(`load balancer ${entry.loadBalancer.name} of that time`));
    const tls = shownTls(loadBalancer, entry);
    if (tls === null) return unchanged(entry, say.gone(`listener :${entry.port}`));
    const back = restored(entry, loadBalancer);
    if (haveSameMembers(tls.names, back.policyNames)) return inPlace(entry);
    if (!haveSameMembers(tls.names, back.replaced)) return changedSince(entry, tls.from);
    return classicUndo(intendedUndo(entry), back, loadBalancer);
  }
  const listener = loadBalancer.listeners.find(({ arn }) => arn === entry.id);
  if (listener === undefined) return unchanged(entry, say.gone(`listener :${entry.port}`));
  if (listener.policy === entry.from) return inPlace(entry);
  if (listener.policy !== entry.to || entry.from === null) return changedSince(entry, listener.policy);
  return {
    entry: intendedUndo(entry),
    change: { kind: 'modify-listener', listenerArn: entry.id, policy: entry.from },
  };
}

/** What an undo wants, before it has looked. */
export function intendedUndo(entry: Entry): Entry {
  return { ...reverse(entry), ...say.toBeUndone(entry.from) };
}

/** A change that the record does not say was made: it is undone where its listener is named, and not by the way. */
export function notUndoneUnasked(entry: Entry): Entry {
  return { ...reverse(entry), ...sayUndo.notKnownDone() };
}

/** A later run has done something to the listener since. */
export function superseded(entry: Entry, runId: string): Entry {
  return { ...reverse(entry), ...sayUndo.superseded(runId) };
}

/** The entry of the way back. */
function reverse({
  changedAt: _at,
  unconfirmed: _doubt,
  openSince: _since,
  locksOut: _ofTheWayThere,
  verification: _ofItsHandshakes,
  evidence: _ofItsClients,
  classic,
  ...entry
}: Entry): Entry {
  const back = { ...entry, from: entry.to, to: entry.from, drops: NO_DROPS, notes: [] };
  if (classic === undefined) return back;
  return { ...back, classic: { before: classic.after, after: classic.before, creates: null } };
}

function unchanged(entry: Entry, conclusion: say.Conclusion): PlannedListener {
  return { entry: { ...reverse(entry), ...conclusion }, change: null };
}

/** It was undone before, by an undo or by its owner: nothing is left to do. */
function inPlace(entry: Entry): PlannedListener {
  return {
    entry: { ...reverse(entry), from: entry.from, to: null, ...sayUndo.nothingToUndo() },
    change: null,
  };
}

function changedSince(entry: Entry, there: string | null): PlannedListener {
  return { entry: { ...reverse(entry), from: there, ...say.changedSince(there) }, change: null };
}
