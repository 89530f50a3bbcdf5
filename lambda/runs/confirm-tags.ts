import { describeError } from '../aws/errors';
import type { RegionApi } from '../aws/region';
import type { RegionEstate } from '../core/estate';
import { mayChange } from '../core/plan/plan';
import { isInScope } from '../core/scope';
import type { Settings } from '../core/settings';
import { readTags } from './find';

/**
 * Reads the tags of every load balancer that may change once more, from the load balancers themselves: the tag index
 * may be behind, and a plan must be what an apply would carry out. What was found by its own tags is known already.
 */
export async function confirmTags(
  aws: RegionApi,
  estate: RegionEstate,
  { scope, findBy, target }: Pick<Settings, 'scope' | 'findBy' | 'target'>,
): Promise<RegionEstate> {
  if (findBy === 'scan') return estate;
  const candidates = estate.loadBalancers.filter((loadBalancer) =>
    mayChange(loadBalancer, { target, catalogue: estate.catalogue }),
  );
  if (candidates.length === 0) return estate;
  const { tagged, unread } = await readTags(failing(aws), candidates);
  const isCandidate = new Set(candidates.map(({ arn }) => arn));
  const own = new Map(tagged.map(({ arn, tags }) => [arn, tags]));
  const loadBalancers = estate.loadBalancers.flatMap((loadBalancer) => {
    if (!isCandidate.has(loadBalancer.arn)) return [loadBalancer];
    const tags = own.get(loadBalancer.arn);
    return tags && isInScope(tags, scope) ? [{ ...loadBalancer, tags }] : [];
  });
  const outdated = tagged.filter(({ tags }) => !isInScope(tags, scope)).map(({ name }) => name);
  const note = `${aws.region}: the tag index is behind; out of scope by their own tags: ${outdated.join(', ')}.`;
  const notes = outdated.length > 0 ? [...estate.notes, note] : estate.notes;
  return { ...estate, loadBalancers, unread: [...estate.unread, ...unread], notes };
}

/** Tags that nobody could ask for have failed, all of them: a Region that hangs stops itself, and no other. */
function failing(aws: RegionApi): Pick<RegionApi, 'tagsOf'> {
  return {
    tagsOf: (loadBalancers) =>
      aws.tagsOf(loadBalancers).catch((error: unknown) => {
        const failed = { status: 'failed', error: describeError(error) } as const;
        return new Map(loadBalancers.map(({ arn }) => [arn, failed]));
      }),
  };
}
