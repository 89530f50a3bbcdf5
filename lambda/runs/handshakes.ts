import type { RegionApi } from '../aws/region';
import { describeError } from '../aws/errors';
import type { LoadBalancerRef, ReadError } from '../core/estate';
import { groupBy } from '../core/group';
import { referenceOf, type Entry, type Report } from '../core/report';
import { periods, type Count, type Handshakes, type Looked, type Period } from '../core/watch';

/** The failed handshakes of what a run changed in one Region, each load balancer since its own change. */

/** Those that were changed in the same minute are compared over the same periods, and asked for together. */
export async function handshakesOf(
  aws: RegionApi,
  groups: readonly (readonly Entry[])[],
  { original, now }: { readonly original: Report; readonly now: Date },
): Promise<readonly Looked[]> {
  const all = groups.flatMap((group): readonly Looked[] => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      { loadBalancer: referenceOf(first), since: sinceOf(group, original), handshakes: null, unread: null },
    ];
  });
  const alike = groupBy(all, ({ since, loadBalancer: { type } }) =>
    type === 'classic' ? type : periods(new Date(since), now).after.start.toISOString(),
  );
  const looked = await Promise.all(
    [...alike].map(async ([key, its]) => (key === 'classic' ? its : await measured(aws, its, now))),
  );
  return looked.flat();
}

/** The first change of a load balancer in a run; where the record has no time of it, the run's own start. */
function sinceOf(group: readonly Entry[], { startedAt }: Report): string {
  const [first] = group.flatMap(({ changedAt }) => changedAt ?? []).toSorted();
  return first ?? startedAt;
}

async function measured(aws: RegionApi, alike: readonly Looked[], now: Date): Promise<readonly Looked[]> {
  const [first] = alike;
  if (first !== undefined && Date.parse(first.since) > now.getTime()) {
    return alike.map((looked) => ({ ...looked, unread: aheadOf(looked.since, now) }));
  }
  const { after, before, weekBefore } = periods(new Date(alike[0]?.since ?? now), now);
  const asked = alike.map(({ loadBalancer }) => loadBalancer);
  const [ofAfter, ofBefore, ofWeekBefore] = await Promise.all([
    countsIn(aws, asked, after),
    countsIn(aws, asked, before),
    countsIn(aws, asked, weekBefore),
  ]);
  return alike.map((looked) => {
    const { arn } = looked.loadBalancer;
    return { ...looked, ...known([ofAfter(arn), ofBefore(arn), ofWeekBefore(arn)]) };
  });
}

/** Whoever made the change had a clock that is ahead: nobody can say what failed since. */
function aheadOf(since: string, now: Date): ReadError {
  return {
    code: 'ClockAhead',
    message: `the change is of ${since} by its maker's clock, and it is ${now.toISOString()}`,
  };
}

async function countsIn(
  aws: RegionApi,
  loadBalancers: readonly LoadBalancerRef[],
  period: Period,
): Promise<(arn: string) => Count> {
  try {
    const found = await aws.failedHandshakes(loadBalancers, period);
    return (arn) => found.get(arn) ?? { code: 'NoAnswer', message: 'GetMetricData answered nothing for it' };
  } catch (error) {
    const described = describeError(error);
    return () => described;
  }
}

/** All three, or why not. */
function known(counts: readonly Count[]): { handshakes: Handshakes | null; unread: ReadError | null } {
  const numbers: number[] = [];
  for (const count of counts) {
    if (typeof count !== 'number') return { handshakes: null, unread: count };
    numbers.push(count);
  }
  const [after = 0, before = 0, weekBefore = 0] = numbers;
  return { handshakes: { after, before, weekBefore }, unread: null };
}
