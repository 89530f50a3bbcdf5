import { runSimulation } from '@cloud-copilot/iam-simulate';
import { ACCOUNT, allOf, propertiesOf, REGION, type Deployed, type PolicyDocument } from './resolve';

/** IAM's answer to a call, by the policies of a stack as it is deployed. */

export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | string[]>>;
  /** The account of the role that calls; that of the resource unless said otherwise. */
  readonly from?: string;
}

export type Answer = 'Allowed' | 'ImplicitlyDenied' | 'ExplicitlyDenied';

interface NamedPolicy {
  readonly name: string;
  readonly policy: PolicyDocument;
}

/** All policies attached to a role. One that is a text has to be JSON, as IAM would say. */
export function policiesOf(deployed: Deployed, role: string): readonly NamedPolicy[] {
  const { Policies = [], ManagedPolicyArns = [] } = propertiesOf(deployed, role);
  if (ManagedPolicyArns.length > 0) throw new Error(`contents unknown: ${ManagedPolicyArns.join(', ')}`);
  const attached = allOf(deployed, 'AWS::IAM::Policy').filter(({ Roles = [] }) => Roles.includes(role));
  return [...Policies, ...attached].map(({ PolicyName, PolicyDocument }) => ({
    name: PolicyName,
    policy: typeof PolicyDocument === 'string' ? JSON.parse(PolicyDocument) : PolicyDocument,
  }));
}

/** The actions that a role is allowed on something. */
export function allowedActions(deployed: Deployed, role: string): readonly string[] {
  const statements = policiesOf(deployed, role).flatMap(({ policy }) => policy.Statement);
  return statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
}

export function functionRole(deployed: Deployed): string {
  const [lambda] = allOf(deployed, 'AWS::Lambda::Function');
  return lambda?.Role.split('/').at(-1) ?? '';
}

export function scheduleRole(deployed: Deployed): string {
  const [schedule] = allOf(deployed, 'AWS::Scheduler::Schedule');
  return schedule?.Target.RoleArn.split('/').at(-1) ?? '';
}

/** The role that watches are called with; empty where nothing is watched. */
export function watchRole(deployed: Deployed): string {
  const [lambda] = allOf(deployed, 'AWS::Lambda::Function');
  return lambda?.Environment.Variables['WATCH_ROLE'] ?? '';
}

/** What IAM says to a call of a role; with a resource's own policy, where it has one. */
export async function ask(
  deployed: Deployed,
  role: string,
  { action, resource, context = {}, from = ACCOUNT }: Call,
  resourcePolicy?: unknown,
): Promise<Answer> {
  return simulate({
    principal: `arn:aws:iam::${from}:role/${role}`,
    identityPolicies: policiesOf(deployed, role),
    call: { action, resource, context },
    resourcePolicy,
  });
}

/** What the policy of a resource says to somebody of the account whose own policies allow everything. */
export function askAsAdministrator(principal: string, call: Call, resourcePolicy: unknown): Promise<Answer> {
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
  const policy = { Version: '2012-10-17', Statement: [everything] };
  return simulate({ principal, identityPolicies: [{ name: 'Administrator', policy }], call, resourcePolicy });
}

/** What the policy of a resource says to a call of an AWS service. */
export function askAsService(service: string, call: Call, resourcePolicy: unknown): Promise<Answer> {
  return simulate({ principal: service, identityPolicies: [], call, resourcePolicy });
}

interface Question {
  readonly principal: string;
  readonly identityPolicies: readonly NamedPolicy[];
  readonly call: Call;
  readonly resourcePolicy: unknown;
}

async function simulate({ principal, identityPolicies, call, resourcePolicy }: Question): Promise<Answer> {
  const { action, resource } = call;
  // In every request ([IAM-keys]): where the call goes.
  const context = { 'aws:RequestedRegion': resource.split(':')[3] || REGION, ...call.context };
  const answer = await runSimulation(
    {
      request: { principal, action, resource: { resource, accountId: ACCOUNT }, contextVariables: context },
      identityPolicies: [...identityPolicies],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy,
    },
    {},
  );
  if (answer.resultType === 'error') throw new Error(JSON.stringify(answer.errors));
  return answer.overallResult;
}
