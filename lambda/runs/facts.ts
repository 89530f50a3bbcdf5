import type { RegionEstate, Tags } from '../core/estate';
import { unknownWaveNotes } from '../core/gates/waves';
import type { History } from '../core/history';
import { exemptionNotices } from '../core/plan/exemption-notices';
import { formatTarget } from '../core/policy/target';
import type { Entry, RegionStatus, ReportParts } from '../core/report';
import type { Settings } from '../core/settings';

/** What a report says of a sweep beside its listeners. */
export function factsOf(
  estates: readonly RegionEstate[],
  { scope, target, rollout }: Settings,
  history: History | null,
  now: Date,
): Omit<ReportParts, 'mode' | 'account' | 'runId' | 'startedAt' | 'finishedAt' | 'listeners'> {
  const loadBalancers = estates.flatMap((estate) => estate.loadBalancers);
  return {
    scope: { ...scope, regions: estates.map(({ region }) => region) },
    target: formatTarget(target),
    regions: estates.map(statusOf),
    inScope: estates.flatMap(inScopeOf),
    notes: [
      ...estates.flatMap(({ notes }) => notes),
      ...(rollout.waves === null ? [] : unknownWaveNotes(loadBalancers, rollout.waves)),
    ],
    exemptions: exemptionNotices(loadBalancers, history, now),
  };
}

/** The tags of the load balancer of an entry; `null` where they could not be read. */
export function tagsIn(estates: readonly RegionEstate[]): (entry: Entry) => Tags | null {
  const tagsByArn = new Map(
    estates.flatMap(({ loadBalancers, unread }) => [
      ...loadBalancers.map(({ arn, tags }) => [arn, tags] as const),
      ...unread.flatMap(({ loadBalancer, tags }) => (tags ? [[loadBalancer.arn, tags] as const] : [])),
    ]),
  );
  return ({ loadBalancer }) => tagsByArn.get(loadBalancer.arn) ?? null;
}

function statusOf({ region, error }: RegionEstate): RegionStatus {
  return error ? { region, status: 'failed', error } : { region, status: 'examined' };
}

/** In scope are those whose tags were read and match; a load balancer whose tags could not be read is not. */
function inScopeOf({ loadBalancers, unread }: RegionEstate): readonly string[] {
  const known = unread
    .filter(({ reason }) => reason !== 'tags-unreadable')
    .map(({ loadBalancer }) => loadBalancer);
  return [...loadBalancers, ...known].map(({ arn }) => arn);
}
