import type { PolicyToCreate } from '../core/change';
import { haveSameMembers } from '../core/members';
import type { Classic } from './classic';
import { describeError } from './errors';

/** Raised when a policy of that name turns up on the load balancer with other contents. */
export class NameTakenError extends Error {
  override readonly name = 'NameTaken';
}

/** Creates a TLS policy on a Classic load balancer; one that is there already, and is the same, will do. */
export async function createPolicy(
  classic: Pick<Classic, 'createPolicy' | 'policiesOf'>,
  loadBalancerName: string,
  policy: PolicyToCreate,
): Promise<void> {
  try {
    await classic.createPolicy(loadBalancerName, policy);
  } catch (error) {
    if (describeError(error).code !== 'DuplicatePolicyName') throw error;
    // A try whose answer was lost has created it, or a change of another listener: fine if it is the same.
    const existing = (await classic.policiesOf(loadBalancerName)).find(
      ({ name }) => name === policy.policyName,
    );
    const isSame =
      policy.reference === null
        ? haveSameMembers(existing?.attributes ?? [], policy.attributes)
        : existing?.reference === policy.reference;
    if (isSame) return;
    const source = policy.reference ?? 'its own attributes';
    throw new NameTakenError(`policy ${policy.policyName} exists and is not made from ${source}`);
  }
}
