import type { RegionApi } from '../aws/region';
import type { RegionEstate } from '../core/estate';
import type { Settings } from '../core/settings';
import { isNamed } from '../core/scope';
import { UserError } from '../core/user-error';
import { noneHasKey, noneIsNamed, notInScope, otherValues } from '../core/wording/target';
import type { RunContext } from './context';

/**
 * What a report says where it has nothing, or not what was named: a tag that nobody carries is more often a typo than an
 * empty account. Asks the tag index, only then; what it does not answer is not said.
 *
 * @throws UserError where what was named has to be in scope, and is not
 */
export async function emptyScopeNotes(
  estates: readonly RegionEstate[],
  regions: readonly RegionApi[],
  {
    settings: { scope, only, mustFind = false },
    didYouMean = () => '',
  }: Pick<RunContext, 'didYouMean'> & { readonly settings: Pick<Settings, 'scope' | 'only' | 'mustFind'> },
): Promise<readonly string[]> {
  const inScope = estates.flatMap(({ loadBalancers, unread }) => [
    ...loadBalancers,
    ...unread.map(({ loadBalancer }) => loadBalancer),
  ]);
  if (only !== undefined) {
    const missing = only.filter((each) => !inScope.some((found) => isNamed(found, [each])));
    if (missing.length === 0) return [];
    // Where none is found nothing can be changed, and the report says so.
    if (!mustFind || missing.length === only.length) return [notInScope(missing)];
    throw new UserError(`${noneIsNamed(missing)}; nothing was changed`);
  }
  const looked = estates.filter(({ error, closed }) => error === null && closed === undefined);
  const read = new Set(looked.map(({ region }) => region));
  if (inScope.length > 0 || read.size === 0) return [];
  const asked = regions.filter(({ region }) => read.has(region));
  // All tags, and not those with the key alone: the key may be the typo.
  const answers = await Promise.allSettled(asked.map((aws) => aws.indexedTags()));
  const tags = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  if (answers.some(({ status }) => status === 'rejected')) return [];
  const values = tags.flatMap((its) => its[scope.tagKey] ?? []);
  // Where the index is behind, it still has those that left the scope.
  const others = values.filter((value) => !scope.tagValues.includes(value));
  if (others.length > 0) return [otherValues(scope.tagKey, others)];
  const keys = tags.flatMap(Object.keys).filter((key) => key !== scope.tagKey);
  return [noneHasKey(scope.tagKey, didYouMean(scope.tagKey, new Set(keys)))];
}
