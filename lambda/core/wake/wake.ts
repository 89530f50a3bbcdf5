import { groupBy } from '../group';
import type { Scope } from '../scope';
import type { RecordedCall } from './call';
import { isWakingCall, touchedBy } from './touched';

/** What woke a sweep: somebody's calls of one kind on one load balancer. */
export interface Wake {
  /** Its ARN. */
  readonly loadBalancer: string;
  /** `ModifyListener` */
  readonly call: string;
  /** When the last of them was completed, ISO 8601. */
  readonly at: string;
  readonly times: number;
  /** Who made them: an ARN, or a service. */
  readonly by: string;
  /** From which address, or through which service; `null`: not recorded. */
  readonly from: string | null;
  readonly userAgent: string | null;
}

/** Why a call wakes nobody. */
export type Ignored =
  | 'other-call'
  | 'refused'
  | 'other-account'
  | 'other-region'
  | 'own-change'
  | 'nothing-touched';

/** What decides whether a call wakes somebody. */
export interface Watcher {
  readonly account: string;
  /** The ARN of the session that the function works under. */
  readonly self: string;
  /** The Regions that are looked at. */
  readonly regions: readonly string[] | 'all';
  readonly scope: Scope;
}

/** What a call wakes, a load balancer each; or why it wakes nobody. */
export function judgeCall(call: RecordedCall, watcher: Watcher): readonly Wake[] | Ignored {
  const { account, self, regions, scope } = watcher;
  const { name, region, at, by, from, userAgent } = call;
  if (!isWakingCall(name)) return 'other-call';
  if (call.isRefused) return 'refused';
  if (call.account !== account) return 'other-account';
  if (regions !== 'all' && !regions.includes(region)) return 'other-region';
  if (isOfOneRole(by, self)) return 'own-change';
  const touched = [...new Set(touchedBy(name, call, scope))];
  if (touched.length === 0) return 'nothing-touched';
  return touched.map((loadBalancer) => ({ loadBalancer, call: name, at, times: 1, by, from, userAgent }));
}

/**
 * Whether two sessions are of one role: `arn:aws:sts::111122223333:assumed-role/ROLE/SESSION`. Two roles of an account have no name in
 * common, whatever their paths.
 */
function isOfOneRole(one: string, other: string): boolean {
  return roleOf(one) !== null && roleOf(one) === roleOf(other);
}

function roleOf(session: string): string | null {
  return /^.+:assumed-role\/[^/]+/.exec(session)?.[0] ?? null;
}

/** Calls of one kind by one caller on one load balancer are one wake: a thousand are told as what they are. */
export function folded(wakes: readonly Wake[]): readonly Wake[] {
  const groups = groupBy(wakes, ({ loadBalancer, call, by, from }) =>
    JSON.stringify([loadBalancer, call, by, from]),
  );
  return [...groups.values()].flatMap((group) => {
    const last = group.reduce((one, other) => (Date.parse(other.at) > Date.parse(one.at) ? other : one));
    return { ...last, times: group.reduce((sum, { times }) => sum + times, 0) };
  });
}

/**
 * How much later than a call a sweep has to have begun to have seen what it did: clocks of two machines, and an API that
 * may answer with what was a moment ago.
 */
const SURELY_SEEN_MS = 10_000;

/** Without the wakes whose load balancer a sweep has looked at since: `looked` says when it began, by ARN. */
export function notYetSeen(
  wakes: readonly Wake[],
  looked: Readonly<Record<string, string>>,
): readonly Wake[] {
  return wakes.filter(({ loadBalancer, at }) => {
    const began = Object.hasOwn(looked, loadBalancer) ? looked[loadBalancer] : undefined;
    return began === undefined || Date.parse(at) + SURELY_SEEN_MS > Date.parse(began);
  });
}
