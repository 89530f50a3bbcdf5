import { groupBy } from '../group';
import type { Scope } from '../scope';
import type { RecordedCall } from './call';
import { isWakingCall, touchedBy } from './touched';
import { uploadedBy } from './uploaded';
import { UPLOADING_CALL } from './waking-calls';

/** Somebody's calls of one kind on one thing. */
export interface Touch {
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

/** What woke a sweep: somebody's calls on one load balancer. */
export interface Wake extends Touch {
  /** Its ARN. */
  readonly loadBalancer: string;
}

/** Somebody's upload of a certificate to IAM. */
export interface Upload extends Touch {
  /** Its ARN. */
  readonly certificate: string;
  /** The one in which CloudTrail has it: IAM is of none. */
  readonly region: string;
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

/** What a call wakes, a load balancer each, or the certificate that it uploads; or why it wakes nobody. */
export function judgeCall(call: RecordedCall, watcher: Watcher): readonly (Wake | Upload)[] | Ignored {
  const { account, self, regions, scope } = watcher;
  const { name, region, at, by, from, userAgent } = call;
  const isUpload = name === UPLOADING_CALL;
  if (!isUpload && !isWakingCall(name)) return 'other-call';
  if (call.isRefused) return 'refused';
  if (call.account !== account) return 'other-account';
  // IAM is of no Region, whichever its events come in.
  if (!isUpload && regions !== 'all' && !regions.includes(region)) return 'other-region';
  if (isOfOneRole(by, self)) return 'own-change';
  const touch = { call: name, at, times: 1, by, from, userAgent };
  const touched = isUpload
    ? uploadedBy(call).map((certificate) => ({ certificate, region, ...touch }))
    : [...new Set(touchedBy(name, call, scope))].map((loadBalancer) => ({ loadBalancer, ...touch }));
  return touched.length === 0 ? 'nothing-touched' : touched;
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

/** What was touched: the ARN of a load balancer or a certificate. */
export function touchedArn(touched: Wake | Upload): string {
  return 'certificate' in touched ? touched.certificate : touched.loadBalancer;
}

/** Calls of one kind by one caller on one thing are one: a thousand are told as what they are. */
export function folded<T extends Wake | Upload>(all: readonly T[]): readonly T[] {
  const groups = groupBy(all, (each) => JSON.stringify([touchedArn(each), each.call, each.by, each.from]));
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

/** Without what somebody has looked at since it was touched: `looked` says when that look began, by ARN. */
export function notYetSeen<T extends Wake | Upload>(
  all: readonly T[],
  looked: Readonly<Record<string, string>>,
): readonly T[] {
  return all.filter((each) => {
    const arn = touchedArn(each);
    const began = Object.hasOwn(looked, arn) ? looked[arn] : undefined;
    return began === undefined || Date.parse(each.at) + SURELY_SEEN_MS > Date.parse(began);
  });
}
