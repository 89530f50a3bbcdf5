import { IAMClient, paginateSimulatePrincipalPolicy, type ContextEntry } from '@aws-sdk/client-iam';
import type { Right } from '../../core/doctor/facts';
import { partitionOf } from '../../core/regions';
import type { RequestHandlerOf } from '../connect';
import { allItems } from '../pages';
import { patient } from './person';

/** Calls that a role makes on one resource, with what AWS would know of each of them. */
export interface Calls {
  readonly actions: readonly string[];
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/**
 * Simulates calls of a role in one Region. IAM is global: its endpoint follows from the partition of the Region.
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
      ResourceArns: [calls.resource],
      ContextEntries: entriesOf({ ...calls.context, 'aws:RequestedRegion': [region] }),
    },
  );
  const results = await allItems(pages, ({ EvaluationResults = [] }) => EvaluationResults);
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
