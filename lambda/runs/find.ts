import { OUT_OF_TIME, type RegionApi } from '../aws/region';
import { loadBalancerRef } from '../aws/arn';
import { describeError, isDenied } from '../aws/errors';
import type {
  Catalogue,
  LoadBalancer,
  LoadBalancerRef,
  ReadError,
  RegionEstate,
  TaggedLoadBalancer,
} from '../core/estate';
import { isSecure, type LoadBalancerType, type UnreadLoadBalancer } from '../core/estate';
import { beforeAbort, type Deadline } from '../core/deadline';
import { isClosedByPolicy, isUnknownCaller } from '../core/errors';
import { newWords } from '../core/plan/offer';
import { isInScope, isNamed, type Scope } from '../core/scope';
import type { FindBy } from '../core/settings';
import { notEnabled } from '../core/wording/regions';
import { count } from '../core/wording/sentence';
import { closedEstate, isClosed } from './closed';

export interface Search {
  readonly scope: Scope;
  readonly findBy: FindBy;
  /** These and no others, by name or ARN; without it, all. */
  readonly only?: readonly string[] | undefined;
  /** ARNs of load balancers to ask for by themselves, whatever the index says of them. */
  readonly named: readonly string[];
  /** Nobody has named the Regions: those that the organisation closes are no failure. */
  readonly isOfAll: boolean;
  /** ARNs of load balancers that the last run had no time for: they are read first. */
  readonly first: readonly string[];
  /** No load balancer is looked for or read after it: what hangs by then is given up alone. */
  readonly deadline: Deadline;
  /** Told of each load balancer that was read: a long search keeps its lease. */
  readonly onRead: () => void;
  /** Told as the work goes on: one line for people. */
  readonly progress: (line: string) => void;
}

interface Found {
  readonly tagged: readonly TaggedLoadBalancer[];
  readonly unread: readonly UnreadLoadBalancer[];
  readonly notes: readonly string[];
}

/** Examines one Region: what is in scope there, what its listeners have, what AWS offers. Never throws. */
export async function examineRegion(aws: RegionApi, search: Search): Promise<RegionEstate> {
  const { region } = aws;
  try {
    const all = await beforeAbort(() => find(aws, search), search.deadline.signal);
    const found = search.only === undefined ? all : narrowed(all, search.only);
    search.progress(`${region}: ${count(found.tagged.length, 'load balancer')} in scope`);
    const read = await readAll(aws, unreadFirst(found.tagged, search.first), search);
    const catalogue = await offersFor(aws, read.loadBalancers);
    return {
      region,
      error: catalogueError(catalogue),
      loadBalancers: read.loadBalancers,
      unread: [...found.unread, ...read.unread],
      catalogue,
      notes: [...found.notes, ...newWords(region, catalogue)],
    };
  } catch (error) {
    return unexamined(aws, describeError(error), search);
  }
}

function narrowed({ tagged, unread, notes }: Found, only: readonly string[]): Found {
  return {
    tagged: tagged.filter((each) => isNamed(each, only)),
    unread: unread.filter(({ loadBalancer }) => isNamed(loadBalancer, only)),
    notes,
  };
}

/** A Region that could not be examined: it has failed, unless it is closed and nobody has named it. */
async function unexamined(aws: RegionApi, error: ReadError, search: Search): Promise<RegionEstate> {
  const { region } = aws;
  const failed = { region, error, loadBalancers: [], unread: [], catalogue: {}, notes: [] };
  // The account has said its number before, with the same keys.
  if (isUnknownCaller(error)) return { ...failed, error: notEnabled(error) };
  if (!isClosedByPolicy(error)) return failed;
  const closed = await beforeAbort(() => isClosed(aws, search), search.deadline.signal).catch(() => false);
  return closed ? closedEstate(region, error, !search.isOfAll) : failed;
}

async function find(aws: RegionApi, search: Search): Promise<Found> {
  const { scope, findBy, only, named } = search;
  if (findBy === 'scan') return scan(aws, scope);
  if (findBy === 'index') return throughIndex(aws, scope);
  const references = named.flatMap(loadBalancerRef).filter(({ region }) => region === aws.region);
  const itself = await inScopeAmong(aws, references, scope);
  // Where others count too, they are found as ever.
  return only === undefined ? withOthers(itself, await throughIndex(aws, scope)) : itself;
}

