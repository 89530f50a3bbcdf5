import type { RegionApi } from '../aws/region';
import { describeError, isNotFound } from '../aws/errors';
import type { LoadBalancerRef, ReadError } from '../core/estate';
import { groupBy } from '../core/group';
import { referenceOf, type Entry } from '../core/report';
import { haveSameMembers } from '../core/members';
import { reportOf, mayHaveChanged, type RunRecord } from '../core/plan/undo';
import {
  isClearlyWorse,
  periods,
  type WatchReport,
  type WatchRule,
  type WatchSettings,
  type Worse,
} from '../core/watch';
import { undo } from './undo';
import type { RunContext } from './context';

/** Looks at the load balancers that a run changed: do clients fail, and is the change still there? */
export async function watch(
  record: RunRecord,
  settings: WatchSettings,
  run: RunContext,
): Promise<WatchReport | null> {
  const original = reportOf(record);
  const changed =
    original === null ? [] : mayHaveChanged(original).filter(({ outcome }) => outcome === 'changed');
  if (original === null || changed.length === 0) return null;
  const regions = [...groupBy(changed, ({ region }) => region)];
  const looks = await Promise.all(
    regions.map(([region, entries]) =>
      look(run.aws.region(region, original.account), entries, settings.rule, run.now()),
    ),
  );
  const worse = looks.flatMap((found) => found.worse);
  const ids = worse.flatMap(({ listeners }) => listeners.map(({ id }) => id));
  const report: WatchReport = {
    run: original,
    watchedAt: run.now().toISOString(),
    worse,
    changedSince: looks.flatMap((found) => found.changedSince),
    unreadable: looks.flatMap((found) => found.unreadable),
    undone:
      settings.autoUndo && ids.length > 0
        ? await undo({ record, listeners: ids, dryRun: false, reason: 'undone-by-watch' }, run)
        : null,
  };
  return isQuiet(report) ? null : report;
}

function isQuiet({ worse, changedSince, unreadable }: WatchReport): boolean {
  return worse.length + changedSince.length + unreadable.length === 0;
}

type Look = Pick<WatchReport, 'worse' | 'changedSince' | 'unreadable'>;

/** One Region, from its first change until now. Classic has no metric of failed handshakes: only its policies are read. */
async function look(aws: RegionApi, entries: readonly Entry[], rule: WatchRule, now: Date): Promise<Look> {
  const groups = [...groupBy(entries, ({ loadBalancer }) => loadBalancer.arn).values()];
  const unreadable: ReadError[] = [];
  const noting = async <T>(work: Promise<readonly T[]>): Promise<readonly T[]> => {
    try {
      return await work;
    } catch (error) {
      const { code, message } = describeError(error);
      unreadable.push({ code, message: `${message} (${aws.region})` });
      return [];
    }
  };
  const worse = await noting(worseOf(aws, groups, rule, now));
  const changedSince = await Promise.all(groups.map((group) => noting(changedSinceOf(aws, group))));
  return { worse, changedSince: changedSince.flat(), unreadable };
}

async function worseOf(
  aws: RegionApi,
  groups: readonly (readonly Entry[])[],
  rule: WatchRule,
  now: Date,
): Promise<readonly Worse[]> {
  const changes = groups
    .flat()
    .map(({ changedAt }) => Date.parse(changedAt ?? ''))
    .filter(Number.isFinite);
  const references = groups.flatMap(([first]) => (first ? [referenceOf(first)] : []));
  const measured = references.filter(({ type }) => type !== 'classic');
  if (measured.length === 0) return [];
  const { after, before, weekBefore } = periods(new Date(Math.min(...changes, now.getTime())), now);
  const [counts, countsBefore, countsWeekBefore] = await Promise.all(
    [after, before, weekBefore].map((period) => aws.failedHandshakes(measured, period)),
  );
  return measured.flatMap((loadBalancer) => {
    const handshakes = {
      after: counts?.get(loadBalancer.arn) ?? 0,
      before: countsBefore?.get(loadBalancer.arn) ?? 0,
      weekBefore: countsWeekBefore?.get(loadBalancer.arn) ?? 0,
    };
    const listeners = groups.flat().filter((entry) => entry.loadBalancer.arn === loadBalancer.arn);
    return isClearlyWorse(handshakes, rule) ? [{ loadBalancer, handshakes, listeners }] : [];
  });
}

async function changedSinceOf(aws: RegionApi, entries: readonly Entry[]): Promise<readonly Entry[]> {
  const [first] = entries;
  if (first === undefined) return [];
  const now = await policiesNow(aws, referenceOf(first));
  return entries.filter(
    ({ id, to, classic }) => !haveSameMembers(now.get(id) ?? [], classic?.after ?? [to ?? '']),
  );
}

/** A load balancer that went away has no listeners. */
async function policiesNow(
  aws: RegionApi,
  loadBalancer: LoadBalancerRef,
): ReturnType<RegionApi['policiesNow']> {
  try {
    return await aws.policiesNow(loadBalancer);
  } catch (error) {
    if (isNotFound(error)) return new Map();
    throw error;
  }
}
