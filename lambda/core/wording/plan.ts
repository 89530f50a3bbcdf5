import type { LoadBalancerType, ReadError, UnreadLoadBalancer } from '../estate';
import { isClosedByPolicy, isSessionExpired, isThrottling } from '../errors';
import { EXEMPTION_TAG, type Exemption } from '../exemption';
import { NO_DROPS, type Drops } from '../policy/posture';
import { REASONS, type ReasonOf } from '../reasons';
import type { Entry } from '../report';
import { sentence } from './sentence';
import { SIGN_IN_AGAIN, SIGN_IN_AND_GO_ON } from './session';
import { ownPolicyName } from '../policy/classic-name';

/**
 * The sentences of a report. One function a decision, so that what people read sits in one place. Those on how changes
 * are let out are in gates.ts.
 */

/** Where an entry is: everything of it that is known before it is judged. */
export type Place = Pick<Entry, 'id' | 'region' | 'loadBalancer' | 'port' | 'protocol' | 'from'>;

/** What a decision adds to an entry. */
export type Conclusion = Pick<Entry, 'outcome' | 'reason' | 'detail' | 'command' | 'advice'>;
type WholeConclusion = Conclusion & Pick<Entry, 'to' | 'drops' | 'notes'>;

const NOTHING: { readonly to: null; readonly drops: Drops; readonly notes: readonly string[] } = {
  to: null,
  drops: NO_DROPS,
  notes: [],
};

export function compliant(reason: ReasonOf<'compliant'>): WholeConclusion {
  return { ...NOTHING, outcome: 'compliant', reason, detail: sentence(REASONS.compliant[reason]) };
}

export function planned(reason: ReasonOf<'planned'>, to: string): Conclusion {
  return { outcome: 'planned', reason, detail: sentence(`Moves to ${to}: ${REASONS.planned[reason]}`) };
}

export function held(
  { reason, why }: { readonly reason: ReasonOf<'held'>; readonly why: readonly string[] },
  from: string | null,
): Conclusion {
  if (reason === 'unknown-policy') return { outcome: 'held', reason, detail: unknownPolicy(from) };
  const cause = why.length > 0 ? `: the target ${why.join(', ')}` : '';
  return { outcome: 'held', reason, detail: sentence(`${REASONS.held[reason]}${cause}`) };
}

/** @param from on Classic it may name several */
function unknownPolicy(from: string | null): string {
  if (from === null) return 'AWS shows no TLS policy for this listener.';
  if (from.includes(', ')) return `This listener has several TLS policies: ${from}.`;
  return `AWS does not say what ${from} accepts.`;
}

/** @param refused what AWS said, when it was AWS that refused */
export function albPolicyMix(refused?: ReadError): Conclusion {
  const detail =
    "AWS does not allow this policy next to those of the ALB's other listeners. To change it, delete all secure " +
    'listeners but one, change that one, then recreate the others with the same policy.';
  const said = refused === undefined ? '' : ` AWS said: ${sentence(describe(refused))}`;
  return { outcome: 'held', reason: 'alb-policy-mix', detail: detail + said };
}

export function nameTaken(target: string): Conclusion {
  return {
    outcome: 'held',
    reason: 'name-taken',
    detail: `The policy ${ownPolicyName(target)} on this load balancer is not ${target}. Delete it; the next run creates it.`,
  };
}

export function exempt({ until, why }: Extract<Exemption, { kind: 'exempt' }>): Conclusion {
  const own = `${until === null ? 'without an end date' : `until ${until}`}${why === null ? '' : `: ${why}`}`;
  const detail = sentence(`Exempt ${own}`);
  return { outcome: 'exempt', reason: 'exempt-by-tag', detail, advice: { step: 'exempt', how: '', own } };
}

export function unreadable({ value }: Extract<Exemption, { kind: 'unreadable' }>): Conclusion {
  const allowed = '"exempt" or "exempt until YYYY-MM-DD", and ": why" behind it';
  const how = `Write ${allowed}.`;
  const detail = `The value of the tag ${EXEMPTION_TAG} is "${value}". ${how}`;
  const advice = { step: 'fix-exemption-tag', how: '', own: `"${value}"` } as const;
  return { outcome: 'held', reason: 'exemption-unreadable', detail, advice };
}

export function outOfTime(): Conclusion {
  const detail = 'The run ended before this change, which waits for the next run.';
  return { outcome: 'held', reason: 'out-of-time', detail };
}

export function gone(what: string): Conclusion {
  return { outcome: 'held', reason: 'gone', detail: sentence(`The ${what} no longer exists`) };
}

