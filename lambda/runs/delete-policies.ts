import { describeError, isNotFound, UnreadableError } from '../aws/errors';
import type { RegionApi } from '../aws/region';
import { groupBy } from '../core/group';
import { referenceOf, type Entry } from '../core/report';

/**
 * Deletes the policies that a run created on Classic load balancers, where no listener has them any more. Answers a
 * sentence for each that is still there.
 *
 * @param whyNot asked right before each delete: why none may be made any more; `null`: it may
 */
export async function deleteCreatedPolicies(
  entries: readonly Entry[],
  regionApi: (region: string) => RegionApi,
  whyNot: () => Promise<string | null>,
): Promise<readonly string[]> {
  const created = groupBy(
    entries.filter(({ classic }) => classic !== undefined && classic.creates !== null),
    ({ loadBalancer, classic }) => `${loadBalancer.arn} ${classic?.creates}`,
  );
  const problems: string[] = [];
  for (const [first] of created.values()) {
    if (first === undefined) continue;
    const why = await whyLeft(regionApi(first.region), first, whyNot);
    if (why === null) continue;
    const what = `the policy ${first.classic?.creates} that the run made is still there`;
    problems.push(`${first.region} ${first.loadBalancer.name}: ${what} (${why}).`);
  }
  return problems;
}

/** Deletes the policy of an entry; answers why it is still there, `null` where it is not, or where a listener has it. */
async function whyLeft(
  aws: RegionApi,
  entry: Entry,
  whyNot: () => Promise<string | null>,
): Promise<string | null> {
  try {
    if (!(await isLeftOver(aws, entry))) return null;
    const why = await whyNot();
    if (why === null) await deletePolicy(aws, entry);
    return why;
  } catch (error) {
    const { code, message } = describeError(error);
    return `${code}: ${message}`;
  }
}

/** Whether the policy that a run made is there, and no listener has it. */
async function isLeftOver(aws: RegionApi, entry: Entry): Promise<boolean> {
  const { arn } = entry.loadBalancer;
  const name = entry.classic?.creates ?? '';
  const answer = (await aws.read([{ ...referenceOf(entry), tags: {} }])).get(arn);
  if (answer?.status === 'failed') throw new UnreadableError(answer.error);
  if (answer?.status !== 'read' || answer.value.type !== 'classic') return false;
  const { policies, listeners } = answer.value;
  const isUsed = listeners.some(({ policyNames }) => policyNames.includes(name));
  return !isUsed && policies.some((policy) => policy.name === name);
}

async function deletePolicy(aws: RegionApi, { loadBalancer, classic }: Entry): Promise<void> {
  try {
    await aws.deletePolicy(loadBalancer.name, classic?.creates ?? '');
  } catch (error) {
    // It was deleted in between. Whether AWS says so at all is documented nowhere.
    if (!isNotFound(error) && describeError(error).code !== 'PolicyNotFound') throw error;
  }
}
