import type { ClassicChange } from '../core/change';
import type { Classic } from './classic';
import { describeError } from './errors';

/** Raised when a policy with our name turns up on the load balancer with other contents than ours. */
export class NameTakenError extends Error {
  override readonly name = 'NameTaken';
}

/**
 * Changes Classic listeners of one Region: first the policy on that load balancer, then the listener's whole list
 * ([CLB-upd] [boto3#1438]). A policy that one listener's change has made serves the next ones.
 */
export function classicChanger(classic: Classic): (change: ClassicChange) => Promise<void> {
  const created = new Set<string>();
  return async (change) => {
    const { loadBalancerName, create, port, policyNames } = change;
    const policy = `${loadBalancerName}/${create?.policyName}`;
    if (create !== null && !created.has(policy)) {
      await createPolicy(classic, loadBalancerName, create);
      created.add(policy);
    }
    await classic.setPolicies(loadBalancerName, port, policyNames);
  };
}

async function createPolicy(
  classic: Classic,
  loadBalancerName: string,
  { policyName, reference }: NonNullable<ClassicChange['create']>,
): Promise<void> {
  try {
    await classic.createPolicy(loadBalancerName, policyName, reference);
  } catch (error) {
    if (describeError(error).code !== 'DuplicatePolicyName') throw error;
    // A try whose answer was lost has made it, or someone else has: fine if it is the policy that we wanted.
    const policies = await classic.policiesOf(loadBalancerName);
    const existing = policies.find(({ name }) => name === policyName);
    if (existing?.reference === reference) return;
    throw new NameTakenError(`policy ${policyName} exists and is not made from ${reference}`);
  }
}
