import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { NOT_SIMULATED } from '../../core/doctor/facts';
import type { RequestHandlerOf } from '../connect';
import { UnreadableError } from '../errors';
import { patient } from './person';

/**
 * Whose policies IAM simulates for a caller, by the ARN that STS gives it. That of a session leaves out the path of its role
 * ([IAM-role]), so IAM is asked for the whole.
 *
 * @throws UnreadableError for the root user and federated ones, which are not simulated; what IAM answers to GetRole
 */
export async function principalOf(
  caller: string,
  region: string,
  handlerOf: RequestHandlerOf,
): Promise<string> {
  if (/^arn:[^:]+:iam::\d+:user\//.test(caller)) return caller;
  const role = /^arn:[^:]+:sts::\d+:assumed-role\/([^/]+)\//.exec(caller)?.[1];
  if (role === undefined)
    throw new UnreadableError({
      code: NOT_SIMULATED,
      message: `IAM simulates roles and its own users, and the caller is ${caller}`,
    });
  const client = new IAMClient({ region, ...patient(handlerOf) });
  const { Role } = await client.send(new GetRoleCommand({ RoleName: role }));
  if (Role?.Arn !== undefined) return Role.Arn;
  throw new UnreadableError({
    code: 'UnreadableAnswer',
    message: `iam:GetRole answered without an ARN for ${role}`,
  });
}
