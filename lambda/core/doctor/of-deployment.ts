import type { Finding } from './checks';
import type { Deployment, Facts, FunctionState, Right, UnmadeStack } from './facts';
import { about, fine, judged, untold, wrong } from './finding';
import { count } from '../wording/sentence';
import { list } from '../wording/target';
import { namedCalls } from './named-calls';

/** The stack, its function, its schedule, its topic, its role. */
export function ofDeployment(facts: Facts): readonly Finding[] {
  const { deployed } = facts;
  const stack = judged(
    about('deployed'),
    facts.deployments,
    { rights: 'cloudformation:DescribeStacks' },
    (stacks) => stackFound(stacks, facts),
  );
  if (deployed === null) return stack;
  const { deployment } = deployed;
  const { functionName, scheduleName, topicArn } = deployment;
  return [
    ...stack,
    ...judged(
      about('function-ready'),
      deployed.function,
      { rights: 'lambda:GetFunctionConfiguration', gone: { what: functionName, todo: DEPLOY_AGAIN } },
      (state) => functionReady(state, deployment),
    ),
    ...judged(
      about('schedule-on'),
      deployed.schedule,
      {
        rights: 'scheduler:GetSchedule',
        gone: { what: `${scheduleName}, which starts the runs,`, todo: DEPLOY_AGAIN },
      },
      (state) => scheduleOn(state, deployment),
    ),
    ...judged(
      about('subscribed'),
      deployed.subscribers,
      {
        rights: 'sns:GetTopicAttributes',
        gone: { what: topicArn, todo: `${DEPLOY_AGAIN}; an existing topic of yours, make it again` },
      },
      (number) => subscribed(number, deployment),
    ),
    ...ofRole(deployed),
  ];
}

/** Deleted by hand: an update of the stack makes nothing again that its template has not changed. */
const DEPLOY_AGAIN = 'somebody has deleted it: remove the stack and deploy it again (docs/deploy.md)';

/** What the role of the function may do. Only the function says which role that is. */
function ofRole({ function: ofFunction, rights }: NonNullable<Facts['deployed']>): readonly Finding[] {
  if ('unread' in ofFunction)
    return (['permissions', 'organisation-policies'] as const).map((check) =>
      untold(about(check), ofFunction.unread, 'see function-ready: the function says which role it has'),
    );
  const asking = {
    rights: 'iam:SimulatePrincipalPolicy',
    gone: { what: `the role ${ofFunction.is.roleArn}`, todo: DEPLOY_AGAIN },
  };
  return [
    ...judged(about('permissions'), rights, asking, permitted),
    ...judged(about('organisation-policies'), rights, asking, refusals),
  ];
}

function stackFound(stacks: readonly Deployment[], { stackRegions, unmade, record }: Facts): Finding {
  const of = about('deployed');
  const [first] = stacks;
  const [begun] = unmade;
  if (first === undefined && begun !== undefined) return stackUnmade(begun);
  if (first === undefined) {
    const found = `no stack of this tool in ${list(stackRegions)}`;
    if (!('is' in record) || !record.is.place.startsWith('s3://'))
      return wrong(of, found, 'deploy it: docs/deploy.md');
    return wrong(
      of,
      `${found}, and ${record.is.place} is the record of one`,
      'name the Region of its stack with --region; where it was removed, deploy it again: docs/deploy.md',
    );
  }
  if (stacks.length > 1) {
    const places = stacks.map(({ stack, region }) => `${stack} (${region})`);
    return wrong(of, `${stacks.length} stacks, ${list(places)}: an account has one`, 'delete all but one');
  }
  const { stack, region, status } = first;
  if (status.endsWith('_IN_PROGRESS'))
    return wrong(of, `${stack} in ${region} is ${status}`, 'wait until it has ended, and ask again');
  if (!/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status))
    return wrong(
      of,
      `${stack} in ${region} is ${status}: what it was last told to be, it is not`,
      'its events say what failed; mend that, and deploy it again',
    );
  const mode = first.parameters['DryRun'] === 'false' ? 'it applies' : 'it is a dry run';
  return fine(of, `${stack} in ${region}, version ${first.version}, ${mode}`);
}

