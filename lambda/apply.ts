import pMap from 'p-map';
import { describeError, isNotFound } from './aws/errors';
import { NameTakenError } from './aws/classic-change';
import type { RegionApi } from './aws/region';
import type { LoadBalancer, LoadBalancerRef, TaggedLoadBalancer } from './core/estate';
import { groupBy } from './core/group';
import type { Change } from './core/secure-listener';
import { recheck } from './core/recheck';
import type { Entry } from './core/report';
import type { Scope } from './core/scope';
import type { Deadline } from './deadline';
import * as say from './core/wording';

/** What is needed to carry out a plan. */
export interface Undertaking {
  readonly scope: Scope;
  readonly regionApi: (region: string) => RegionApi;
  readonly now: () => Date;
  /** No change starts after it; what is left is held. */
  readonly deadline: Deadline;
  /** Told as the work goes on: one line for people. */
  readonly progress: (line: string) => void;
}

/** Load balancers that are looked at again together: as many as DescribeTags takes at once. */
const CHUNK = 20;

/** Load balancers changed at a time in one Region; AWS takes three writes a second. */
const CONCURRENCY = 4;

/** How long to wait before each look at a change that does not show yet, in milliseconds. */
const READ_BACK_AFTER = [0, 500, 2_000];

/**
 * Carries out the planned entries, load balancer by load balancer, and answers with one entry for each.
 *
 * Every load balancer is read again first, tags and policies, and what no longer fits the plan is held. A change
 * counts when it was read back. A failure stops its own listener and nothing else.
 */
export async function carryOut(
  entries: readonly Entry[],
  undertaking: Undertaking,
): Promise<readonly Entry[]> {
  const regions = groupBy(entries, ({ region }) => region);
  const done = await Promise.all(
    [...regions].map(([region, its]) => carryOutRegion(undertaking.regionApi(region), its, undertaking)),
  );
  return done.flat();
}

async function carryOutRegion(
  aws: RegionApi,
  entries: readonly Entry[],
  it: Undertaking,
): Promise<readonly Entry[]> {
  const groups = [...groupBy(entries, ({ loadBalancer }) => loadBalancer.arn).values()];
  const done: Entry[] = [];
  for (let start = 0; start < groups.length; start += CHUNK) {
    const chunk = groups.slice(start, start + CHUNK);
    done.push(...(await carryOutChunk(aws, chunk, it)));
    it.progress(
      `${aws.region}: ${Math.min(start + CHUNK, groups.length)} of ${groups.length} load balancers done`,
    );
  }
  return done;
}

async function carryOutChunk(
  aws: RegionApi,
  chunk: readonly (readonly Entry[])[],
  it: Undertaking,
): Promise<readonly Entry[]> {
  if (it.deadline.isPast()) return chunk.flat().map(outOfTime);
  const references = chunk.flatMap(([first]) => (first ? [referenceOf(first)] : []));
  const tags = await aws.tagsOf(references);
  const done = await pMap(
    chunk,
    async (entries) => {
      const [first] = entries;
      if (first === undefined) return [];
      const answer = tags.get(first.loadBalancer.arn) ?? { status: 'gone' };
      if (answer.status === 'failed') {
        return entries.map((entry) => ({ ...entry, ...say.couldNotLook('tags-unreadable', answer.error) }));
      }
      const found = answer.status === 'read' ? { ...referenceOf(first), tags: answer.value } : null;
      return await carryOutLoadBalancer(aws, entries, found, it);
    },
    { concurrency: CONCURRENCY },
  );
  return done.flat();
}

async function carryOutLoadBalancer(
  aws: RegionApi,
  entries: readonly Entry[],
  found: TaggedLoadBalancer | null,
  it: Undertaking,
): Promise<readonly Entry[]> {
  if (it.deadline.isPast()) return entries.map(outOfTime);
  const now = await readAgain(aws, found);
  if ('error' in now)
    return entries.map((entry) => ({ ...entry, ...say.couldNotLook('read-failed', now.error) }));
  const catalogue = found ? { [found.type]: await aws.offer(found.type) } : {};
  const checked = entries.map((entry) =>
    recheck(entry, now.loadBalancer, it.scope, { catalogue, now: it.now() }),
  );
  const settled = checked.flatMap(({ entry, change }) => (change ? [] : [entry]));
  const attempts: Attempt[] = [];
  for (const { entry, change } of checked) {
    if (!change) continue;
    if (it.deadline.isPast()) settled.push(outOfTime(entry));
    else attempts.push({ entry, change, error: await attempt(aws, change) });
  }
  return [...settled, ...(await readBack(aws, attempts))];
}

