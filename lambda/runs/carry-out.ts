import pMap from 'p-map';
import { describeError } from '../aws/errors';
import type { RegionApi } from '../aws/region';
import { attempt, readBack, type Attempt } from './change';
import type { Catalogue, LoadBalancer, ReadError, TaggedLoadBalancer } from '../core/estate';
import { groupBy } from '../core/group';
import { inOrderOfRisk, isSpent, NOTHING_SPENT, overLimit, spend } from '../core/gates/limit';
import type { PlannedListener } from '../core/plan/plan';
import { referenceOf, type Entry } from '../core/report';
import * as say from '../core/wording/plan';
import type { Deadline } from '../core/deadline';
import type { Pause } from '../core/pause';

/** Judges an entry again on its load balancer as it is now (`null`: gone), right before the change. */
export type Judge = (
  entry: Entry,
  loadBalancer: LoadBalancer | null,
  catalogue: Catalogue,
) => PlannedListener;

/** How the entries of a plan, or of an undo, are carried out. */
export interface CarryOutOptions {
  readonly regionApi: (region: string) => RegionApi;
  readonly judge: Judge;
  /** Load balancers that may change; `null`: no limit. */
  readonly limit: number | null;
  /** What an entry says once its change was read back. */
  readonly succeeded: (entry: Entry) => Entry;
  /** Told after each load balancer, before the run goes on. */
  readonly onOutcome: (entries: readonly Entry[]) => Promise<void>;
  /** No change starts after it; what is left is held. */
  readonly deadline: Deadline;
  /** Waits before a change that does not show yet is looked at again. */
  readonly pause: Pause;
  /** Told as the work goes on: one line for people. */
  readonly progress: (line: string) => void;
}

/** Load balancers that are looked at again together: as many as DescribeTags takes at once. */
const CHUNK = 20;

/** Load balancers changed at a time in one Region; AWS takes three writes a second. */
const CONCURRENCY = 4;

/**
 * Carries out the entries, load balancer by load balancer, and answers with one entry for each.
 *
 * Every load balancer is read again first, tags and policies, and judged again; only what still stands is changed. A
 * change counts when it was read back. A failure stops its own listener and nothing else.
 */
export async function carryOut(
  entries: readonly Entry[],
  options: CarryOutOptions,
): Promise<readonly Entry[]> {
  if (options.limit !== null) return withinLimit(entries, options.limit, options);
  const regions = groupBy(entries, ({ region }) => region);
  const done = await Promise.all(
    [...regions].map(([region, its]) => inRegion(options.regionApi(region), its, options)),
  );
  return done.flat();
}

/** One load balancer after another, the riskiest last, until the limit is spent. */
async function withinLimit(
  entries: readonly Entry[],
  limit: number,
  options: CarryOutOptions,
): Promise<readonly Entry[]> {
  const done: Entry[] = [];
  let spent = NOTHING_SPENT;
  for (const its of inOrderOfRisk(entries)) {
    const outcomes =
      isSpent(spent, limit) && its.some(({ outcome }) => outcome === 'planned')
        ? overLimit(its, limit)
        : await inChunk(options.regionApi(its[0]?.region ?? ''), [its], options);
    spent = spend(spent, its, outcomes);
    done.push(...outcomes);
  }
  return done;
}

async function inRegion(
  aws: RegionApi,
  entries: readonly Entry[],
  options: CarryOutOptions,
): Promise<readonly Entry[]> {
  const groups = [...groupBy(entries, ({ loadBalancer }) => loadBalancer.arn).values()];
  const done: Entry[] = [];
  for (let start = 0; start < groups.length; start += CHUNK) {
    done.push(...(await inChunk(aws, groups.slice(start, start + CHUNK), options)));
    const count = Math.min(start + CHUNK, groups.length);
    options.progress(`${aws.region}: ${count} of ${groups.length} load balancers done`);
  }
  return done;
}

async function inChunk(
  aws: RegionApi,
  chunk: readonly (readonly Entry[])[],
  options: CarryOutOptions,
): Promise<readonly Entry[]> {
  if (options.deadline.isPast()) return chunk.flat().map(outOfTime);
  const tags = await aws.tagsOf(chunk.flatMap(([first]) => (first ? [referenceOf(first)] : [])));
  const done = await pMap(
    chunk,
    async (entries) => {
      const [first] = entries;
      if (first === undefined) return [];
      const answer = tags.get(first.loadBalancer.arn) ?? { status: 'gone' };
      if (answer.status === 'failed') return couldNotLook(entries, 'tags-unreadable', answer.error);
      const found = answer.status === 'read' ? { ...referenceOf(first), tags: answer.value } : null;
      const outcomes = await onLoadBalancer(aws, entries, found, options);
      await options.onOutcome(outcomes);
      return outcomes;
    },
    { concurrency: CONCURRENCY },
  );
  return done.flat();
}

async function onLoadBalancer(
  aws: RegionApi,
  entries: readonly Entry[],
  found: TaggedLoadBalancer | null,
  options: CarryOutOptions,
): Promise<readonly Entry[]> {
  if (options.deadline.isPast()) return entries.map(outOfTime);
  const now = await readAgain(aws, found);
  if ('error' in now) return couldNotLook(entries, 'read-failed', now.error);
  const catalogue = found ? { [found.type]: await aws.offer(found.type) } : {};
  const judged = entries.map((entry) => options.judge(entry, now.loadBalancer, catalogue));
  const unchanged = judged.flatMap(({ entry, change }) => (change ? [] : [entry]));
  const attempts: Attempt[] = [];
  for (const { entry, change } of judged) {
    if (!change) continue;
    if (options.deadline.isPast()) unchanged.push(outOfTime(entry));
    else attempts.push(await attempt(aws, entry, change));
  }
  return [...unchanged, ...(await readBack(aws, attempts, options))];
}

async function readAgain(
  aws: RegionApi,
  found: TaggedLoadBalancer | null,
): Promise<{ readonly loadBalancer: LoadBalancer | null } | { readonly error: ReadError }> {
  if (found === null) return { loadBalancer: null };
  try {
    const answer = (await aws.read([found])).get(found.arn);
    if (answer?.status === 'failed') return { error: answer.error };
    return { loadBalancer: answer?.status === 'read' ? answer.value : null };
  } catch (error) {
    return { error: describeError(error) };
  }
}

function couldNotLook(
  entries: readonly Entry[],
  reason: 'read-failed' | 'tags-unreadable',
  error: ReadError,
): readonly Entry[] {
  return entries.map((entry) => ({ ...entry, ...say.couldNotLook(reason, error) }));
}

function outOfTime(entry: Entry): Entry {
  return entry.outcome === 'planned' ? { ...entry, ...say.outOfTime() } : entry;
}
