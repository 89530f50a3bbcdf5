import { describeError, isNotFound, UnreadableError } from '../aws/errors';
import type { RegionApi } from '../aws/region';
import { groupBy } from '../core/group';
import { referenceOf, type Entry } from '../core/report';

/**
 * Deletes the policies that a run created on Classic load balancers, where no listener has them any more. Answers a
 * sentence for each that is still there.
 */
export async function deleteCreatedPolicies(
  entries: readonly Entry[],
  regionApi: (region: string) => RegionApi,
): Promise<readonly string[]> {
  const created = groupBy(
    entries.filter(({ classic }) => classic !== undefined && classic.creates !== null),
    ({ loadBalancer, classic }) => `${loadBalancer.arn} ${classic?.creates}`,
  );
  const problems: string[] = [];
  for (const [first] of created.values()) {
    if (first === undefined) continue;
    const { region, loadBalancer } = first;
    try {
      await deletePolicy(regionApi(region), first);
    } catch (error) {
      const { code, message } = describeError(error);
      const what = `the policy ${first.classic?.creates} that the run made is still there`;
      problems.push(`${region} ${loadBalancer.name}: ${what} (${code}: ${message}).`);
    }
  }
  return problems;
}

async function deletePolicy(aws: RegionApi, entry: Entry): Promise<void> {
  const { name: loadBalancerName, arn } = entry.loadBalancer;
  const name = entry.classic?.creates ?? '';
  const answer = (await aws.read([{ ...referenceOf(entry), tags: {} }])).get(arn);
  if (answer?.status === 'failed') throw new UnreadableError(answer.error);
  if (answer?.status !== 'read' || answer.value.type !== 'classic') return;
  const { policies, listeners } = answer.value;
  const isUsed = listeners.some(({ policyNames }) => policyNames.includes(name));
  if (isUsed || !policies.some((policy) => policy.name === name)) return;
  try {
    await aws.deletePolicy(loadBalancerName, name);
  } catch (error) {
    // It was deleted in between. Whether AWS says so at all is documented nowhere.
    if (!isNotFound(error) && describeError(error).code !== 'PolicyNotFound') throw error;
  }
}