async function readAgain(
  aws: RegionApi,
  found: TaggedLoadBalancer | null,
): Promise<{ loadBalancer: LoadBalancer | null } | { error: ReturnType<typeof describeError> }> {
  if (found === null) return { loadBalancer: null };
  const answer = (await aws.read([found])).get(found.arn);
  if (answer?.status === 'failed') return { error: answer.error };
  return { loadBalancer: answer?.status === 'read' ? answer.value : null };
}

interface Attempt {
  readonly entry: Entry;
  readonly change: Change;
  /** What AWS said against it, or `null`. */
  readonly error: unknown;
}

async function attempt(aws: RegionApi, change: Change): Promise<unknown> {
  try {
    await aws.change(change);
    return null;
  } catch (error) {
    return error ?? new Error('unknown error');
  }
}

/**
 * Reads the listeners after the changes: AWS's word decides, for those that answered and those that failed alike
 * (a connection can break after the change was made). What does not show is looked at again, a little later.
 */
async function readBack(aws: RegionApi, attempts: readonly Attempt[]): Promise<readonly Entry[]> {
  const [first] = attempts;
  if (first === undefined) return [];
  let shown: Shown = new Map();
  for (const pause of READ_BACK_AFTER) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    shown = await policiesShown(aws, referenceOf(first.entry));
    if (shown instanceof Error || attempts.every((made) => made.error !== null || isInPlace(made, shown)))
      break;
  }
  return attempts.map((made) => outcomeOf(made, shown));
}

type Shown = ReadonlyMap<string, readonly string[]> | Error;

async function policiesShown(aws: RegionApi, loadBalancer: LoadBalancerRef): Promise<Shown> {
  try {
    return await aws.policiesNow(loadBalancer);
  } catch (error) {
    if (isNotFound(error)) return new Map();
    return error instanceof Error ? error : new Error(String(error));
  }
}

function isInPlace({ entry, change }: Attempt, shown: Shown): boolean {
  if (shown instanceof Error) return false;
  const wanted = change.kind === 'modify-listener' ? [change.policy] : change.policyNames;
  const there = shown.get(entry.id) ?? [];
  return there.length === wanted.length && wanted.every((name) => there.includes(name));
}

function outcomeOf(made: Attempt, shown: Shown): Entry {
  const { entry, change, error } = made;
  if (isInPlace(made, shown)) return { ...entry, ...say.changed(entry) };
  if (shown instanceof Error) {
    const why = error === null ? say.notReadBack(describeError(shown)) : refusal(error, entry, change, null);
    return { ...entry, ...why };
  }
  const there = shown.get(entry.id);
  if (there === undefined) return { ...entry, ...say.gone(`listener :${entry.port}`) };
  return { ...entry, ...(error === null ? say.notConfirmed(there) : refusal(error, entry, change, there)) };
}

/** What an error of a change means for the report. */
function refusal(
  error: unknown,
  entry: Entry,
  change: Change,
  there: readonly string[] | null,
): say.Conclusion {
  const described = describeError(error);
  if (isNotFound(error)) return say.gone(`listener :${entry.port}`);
  if (error instanceof NameTakenError) return say.nameTaken(entry.to ?? '');
  // Which of the two AWS answers when policies do not mix is not documented ([SDK2] declares both).
  const mixes = ['InvalidConfigurationRequest', 'IncompatibleProtocols'].includes(described.code);
  if (mixes && entry.loadBalancer.type === 'application') return say.albPolicyMix(described);
  return say.changeFailed(described, change.kind, there);
}

function outOfTime(entry: Entry): Entry {
  return entry.outcome === 'planned' ? { ...entry, ...say.outOfTime() } : entry;
}

function referenceOf({ region, loadBalancer }: Entry): LoadBalancerRef {
  return { region, ...loadBalancer };
}