function withOthers(first: Found, others: Found): Found {
  const isKnown = new Set([
    ...first.tagged.map(({ arn }) => arn),
    ...first.unread.map(({ loadBalancer }) => loadBalancer.arn),
  ]);
  return {
    tagged: [...first.tagged, ...others.tagged.filter(({ arn }) => !isKnown.has(arn))],
    unread: [...first.unread, ...others.unread.filter(({ loadBalancer }) => !isKnown.has(loadBalancer.arn))],
    notes: others.notes,
  };
}

async function throughIndex(aws: RegionApi, scope: Scope): Promise<Found> {
  try {
    const indexed = await aws.indexed(scope);
    return { tagged: indexed.filter(({ tags }) => isInScope(tags, scope)), unread: [], notes: [] };
  } catch (error) {
    if (!isDenied(error)) throw error;
    const note = `${aws.region}: the tag index refused (${describeError(error).code} on tag:GetResources); read the tags of every load balancer instead.`;
    const found = await scan(aws, scope);
    return { ...found, notes: [note] };
  }
}

async function scan(aws: RegionApi, scope: Scope): Promise<Found> {
  return inScopeAmong(aws, await aws.listed(), scope);
}

async function inScopeAmong(
  aws: RegionApi,
  references: readonly LoadBalancerRef[],
  scope: Scope,
): Promise<Found> {
  const { tagged, unread } = await readTags(aws, references);
  return { tagged: tagged.filter(({ tags }) => isInScope(tags, scope)), unread, notes: [] };
}

/** Tags from the load balancers themselves. Those that cannot be read fail; those that are gone are gone. */
export async function readTags(
  aws: Pick<RegionApi, 'tagsOf'>,
  loadBalancers: readonly LoadBalancerRef[],
): Promise<Pick<Found, 'tagged' | 'unread'>> {
  const answers = await aws.tagsOf(loadBalancers);
  const tagged: TaggedLoadBalancer[] = [];
  const unread: UnreadLoadBalancer[] = [];
  for (const { region, name, arn, type } of loadBalancers) {
    const loadBalancer = { region, name, arn, type };
    const answer = answers.get(arn);
    if (answer?.status === 'read') tagged.push({ ...loadBalancer, tags: answer.value });
    if (answer?.status === 'failed')
      unread.push({ loadBalancer, tags: null, reason: 'tags-unreadable', error: answer.error });
  }
  return { tagged, unread };
}

function unreadFirst(
  tagged: readonly TaggedLoadBalancer[],
  first: readonly string[],
): readonly TaggedLoadBalancer[] {
  const wasUnread = new Set(first);
  const isLater = ({ arn }: TaggedLoadBalancer): number => Number(!wasUnread.has(arn));
  return tagged.toSorted((a, b) => isLater(a) - isLater(b));
}

/** Listeners and policies of load balancers that were found. */
export async function readAll(
  aws: RegionApi,
  tagged: readonly TaggedLoadBalancer[],
  { progress, onRead, deadline }: Pick<Search, 'progress' | 'onRead' | 'deadline'>,
): Promise<Pick<RegionEstate, 'loadBalancers' | 'unread'>> {
  let done = 0;
  const answers = await aws.read(tagged, {
    deadline,
    onDone: () => {
      done += 1;
      onRead();
      if (done % 100 === 0)
        progress(`${aws.region}: ${done} of ${count(tagged.length, 'load balancer')} read`);
    },
  });
  const loadBalancers: LoadBalancer[] = [];
  const unread: UnreadLoadBalancer[] = [];
  for (const { region, name, arn, type, tags } of tagged) {
    const answer = answers.get(arn);
    if (answer?.status === 'read') loadBalancers.push(answer.value);
    if (answer?.status !== 'failed') continue;
    const reason = answer.error.code === OUT_OF_TIME.code ? 'out-of-time' : 'read-failed';
    unread.push({ loadBalancer: { region, name, arn, type }, tags, reason, error: answer.error });
  }
  return { loadBalancers, unread };
}

/** What AWS offers for the types of load balancer that have a secure listener here; nothing else is asked for. */
export async function offersFor(aws: RegionApi, loadBalancers: readonly LoadBalancer[]): Promise<Catalogue> {
  const secure = loadBalancers.filter(({ listeners }) => listeners.some(isSecure));
  const types = [...new Set(secure.map(({ type }): LoadBalancerType => type))];
  const offers = await Promise.all(types.map(async (type) => [type, await aws.offer(type)] as const));
  return Object.fromEntries(offers);
}

function catalogueError(catalogue: Catalogue): RegionEstate['error'] {
  const unreadable = Object.values(catalogue).find((offer) => offer.status === 'unreadable');
  return unreadable?.status === 'unreadable' ? unreadable.error : null;
}
