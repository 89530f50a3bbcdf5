import { REASONS, type Outcome, type Reason } from '../core/reasons';
import type { Entry } from '../core/report';
import { fault } from './check';

/** What holds between the fields of an entry, by its outcome and reason. */
export function ruleOfEntry(entry: Entry, path: string): string | null {
  const { outcome, reason, port, protocol, from, classic, loadBalancer } = entry;
  const wrong = (field: keyof Entry, what: string): string => fault(`${path}/${field}`, what);
  if (!isReasonOf(outcome, reason)) return wrong('reason', `must be a reason of ${outcome}`);
  if (port === null && (outcome !== 'failed' || protocol !== null || from !== null || drops(entry)))
    return wrong('port', 'must be integer, unless the load balancer could not be read');
  if (port !== null && protocol === null) return wrong('protocol', 'must be string beside a port');
  if (classic !== undefined && loadBalancer.type !== 'classic')
    return wrong('classic', `must not be there on type ${loadBalancer.type}`);
  return ruleOfMove(entry, wrong);
}

/** What has its former policy already was `held` in the undo of an older version. */
function isReasonOf(outcome: Outcome, reason: Reason): boolean {
  return isKeyOf(REASONS[outcome], reason) || (outcome === 'held' && reason === 'nothing-to-undo');
}

/** What an outcome, or its reason, says of the move. */
function ruleOfMove(
  { outcome, reason, port, from, to, ...entry }: Entry,
  wrong: (field: keyof Entry, what: string) => string,
): string | null {
  const wasTried = reason === 'change-failed' || reason === 'not-confirmed' || reason === 'throttled';
  if (from === null && !(outcome === 'held' || (outcome === 'failed' && !wasTried)))
    return wrong('from', `must be string where the outcome is ${outcome}`);
  if (to === null && entry.locksOut !== undefined)
    return wrong('locksOut', 'must not be there without a target');
  if (outcome === 'compliant') {
    if (to !== null) return wrong('to', 'must be null where nothing is to be done');
    return drops(entry) ? wrong('drops', 'must be empty where nothing is to be done') : null;
  }
  if (port === null) return to === null ? null : wrong('to', 'must be null beside port null');
  const mayMiss = outcome === 'held' ? HAS_NO_TARGET.has(reason) : outcome === 'failed' && !wasTried;
  return to === null && !mayMiss ? wrong('to', `must be string where the reason is ${reason}`) : null;
}

/** Where no policy on offer qualifies, there is no target to show. */
const HAS_NO_TARGET: ReadonlySet<Reason> = new Set(['no-target', 'unknown-policy', 'unknown-family']);

function drops({ drops: { protocols, ciphers } }: Pick<Entry, 'drops'>): boolean {
  return protocols.length + ciphers.length > 0;
}

/** Whether a value is a reason of these. */
export function isKeyOf(reasons: object, value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(reasons, value);
}
