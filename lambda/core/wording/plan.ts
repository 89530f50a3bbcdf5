import type { LoadBalancerRef, LoadBalancerType, ReadError, UnreadLoadBalancer } from '../estate';
import { EXEMPTION_TAG, type Exemption, type ReadableExemption } from '../exemption';
import { NO_DROPS, type Drops } from '../policy/posture';
import { REASONS, type Outcome, type ReasonOf } from '../reasons';
import type { Entry } from '../report';
import { count, sentence } from './sentence';
import type { ClassicChange } from '../change';

/**
 * The sentences of a report. One function a decision, so that what people read sits in one place. Those on how changes
 * are let out are in rollout-wording.ts.
 */

/** Where an entry is: everything of it that is known before it is judged. */
export type Place = Pick<Entry, 'id' | 'region' | 'loadBalancer' | 'port' | 'protocol' | 'from'>;

/** What a decision adds to an entry. */
export type Conclusion = Pick<Entry, 'outcome' | 'reason' | 'detail'>;
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
  return { outcome: 'planned', reason, detail: sentence(`${REASONS.planned[reason]}; it moves to ${to}`) };
}

export function held(
  { reason, why }: { readonly reason: ReasonOf<'held'>; readonly why: readonly string[] },
  from: string | null,
): Conclusion {
  const cause = why.length > 0 ? `: the target ${why.join(', ')}` : '';
  const about = reason === 'unknown-policy' ? ` (${from ?? 'no policy shown'})` : '';
  return { outcome: 'held', reason, detail: sentence(`${REASONS.held[reason]}${about}${cause}`) };
}

/** @param refused what AWS said, when it was AWS that refused */
export function albPolicyMix(refused?: ReadError): Conclusion {
  const detail =
    'This policy and those of the other listeners of the ALB do not go together: for AWS, all secure listeners ' +
    'but one are removed, that one is changed, the others are made again.';
  const said = refused === undefined ? '' : ` AWS said ${sentence(describe(refused))}`;
  return { outcome: 'held', reason: 'alb-policy-mix', detail: detail + said };
}

export function nameTaken(target: string): Conclusion {
  return {
    outcome: 'held',
    reason: 'name-taken',
    detail: `A policy of our name on this load balancer has other contents than ${target}. Delete or rename it.`,
  };
}

export function exempt({ until, why }: Extract<Exemption, { kind: 'exempt' }>): Conclusion {
  const detail = `Exempt ${until === null ? 'without an end date' : `until ${until}`}${why === null ? '' : `: ${why}`}`;
  return { outcome: 'exempt', reason: 'exempt-by-tag', detail: sentence(detail) };
}

export function unreadable({ value }: Extract<Exemption, { kind: 'unreadable' }>): Conclusion {
  const allowed = '"exempt" or "exempt until YYYY-MM-DD", with ": why" behind it if you like';
  const detail = `The tag ${EXEMPTION_TAG} says "${value}"; write ${allowed}.`;
  return { outcome: 'held', reason: 'exemption-unreadable', detail };
}

export function outOfTime(): Conclusion {
  const detail = 'The run ended before this change; the next run makes it.';
  return { outcome: 'held', reason: 'out-of-time', detail };
}

export function gone(what: string): Conclusion {
  return {
    outcome: 'held',
    reason: 'gone',
    detail: sentence(`The ${what} went away between plan and change`),
  };
}

export function changedSincePlan(how: string): Conclusion {
  const detail = sentence(`It is no longer what the plan was made for: ${how}`);
  return { outcome: 'held', reason: 'changed-since-plan', detail };
}

export function toBeUndone(to: string | null): Conclusion {
  return {
    outcome: 'planned',
    reason: 'to-be-undone',
    detail: `An undo would put ${to ?? 'its former policy'} back.`,
  };
}

/** On Classic, where the former policy has a name that cannot be set. */
export function putBackAs({ reference, policyName }: NonNullable<ClassicChange['create']>): string {
  return `${reference} cannot be set by its own name on this load balancer: ${policyName}, made from it, is put there instead.`;
}

export function reverted(reason: ReasonOf<'reverted'>, to: string | null): Conclusion {
  const why = reason === 'undone-by-watch' ? ' because clients failed after the change' : '';
  const detail = `${to ?? 'Its former policy'} was put back${why}, and read back.`;
  return { outcome: 'reverted', reason, detail };
}

export function changedSince(there: string | null): Conclusion {
  const detail = `It has ${there ?? 'no policy'} by now, which is not what the run had set. Nothing was undone.`;
  return { outcome: 'held', reason: 'changed-since', detail };
}

export function nothingToUndo(): Conclusion {
  return { outcome: 'held', reason: 'nothing-to-undo', detail: 'It has its former policy already.' };
}