/** @param how a sentence, or most of one */
export function changedSincePlan(how: string): Conclusion {
  const detail = `Changed since the plan. ${sentence(how)}`;
  return { outcome: 'held', reason: 'changed-since-plan', detail };
}

/** What a plan file wants of a listener that has not changed, and the rules do not. */
export function targetOfFile(to: string | null, why: string): Conclusion {
  const detail = `The plan file names ${to ?? 'no policy'} here. ${why} Drop the entry, or make a new plan.`;
  return { outcome: 'held', reason: 'changed-since-plan', detail };
}

export function toBeUndone(to: string | null): Conclusion {
  return {
    outcome: 'planned',
    reason: 'to-be-undone',
    detail: `An undo would roll it back to ${to ?? 'its former policy'}.`,
  };
}

/** An undo's first note: it is the one change that may weaken. */
export function undoMayWeaken(runId: string): string {
  return `Undoes run ${runId}. An undo may weaken.`;
}

/** The note of an undo that is a dry run. */
export function undoPlanned(): string {
  return 'Nothing was changed: this is what the undo would do.';
}

export function reverted(reason: ReasonOf<'reverted'>, to: string | null): Conclusion {
  const why = reason === 'undone-by-watch' ? ' because clients failed after the change' : '';
  const detail = `Rolled back to ${to ?? 'its former policy'}${why}, and verified.`;
  return { outcome: 'reverted', reason, detail };
}

export function changedSince(there: string | null): Conclusion {
  const how = 'This is not what the run set. Nothing was undone.';
  const detail = `It now has ${there ?? 'no policy'}, which is not what the run set. Nothing was undone.`;
  return { outcome: 'held', reason: 'changed-since', detail, advice: { step: 'compare-by-hand', how } };
}

export function changed({ reason, to }: Entry): Conclusion {
  return { outcome: 'changed', reason, detail: `Moved to ${to}, and verified.` };
}

/** The change failed. `there` is what the listener showed afterwards; `null` when that could not be read. */
export function changeFailed(
  error: ReadError,
  action: ChangeKind,
  there: readonly string[] | null,
): Conclusion {
  const after =
    there === null
      ? 'Could not read what the listener has now.'
      : `Nothing was changed: it has ${list(there)}.`;
  const detail = `${error.code} on ${ACTIONS[action]}: ${sentence(error.message)}${adviceOn(error.code)} ${after}`;
  return { outcome: 'failed', reason: 'change-failed', detail, ...deniedAdvice('allow-change', error) };
}

/**
 * Where AWS denied a call, what is to be allowed: the resource differs from one listener to the next, the action does not.
 * Only the message has it.
 */
function deniedAdvice(
  step: 'allow-read' | 'allow-change',
  error: ReadError | undefined,
): Pick<Conclusion, 'advice'> {
  if (error?.code !== 'AccessDenied') return {};
  const action = /not authorized to perform: (?:elasticloadbalancing:)?([\w:-]+)/.exec(error.message)?.[1];
  const how = action === undefined ? sentence(describe(error)) : `AccessDenied on ${action}.`;
  return { advice: isClosedByPolicy(error) ? { step: 'allow-in-scp', how } : { step, how } };
}

const ACTIONS = {
  'modify-listener': 'ModifyListener',
  'set-policies-of-listener': 'CreateLoadBalancerPolicy or SetLoadBalancerPoliciesOfListener',
} as const;

/** The last call of a change, which the listener shows. */
const SHOWN = { ...ACTIONS, 'set-policies-of-listener': 'SetLoadBalancerPoliciesOfListener' } as const;

type ChangeKind = keyof typeof ACTIONS;

export function notConfirmed(there: readonly string[]): Conclusion {
  const detail = `AWS accepted the change, but the listener still has ${list(there)}. The next run tries again.`;
  return { outcome: 'failed', reason: 'not-confirmed', detail };
}

/** Nobody knows whether AWS made the change. `there` is what the listener showed last; `null` when that could not be read. */
export function unanswered(
  error: ReadError,
  action: ChangeKind,
  there: readonly string[] | null,
): Conclusion {
  const seen =
    there === null ? 'What the listener shows could not be read.' : `The listener shows ${list(there)}.`;
  const said = sentence(describe(error)).replace(/\.$/, '');
  const detail = `AWS did not answer ${SHOWN[action]} (${said}), so nobody knows whether it was done. ${seen}`;
  return { outcome: 'failed', reason: 'not-confirmed', detail };
}

