import { IAMClient, paginateSimulatePrincipalPolicy, type ContextEntry } from '@aws-sdk/client-iam';
import type { Right } from '../../core/doctor/facts';
import { partitionOf } from '../../core/regions';
import type { RequestHandlerOf } from '../connect';
import { UnreadableError } from '../errors';
import { allItems } from '../pages';
import { patient } from './person';

/** Calls that a role makes on each of some resources, with what AWS would know of each of them. */
export interface Calls {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/**
 * Simulates calls of a role in one Region, each on all its resources: the one answer for a call is the strictest of them
 * ([IAM-eval]), and where a simulation gives one for each, all of them count. IAM is global: its endpoint follows from the partition of the Region.
 *
 * Whether policies of the organisation with conditions count is told in two ways ([IAM-sim]).
 */
export async function rightsIn(
  { region, roleArn, calls }: { readonly region: string; readonly roleArn: string; readonly calls: Calls },
  handlerOf: RequestHandlerOf,
): Promise<readonly Right[]> {
  const client = new IAMClient({ region, ...patient(handlerOf) });
  const pages = paginateSimulatePrincipalPolicy(
    { client },
    {
      PolicySourceArn: roleArn,
      ActionNames: [...calls.actions],
      ResourceArns: [...calls.resources],
      ContextEntries: entriesOf({ ...calls.context, 'aws:RequestedRegion': [region] }),
    },
  );
  const results = await allItems(pages, ({ EvaluationResults = [] }) => EvaluationResults);
  const told = new Set(results.map(({ EvalActionName }) => EvalActionName));
  const left = calls.actions.filter((action) => !told.has(action));
  if (left.length > 0)
    throw new UnreadableError({
      code: 'UnreadableAnswer',
      message: `the simulation says nothing of ${left.join(', ')}`,
    });
  return results.map((result) => {
    const byOrganisation = result.OrganizationsDecisionDetail?.AllowedByOrganizations;
    return {
      action: result.EvalActionName ?? '',
      region,
      isAllowed: result.EvalDecision === 'allowed',
      isRefusedByOrganisation: byOrganisation === undefined ? null : !byOrganisation,
      isRefusedByBoundary: result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false,
    };
  });
}

function entriesOf(context: Calls['context']): ContextEntry[] {
  return Object.entries(context).map(([ContextKeyName, values]) => ({
    ContextKeyName,
    ContextKeyValues: [...values],
    ContextKeyType: values.length === 1 && !LISTS.has(ContextKeyName) ? 'string' : 'stringList',
  }));
}

/** Keys of many values ([IAM-elb]). */
const LISTS: ReadonlySet<string> = new Set(['elasticloadbalancing:SecurityPolicy']);

/** The ARN of a load balancer that need not be there: what a simulation is asked about. */
export function anyArn(region: string, account: string, resource: string): string {
  return `arn:${partitionOf(region).id}:elasticloadbalancing:${region}:${account}:${resource}`;
}