/** @param days until its last day, today being 0; `null` where it has none */
export function exemptionNotice(
  { region, name }: LoadBalancerRef,
  { until, why }: ReadableExemption,
  days: number | null,
): string {
  const ends =
    days === null
      ? 'has no end date'
      : days < 0
        ? `ended on ${until}`
        : `ends on ${until}, ${days === 0 ? 'today' : `in ${count(days, 'day')}`}`;
  return sentence(`The exemption of ${name} (${region}) ${ends}${why === null ? '' : `: ${why}`}`);
}

export function changed({ reason, to }: Entry): Conclusion {
  return { outcome: 'changed', reason, detail: `Moved to ${to}, and read back.` };
}

/** AWS did not make the change. `there` is what the listener showed afterwards; `null` when nobody could look. */
export function changeFailed(
  error: ReadError,
  action: ChangeKind,
  there: readonly string[] | null,
): Conclusion {
  const after =
    there === null
      ? 'What the listener has now could not be read.'
      : `Nothing was changed: it has ${list(there)}.`;
  const detail = `${error.code} on ${ACTIONS[action]}: ${sentence(error.message)}${adviceOn(error.code)} ${after}`;
  return { outcome: 'failed', reason: 'change-failed', detail };
}

const ACTIONS = {
  'modify-listener': 'ModifyListener',
  'set-policies-of-listener': 'CreateLoadBalancerPolicy or SetLoadBalancerPoliciesOfListener',
} as const;

type ChangeKind = keyof typeof ACTIONS;

export function notConfirmed(there: readonly string[]): Conclusion {
  const detail = `AWS accepted the change, but the listener still has ${list(there)}. The next run tries again.`;
  return { outcome: 'failed', reason: 'not-confirmed', detail };
}

export function notReadBack(error: ReadError): Conclusion {
  const detail = `AWS accepted the change, but it could not be read back: ${sentence(describe(error))}`;
  return { outcome: 'failed', reason: 'not-confirmed', detail };
}

/** A planned listener whose load balancer could not be looked at again right before the change. */
export function couldNotLook(reason: 'read-failed' | 'tags-unreadable', error: ReadError): Conclusion {
  const detail = sentence(`Right before the change ${REASONS.failed[reason]}: ${describe(error)}`);
  return { outcome: 'failed', reason, detail: `${detail} Nothing was changed.` };
}

/** What to do about an error code of AWS's, where there is something to say. */
function adviceOn(code: string): string {
  switch (code) {
    case 'AccessDenied':
      return ' A service control policy or the role may restrict elasticloadbalancing:SecurityPolicy.';
    case 'TooManyPolicies':
      return ' Delete policies of this load balancer that no listener uses.';
    default:
      return '';
  }
}

export function catalogueUnreadable(type: LoadBalancerType, error: ReadError | undefined): WholeConclusion {
  const detail = sentence(
    `The policies on offer for ${type} load balancers could not be read: ${describe(error)}`,
  );
  return { ...NOTHING, outcome: 'failed', reason: 'catalogue-unreadable', detail };
}

export function unread(reason: UnreadLoadBalancer['reason'], error: ReadError): WholeConclusion {
  const what = reason === 'tags-unreadable' ? `${REASONS.failed[reason]}: ` : '';
  return { ...NOTHING, outcome: 'failed', reason, detail: sentence(what + describe(error)) };
}

export function pqNeedsRecreation(): string {
  return (
    'Post-quantum policies do not mix with the plain ones on this ALB: for post-quantum, remove all secure ' +
    'listeners but one, change that one and make the others again.'
  );
}

export function pqBindsTheAlb(): string {
  return (
    'Once on post-quantum, this ALB takes new secure listeners with a post-quantum or FIPS policy only: the ' +
    "API's default (ELBSecurityPolicy-2016-08) is refused."
  );
}

/** What an exemption tag means for a listener it does not (or no longer) keep from changing. */
export function exemptionNotes(exemption: Exemption, outcome: Outcome): readonly string[] {
  if (exemption.kind === 'ended') return [`Its exemption ended on ${exemption.until}.`];
  if (outcome === 'planned' || exemption.kind === 'none') return [];
  if (exemption.kind === 'exempt')
    return [`Its exemption tag keeps nothing from changing: there is nothing to change.`];
  return [`Its ${EXEMPTION_TAG} tag cannot be read ("${exemption.value}"); it would hold a change.`];
}

function describe(error: ReadError | undefined): string {
  return error === undefined ? 'AWS was not asked' : `${error.code}: ${error.message}`;
}

function list(names: readonly string[]): string {
  return names.length > 0 ? names.join(', ') : 'no policy';
}
