import type { RegionApi } from '../aws/region';
import { describeError, isNotFound } from '../aws/errors';
import { UnreadableError } from '../core/errors';
import type { ReadError } from '../core/estate';
import { groupBy } from '../core/group';
import { lastRunOf } from '../core/history';
import { referenceOf, type Entry, type Report } from '../core/report';
import { haveSameMembers } from '../core/members';
import { deedsOf, reportOf, type RunRecord } from '../core/plan/run-record';
import { isClearlyWorse, type Looked, type WatchReport, type WatchRule } from '../core/watch';
import { handshakesOf } from './handshakes';
import type { RunContext } from './context';

/**
 * Looks at the load balancers that a run changed, or that AWS took a change of which nobody could read back: do clients
 * fail, each since its own change, and is the change still there? `null` for a run that changed nothing.
 */
export async function watch(
  record: RunRecord,
  rule: WatchRule,
  { aws, records, clock }: RunContext,
): Promise<WatchReport | null> {
  const original = reportOf(record);
  const changed = original === null ? [] : deedsOf(original);
  if (original === null || changed.length === 0) return null;
  const now = clock.now();
  const looks = await Promise.all(
    [...groupBy(changed, ({ region }) => region)].map(([region, entries]) =>
      look(aws.region(region, original.account), entries, { original, now }),
    ),
  );
  const loadBalancers = looks.flatMap((found) => found.loadBalancers);
  const changedSince = looks.flatMap((found) => found.changedSince);
  const byOthers = await notByUs(changedSince, original, records);
  const told = 'code' in byOthers ? [] : byOthers;
  const gone = new Set(looks.flatMap((found) => found.gone));
  return {
    run: original,
    watchedAt: now.toISOString(),
    loadBalancers,
    worse: loadBalancers.flatMap(({ loadBalancer, handshakes }) =>
      handshakes !== null && isClearlyWorse(handshakes, rule)
        ? [{ loadBalancer, handshakes, listeners: changed.filter(isOn(loadBalancer)) }]
        : [],
    ),
    changedSince: told,
    gone: told.filter((entry) => gone.has(entry)),
    unreadable: [...looks.flatMap((found) => found.unreadable), ...('code' in byOthers ? [byOthers] : [])],
    undone: null,
    notUndone: null,
  };
}

function isOn({ arn }: { readonly arn: string }): (entry: Entry) => boolean {
  return ({ loadBalancer }) => loadBalancer.arn === arn;
}

/**
 * Without what a later run has changed or undone: this tool did, and nobody else. Or why that cannot be told. Read behind
 * the listeners: a run that changed one of them is under way, or was cut off, or is in the history.
 */
async function notByUs(
  changedSince: readonly Entry[],
  original: Report,
  records: RunContext['records'],
): Promise<readonly Entry[] | ReadError> {
  if (changedSince.length === 0) return [];
  try {
    const open = (await records.open(original.account)).flatMap((record) => reportOf(record) ?? []);
    const history = await records.history(original.account);
    if (history === null)
      throw new UnreadableError({
        code: 'Unreadable',
        message: 'the history of earlier runs could not be read',
      });
    const underWay = new Set(
      open.filter((run) => isLater(run, original)).flatMap((run) => deedsOf(run).map(({ id }) => id)),
    );
    return changedSince.filter((entry) => {
      const last = lastRunOf(history, entry);
      const isRemembered = last !== null && isLater({ runId: last.by, number: last.number }, original);
      return !isRemembered && !underWay.has(entry.id);
    });
  } catch (error) {
    const { code, message } = describeError(error);
    const what = changedSince.map(({ loadBalancer: { name }, port }) => `${name} :${port}`).join(', ');
    return { code, message: `who changed ${what} since: ${message}` };
  }
}

function isLater(
  { runId, number = 0 }: Pick<Report, 'runId' | 'number'>,
  original: Pick<Report, 'runId' | 'number'>,
): boolean {
  return runId !== original.runId && number > (original.number ?? 0);
}

type Look = Pick<WatchReport, 'loadBalancers' | 'changedSince' | 'gone' | 'unreadable'>;
type Since = Pick<WatchReport, 'changedSince' | 'gone'>;

interface Looking {
  readonly original: Report;
  readonly now: Date;
}

/** One Region. Classic has no metric of failed handshakes: only its policies are read. */
async function look(aws: RegionApi, entries: readonly Entry[], looking: Looking): Promise<Look> {
  const groups = [...groupBy(entries, ({ loadBalancer }) => loadBalancer.arn).values()];
  const unreadable: ReadError[] = [];
  const [loadBalancers, since] = await Promise.all([
    handshakesOf(aws, groups, looking),
    Promise.all(
      groups.map(async (group) => {
        try {
          return await sinceOf(aws, group);
        } catch (error) {
          const { code, message } = describeError(error);
          unreadable.push({ code, message: `${message} (${aws.region}: ${group[0]?.loadBalancer.name})` });
          return { changedSince: [], gone: [] };
        }
      }),
    ),
  ]);
  return {
    loadBalancers,
    changedSince: since.flatMap((of) => of.changedSince),
    gone: since.flatMap((of) => of.gone),
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

/** A load balancer that went away has no listeners. What the run itself has not seen done may never have been. */
async function sinceOf(aws: RegionApi, group: readonly Entry[]): Promise<Since> {
  const entries = group.filter(({ outcome }) => outcome === 'changed');
  const [first] = entries;
  if (first === undefined) return { changedSince: [], gone: [] };
  const now = await aws.policiesNow(referenceOf(first)).catch((error: unknown) => {
    if (isNotFound(error)) return new Map<string, readonly string[]>();
    throw error;
  });
  return {
    changedSince: entries.filter(
      ({ id, to, classic }) => !haveSameMembers(now.get(id) ?? [], classic?.after ?? [to ?? '']),
    ),
    gone: entries.filter(({ id }) => !now.has(id)),
  };
}