/** CloudFormation updates no stack whose creation failed: it has to go first ([CFN-status]). */
function stackUnmade({ stack, region, status }: UnmadeStack): Finding {
  const of = about('deployed');
  if (/(^CREATE|^DELETE|^ROLLBACK|^IMPORT)_IN_PROGRESS$/.test(status))
    return wrong(of, `${stack} in ${region} is ${status}`, 'wait until it has ended, and ask again');
  if (status === 'REVIEW_IN_PROGRESS')
    return wrong(
      of,
      `${stack} in ${region} is ${status}: its change set was never executed`,
      'execute the change set, or delete the stack and deploy it: docs/deploy.md',
    );
  return wrong(
    of,
    `${stack} in ${region} is ${status}: it was never made, and runs nothing`,
    status === 'DELETE_FAILED'
      ? 'its events say what could not be deleted; mend that, or retain it, delete the stack, and deploy it again: docs/deploy.md'
      : 'its events say what failed; mend that, delete the stack, and deploy it again: docs/deploy.md',
  );
}

function functionReady({ state, lastUpdate }: FunctionState, { functionName }: Deployment): Finding {
  const of = about('function-ready');
  // A function that nobody called for weeks is Inactive, and the next call wakes it ([LAM-states]).
  const canRun = state === 'Active' || state === 'Inactive';
  if (canRun && lastUpdate === 'Successful') return fine(of, `${functionName} is ${state}`);
  return wrong(
    of,
    `${functionName} is ${state}, its last update ${lastUpdate}`,
    'update the stack again; its events say what failed',
  );
}

function scheduleOn(state: string, { scheduleName }: Deployment): Finding {
  const of = about('schedule-on');
  if (state === 'ENABLED') return fine(of, `${scheduleName} is ENABLED`);
  return wrong(
    of,
    `${scheduleName} is ${state}: no run starts`,
    'enable the schedule in EventBridge Scheduler',
  );
}

function subscribed(number: number, { topicArn }: Deployment): Finding {
  const of = about('subscribed');
  if (number > 0) return fine(of, count(number, 'confirmed subscription'));
  return wrong(
    of,
    `nobody has confirmed a subscription to ${topicArn}: no digest reaches anybody`,
    'follow the link in the mail of SNS, or subscribe: docs/subscribers.md',
  );
}

function permitted(rights: readonly Right[]): readonly Finding[] {
  const of = about('permissions');
  const denied = rights.filter(
    ({ isAllowed, isRefusedByOrganisation }) => !isAllowed && isRefusedByOrganisation !== true,
  );
  if (denied.length === 0)
    return [fine(of, `all ${count(new Set(rights.map(({ action }) => action)).size, 'call')} are allowed`)];
  const bounded = denied.filter(({ isRefusedByBoundary }) => isRefusedByBoundary);
  const own = denied.filter(({ isRefusedByBoundary }) => !isRefusedByBoundary);
  return [
    ...(bounded.length === 0
      ? []
      : [wrong(of, `the permissions boundary refuses ${namedCalls(bounded)}`, 'allow them in the boundary')]),
    ...(own.length === 0
      ? []
      : [
          wrong(
            of,
            `the role may not call ${namedCalls(own)}`,
            'update the stack: somebody has changed its role (docs/permissions.md)',
          ),
        ]),
  ];
}

/** AWS's two pages on it do not agree whether a policy with conditions counts ([IAM-sim]). */
const INFERRED = 'by a simulation, which may leave out policies with conditions; no change was tried';

function refusals(rights: readonly Right[]): Finding {
  const of = about('organisation-policies');
  const refused = rights.filter(({ isRefusedByOrganisation }) => isRefusedByOrganisation === true);
  if (refused.length > 0)
    return wrong(
      of,
      `a policy of the organisation refuses ${namedCalls(refused)}`,
      'ask whoever keeps the policies of the organisation: docs/organisation.md',
    );
  const isKnown = rights.some(({ isRefusedByOrganisation }) => isRefusedByOrganisation !== null);
  return fine(of, `${isKnown ? 'none refuses a call' : 'the account seems to have none'}, ${INFERRED}`);
}
