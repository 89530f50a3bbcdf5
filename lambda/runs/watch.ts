import type { RegionApi } from '../aws/region';
import { describeError, isNotFound } from '../aws/errors';
import type { ReadError } from '../core/estate';
import { groupBy } from '../core/group';
import { lastRunOf, type History } from '../core/history';
import { referenceOf, type Entry, type Report } from '../core/report';
import { haveSameMembers } from '../core/members';
import { changesOf, reportOf, type RunRecord } from '../core/plan/run-record';
import { isClearlyWorse, type Looked, type WatchReport, type WatchRule } from '../core/watch';
import { handshakesOf } from './handshakes';
import type { RunContext } from './context';

/**
 * Looks at the load balancers that a run changed: do clients fail, each since its own change, and is the change still
 * there? `null` for a run that changed nothing.
 */
export async function watch(
  record: RunRecord,
  rule: WatchRule,
  { aws, records, clock }: RunContext,
): Promise<WatchReport | null> {
  const original = reportOf(record);
  const changed = original === null ? [] : changesOf(original);
  if (original === null || changed.length === 0) return null;
  const now = clock.now();
  const [history, ...looks] = await Promise.all([
    records.history(original.account),
    ...[...groupBy(changed, ({ region }) => region)].map(([region, entries]) =>
      look(aws.region(region, original.account), entries, { original, now }),
    ),
  ]);
  const loadBalancers = looks.flatMap((found) => found.loadBalancers);
  return {
    run: original,
    watchedAt: now.toISOString(),
    loadBalancers,
    worse: loadBalancers.flatMap(({ loadBalancer, handshakes }) =>
      handshakes !== null && isClearlyWorse(handshakes, rule)
        ? [{ loadBalancer, handshakes, listeners: changed.filter(isOn(loadBalancer)) }]
        : [],
    ),
    changedSince: looks
      .flatMap((found) => found.changedSince)
      .filter((entry) => !isOurOwn(entry, original, history)),
    unreadable: looks.flatMap((found) => found.unreadable),
    undone: null,
    notUndone: null,
  };
}

function isOn({ arn }: { readonly arn: string }): (entry: Entry) => boolean {
  return ({ loadBalancer }) => loadBalancer.arn === arn;
}

/** A later run has changed or undone it: this tool did, and nobody else. */
function isOurOwn(entry: Entry, { runId, number = 0 }: Report, history: History | null): boolean {
  const last = history && lastRunOf(history, entry);
  return last !== null && last.by !== runId && last.number > number;
}

type Look = Pick<WatchReport, 'loadBalancers' | 'changedSince' | 'unreadable'>;

interface Looking {
  readonly original: Report;
  readonly now: Date;
}

/** One Region. Classic has no metric of failed handshakes: only its policies are read. */
async function look(aws: RegionApi, entries: readonly Entry[], looking: Looking): Promise<Look> {
  const groups = [...groupBy(entries, ({ loadBalancer }) => loadBalancer.arn).values()];
  const unreadable: ReadError[] = [];
  const [loadBalancers, changedSince] = await Promise.all([
    handshakesOf(aws, groups, looking),
    Promise.all(
      groups.map(async (group) => {
        try {
          return await changedSinceOf(aws, group);
        } catch (error) {
          const { code, message } = describeError(error);
          unreadable.push({ code, message: `${message} (${aws.region}: ${group[0]?.loadBalancer.name})` });
          return [];
        }
      }),
    ),
  ]);
  return {
    loadBalancers,
    changedSince: changedSince.flat(),
    unreadable: [...unreadIn(loadBalancers, aws.region), ...unreadable],
  };
}

/** Those whose handshakes are not known, once for each reason. */
function unreadIn(loadBalancers: readonly Looked[], region: string): readonly ReadError[] {
  const unread = loadBalancers.flatMap(({ loadBalancer: { name }, unread: why }) =>
    why === null ? [] : [{ name, why }],
  );
  return [...groupBy(unread, ({ why }) => `${why.code} ${why.message}`).values()].flatMap((alike) => {
    const [first] = alike;
    if (first === undefined) return [];
    const names = alike.map(({ name }) => name).join(', ');
    return [{ code: first.why.code, message: `${first.why.message} (${region}: ${names})` }];
  });
}

/** A load balancer that went away has no listeners. */
async function changedSinceOf(aws: RegionApi, entries: readonly Entry[]): Promise<readonly Entry[]> {
  const [first] = entries;
  if (first === undefined) return [];
  const now = await aws.policiesNow(referenceOf(first)).catch((error: unknown) => {
    if (isNotFound(error)) return new Map<string, readonly string[]>();
    throw error;
  });
  return entries.filter(
    ({ id, to, classic }) => !haveSameMembers(now.get(id) ?? [], classic?.after ?? [to ?? '']),
  );
}
