import type { Aws } from '../aws/connect';
import type { RegionApi } from '../aws/region';
import { beforeAbort } from '../core/deadline';
import type { RecordStore } from '../core/record-store';

/** When calls are given up, whatever hangs. */
export interface Bounds {
  /** No work goes on behind it. */
  readonly work: AbortSignal;
  /** What was begun is read back and recorded until then. */
  readonly end: AbortSignal;
}

/** AWS as a run may use it: no call outlives its time. What reads back what was begun has until the end. */
export function boundedAws(aws: Aws, bounds: Bounds): Aws {
  const { work, end } = bounds;
  return {
    account: () => beforeAbort(() => aws.account(), work),
    enabledRegions: () => beforeAbort(() => aws.enabledRegions(), work),
    region: (name, account) => boundedRegion(aws.region(name, account), bounds),
    // Told behind the end, in the time that is kept for it.
    publish: (topicArn, subject, message) => aws.publish(topicArn, subject, message),
    bucket: (name) => boundedStore(aws.bucket(name), end),
    callOnce: (call) => beforeAbort(() => aws.callOnce(call), end),
    defaultRegion: () => aws.defaultRegion(),
  };
}

export function boundedStore(store: RecordStore, end: AbortSignal): RecordStore {
  return {
    place: store.place,
    get: (key) => beforeAbort(() => store.get(key), end),
    put: (key, text, only) => beforeAbort(() => store.put(key, text, only), end),
    list: (prefix) => beforeAbort(() => store.list(prefix), end),
  };
}

function boundedRegion(region: RegionApi, { work, end }: Bounds): RegionApi {
  return {
    region: region.region,
    indexed: (scope) => beforeAbort(() => region.indexed(scope), work),
    listed: () => beforeAbort(() => region.listed(), work),
    tagsOf: (loadBalancers) => beforeAbort(() => region.tagsOf(loadBalancers), work),
    read: (loadBalancers, watch) => beforeAbort(() => region.read(loadBalancers, watch), work),
    offer: (type) => beforeAbort(() => region.offer(type), work),
    turn: () => beforeAbort(() => region.turn(), work),
    write: (write) => beforeAbort(() => region.write(write), work),
    createdAt: (loadBalancers) => beforeAbort(() => region.createdAt(loadBalancers), work),
    failedHandshakes: (loadBalancers, period) =>
      beforeAbort(() => region.failedHandshakes(loadBalancers, period), work),
    deletePolicy: (loadBalancerName, policyName) =>
      beforeAbort(() => region.deletePolicy(loadBalancerName, policyName), work),
    policiesNow: (loadBalancer) => beforeAbort(() => region.policiesNow(loadBalancer), end),
  };
}
