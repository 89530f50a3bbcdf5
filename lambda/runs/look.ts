import type { RegionApi } from '../aws/region';
import { describeError } from '../core/errors';
import type { Catalogue, LoadBalancer, ReadError } from '../core/estate';
import { referenceOf, type Entry } from '../core/report';
import * as say from '../core/wording/plan';

/** A look at one load balancer, right before something is decided about it. */

export interface Now {
  readonly loadBalancer: LoadBalancer | null;
  readonly catalogue: Catalogue;
}

export interface NotSeen {
  readonly reason: 'read-failed' | 'tags-unreadable';
  readonly error: ReadError;
}

/** A load balancer as it is: its tags, listeners and policies, and what AWS offers for it. */
export async function readAgain(aws: RegionApi, [first]: readonly Entry[]): Promise<Now | NotSeen> {
  const nothing = { loadBalancer: null, catalogue: {} };
  if (first === undefined) return nothing;
  const reference = referenceOf(first);
  try {
    const tags = (await aws.tagsOf([reference])).get(reference.arn) ?? { status: 'gone' };
    if (tags.status === 'failed') return { reason: 'tags-unreadable', error: tags.error };
    if (tags.status === 'gone') return nothing;
    const answer = (await aws.read([{ ...reference, tags: tags.value }])).get(reference.arn);
    if (answer?.status === 'failed') return { reason: 'read-failed', error: answer.error };
    if (answer?.status !== 'read') return nothing;
    return {
      loadBalancer: answer.value,
      catalogue: { [reference.type]: await aws.offer(reference.type) },
    };
  } catch (error) {
    return { reason: 'read-failed', error: describeError(error) };
  }
}

export function couldNotLook(entries: readonly Entry[], { reason, error }: NotSeen): readonly Entry[] {
  return entries.map((entry) => ({ ...entry, ...say.couldNotLook(reason, error) }));
}