export function notReadBack(error: ReadError): Conclusion {
  const detail = `AWS accepted the change, but reading it back failed: ${sentence(describe(error))}`;
  return { outcome: 'failed', reason: 'not-confirmed', detail };
}

/** AWS was too busy for this change, for as long as the run tried. */
export function throttled(error: ReadError): Conclusion {
  const detail = `AWS throttled this change until the tries were used up (${sentence(describe(error)).replace(/\.$/, '')}). Nothing was changed.`;
  return { outcome: 'failed', reason: 'throttled', detail };
}

/** AWS was too busy to be asked about it. */
function throttledRead(error: ReadError): Conclusion {
  const said = sentence(describe(error)).replace(/\.$/, '');
  const detail = `AWS throttled the calls that read it until the tries were used up (${said}). The next run tries again.`;
  return { outcome: 'failed', reason: 'read-throttled', detail };
}

/** At a change, or right before one: what was done before is recorded, and all else has this sentence. */
export function sessionExpired(error: ReadError): Conclusion {
  return ofSession(error, SIGN_IN_AND_GO_ON);
}

function ofSession({ code }: ReadError, advice: string): Conclusion {
  const detail = `The session ended in the middle of the run (${code}). ${advice}`;
  return { outcome: 'failed', reason: 'session-expired', detail };
}

/** What some errors mean wherever they are met, whatever could not be read; `null`: no more than they say. */
function meaningOf(error: ReadError): Conclusion | null {
  // A plan has done nothing, and an apply that cannot read a load balancer has not begun with it.
  if (isSessionExpired(error)) return ofSession(error, SIGN_IN_AGAIN);
  return isThrottling(error) ? throttledRead(error) : null;
}

/** No record, no change. */
export function notRecorded(): Conclusion {
  const detail = 'The record could not be written, so this was not changed. The notes say why.';
  return { outcome: 'held', reason: 'not-recorded', detail };
}

/** The lease of the account is over, or another run has taken it. */
export function leaseLost(): Conclusion {
  const detail =
    'This run no longer holds the lease of the account, so this was not changed. The next run goes on.';
  return { outcome: 'held', reason: 'lease-lost', detail };
}

/** A planned listener whose load balancer could not be read again right before the change. */
export function couldNotLook(reason: 'read-failed' | 'tags-unreadable', error: ReadError): Conclusion {
  const detail = sentence(`Right before the change ${REASONS.failed[reason]}: ${describe(error)}`);
  const meaning = isSessionExpired(error) ? sessionExpired(error) : meaningOf(error);
  const conclusion = meaning ?? {
    outcome: 'failed',
    reason,
    detail,
    ...deniedAdvice('allow-read', error),
  };
  return { ...conclusion, detail: `${conclusion.detail} Nothing was changed.` };
}

/** What to do about an error code of AWS's, where there is something to say. */
function adviceOn(code: string): string {
  switch (code) {
    case 'AccessDenied':
      return ' Check the role and the service control policies for a condition on elasticloadbalancing:SecurityPolicy.';
    case 'TooManyPolicies':
      return ' Delete policies that no listener of this load balancer uses.';
    default:
      return '';
  }
}

export function catalogueUnreadable(type: LoadBalancerType, error: ReadError | undefined): WholeConclusion {
  const detail = sentence(
    `The policies that AWS offers for ${type} load balancers could not be read: ${describe(error)}`,
  );
  return {
    ...NOTHING,
    outcome: 'failed',
    reason: 'catalogue-unreadable',
    detail,
    ...deniedAdvice('allow-read', error),
  };
}

export function unread(reason: UnreadLoadBalancer['reason'], error: ReadError): WholeConclusion {
  // Whether it is in scope at all is not known where its tags are not: that is said whatever the error.
  if (reason === 'tags-unreadable') {
    const advice = isSessionExpired(error) ? ` ${SIGN_IN_AGAIN}` : '';
    const detail = sentence(`${REASONS.failed[reason]}: ${describe(error)}`) + advice;
    return { ...NOTHING, outcome: 'failed', reason, detail, ...deniedAdvice('allow-read', error) };
  }
  const meaning = reason === 'out-of-time' ? null : meaningOf(error);
  const detail = sentence(describe(error));
  return {
    ...NOTHING,
    ...(meaning ?? { outcome: 'failed', reason, detail, ...deniedAdvice('allow-read', error) }),
  };
}

function describe(error: ReadError | undefined): string {
  return error === undefined ? 'AWS was not asked' : `${error.code}: ${error.message}`;
}

function list(names: readonly string[]): string {
  return names.length > 0 ? names.join(', ') : 'no policy';
}
