import type { Aws } from '../aws/connect';
import type { RegionApi } from '../aws/region';
import type { Clock } from '../core/clock';
import { beforeAbort, NoAnswerError } from '../core/deadline';
import { describeError } from '../core/errors';
import type { LogSql } from '../core/impact/athena/port';
import type { RecordStore } from '../core/record-store';

/** A call to the record that has no answer by then gets none: its client waits half a minute for one, and asks again. */
const STORE_CALL_MS = 60_000;
const noAnswer = (): Error => new NoAnswerError(`no answer came within ${STORE_CALL_MS / 1_000} s`);

type Alarm = Pick<Clock, 'alarm'>;

/** When calls are given up, whatever hangs. */
export interface Bounds {
  /** No work goes on behind it. */
  readonly work: AbortSignal;
  /** What was begun is read back and recorded until then. */
  readonly end: AbortSignal;
}

/** AWS as a run may use it: no call outlives its time. What reads back what was begun has until the end. */
export function boundedAws(aws: Aws, bounds: Bounds, clock: Alarm): Aws {
  const { work, end } = bounds;
  return {
    account: () => beforeAbort(() => aws.account(), work),
    caller: () => beforeAbort(() => aws.caller(), work),
    accountName: (signal) => beforeAbort(() => aws.accountName(signal), work),
    enabledRegions: () => beforeAbort(() => aws.enabledRegions(), work),
    region: (name, account) => boundedRegion(aws.region(name, account), bounds),
    subscribers: (topicArn) => beforeAbort(() => aws.subscribers(topicArn), work),
    // Told behind the end, in the time that is kept for it.
    publish: (topicArn, message) => aws.publish(topicArn, message),
    bucket: (name) => boundedStore(aws.bucket(name), end, clock),
    certificates: {
      acm: (arn) => beforeAbort(() => aws.certificates.acm(arn), work),
      acmBody: (arn) => beforeAbort(() => aws.certificates.acmBody(arn), work),
      listed: (region) => beforeAbort(() => aws.certificates.listed(region), work),
      iamBody: (region, name) => beforeAbort(() => aws.certificates.iamBody(region, name), work),
    },
    logObjects: (region, place, signal) => aws.logObjects(region, place, AbortSignal.any([signal, work])),
    sql: (workgroup) => boundedSql(aws.sql(workgroup), bounds),
    callOnce: (call) => beforeAbort(() => aws.callOnce(call), end),
    defaultRegion: () => aws.defaultRegion(),
  };
}

/** One call that hangs costs a minute of the run, and not all that is left of it. */
export function boundedStore(store: RecordStore, end: AbortSignal, clock: Alarm): RecordStore {
  const bounded = <T>(work: () => Promise<T>): Promise<T> =>
    beforeAbort(() => beforeAbort(work, clock.alarm(STORE_CALL_MS), noAnswer), end);
  return {
    place: store.place,
    get: (key, revision) => bounded(() => store.get(key, revision)),
    put: (key, text, only) => bounded(() => store.put(key, text, only)),
    list: (prefix) => bounded(() => store.list(prefix)),
  };
}

/** What runs when work ends is stopped, and that has until the end. */
function boundedSql(sql: LogSql, { work, end }: Bounds): LogSql {
  return {
    run: (statement, signal) => beforeAbort(() => sql.run(statement, AbortSignal.any([signal, work])), end),
  };
}

function boundedRegion(region: RegionApi, { work, end }: Bounds): RegionApi {
  return {
    region: region.region,
    indexedTags: () => beforeAbort(() => region.indexedTags(), work),
    indexed: (scope) => beforeAbort(() => region.indexed(scope), work),
    refusals: (scope) => beforeAbort(() => region.refusals(scope), work),
    listed: () => beforeAbort(() => region.listed(), work),
    tagsOf: (loadBalancers) => beforeAbort(() => region.tagsOf(loadBalancers), work),
    read: (loadBalancers, watch) => beforeAbort(() => region.read(loadBalancers, watch), work),
    offer: (type) =>
      beforeAbort(() => region.offer(type), work).catch((error: unknown) => ({
        status: 'unreadable',
        error: describeError(error),
      })),
    turn: () => beforeAbort(() => region.turn(), work),
    write: (write) => beforeAbort(() => region.write(write), work),
    createdAt: (loadBalancers) => beforeAbort(() => region.createdAt(loadBalancers), work),
    addressesOf: (loadBalancers) => beforeAbort(() => region.addressesOf(loadBalancers), work),
    failedHandshakes: (loadBalancers, period) =>
      beforeAbort(() => region.failedHandshakes(loadBalancers, period), work),
    certificatesOf: (listenerArn) => beforeAbort(() => region.certificatesOf(listenerArn), work),
    hostRulesOf: (listenerArn) => beforeAbort(() => region.hostRulesOf(listenerArn), work),
    logsOf: (loadBalancer) => beforeAbort(() => region.logsOf(loadBalancer), work),
    deletePolicy: (loadBalancerName, policyName) =>
      beforeAbort(() => region.deletePolicy(loadBalancerName, policyName), work),
    policiesNow: (loadBalancer) => beforeAbort(() => region.policiesNow(loadBalancer), end),
  };
}
