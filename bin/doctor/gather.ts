import pMap from 'p-map';
import type { Aws } from '../../lambda/aws/connect';
import {
  functionState,
  scheduleState,
  stacksOfThisTool,
  type StacksThere,
} from '../../lambda/aws/doctor/deployment';
import { describeError, UnreadableError } from '../../lambda/aws/errors';
import { logDeliveryOf } from '../../lambda/aws/doctor/log-delivery';
import type { RegionApi } from '../../lambda/aws/region';
import { isClosedByPolicy } from '../../lambda/core/errors';
import { isClosed } from '../../lambda/runs/closed';
import { principalOf } from '../../lambda/aws/doctor/principal';
import { rightsIn } from '../../lambda/aws/doctor/rights';
import { trailsOf } from '../../lambda/aws/doctor/trails';
import type {
  Caller,
  Deployment,
  Facts,
  FunctionState,
  IndexState,
  Known,
  RegionFacts,
  Right,
  UnmadeStack,
} from '../../lambda/core/doctor/facts';
import type { LoadBalancerRef } from '../../lambda/core/estate';
import { isInScope, type Scope } from '../../lambda/core/scope';
import type { Records } from '../../lambda/records/records';
import { terminalHandler } from '../request-handler';
import { callsAtHome, callsIn, callsOfCaller } from './calls';
import { lastRunOf } from './last-run';
import { parametersIn } from './parameters';

/** Asks what there is to know, and changes nothing. An answer that does not come is a fact of its own. */

/** What was thrown, as an answer. */
export async function known<T>(ask: () => Promise<T>): Promise<Known<T>> {
  try {
    return { is: await ask() };
  } catch (error) {
    return { unread: describeError(error) };
  }
}

/** What is deployed in some Regions, and the function of the one stack; `null` where there is none, or several. */
export interface Deployed {
  readonly deployments: Known<readonly Deployment[]>;
  readonly unmade: readonly UnmadeStack[];
  readonly ofFunction: Known<FunctionState> | null;
}

export async function deployedIn(regions: readonly string[]): Promise<Deployed> {
  const found = await known(() => pMap(regions, (region) => stacksIn(region, regions), { concurrency: 4 }));
  const unmade = 'is' in found ? found.is.flatMap((there) => there.unmade) : [];
  const deployments = 'is' in found ? { is: found.is.flatMap(({ made }) => made) } : found;
  const only = onlyOne(deployments);
  if (only === null) return { deployments, unmade, ofFunction: null };
  const ofFunction = await known(() => functionState(only, terminalHandler));
  if ('unread' in ofFunction) return { deployments, unmade, ofFunction };
  const parameters = { ...only.parameters, ...parametersIn(ofFunction.is.environment) };
  return { deployments: { is: [{ ...only, parameters }] }, unmade, ofFunction };
}

/** What a policy of the organisation closes has no stack either, unless it is all that there is. */
async function stacksIn(region: string, { length }: readonly string[]): Promise<StacksThere> {
  const found = await known(() => stacksOfThisTool(region, terminalHandler));
  if ('is' in found) return found.is;
  if (length > 1 && isClosedByPolicy(found.unread)) return { made: [], unmade: [] };
  throw new UnreadableError(found.unread);
}

/**
 * The Regions of an account that are looked at where nobody has named any: those that the organisation leaves open, as a run
 * takes them. Where all are closed, all of them: that is to be said.
 */
export async function openRegions(aws: Aws, account: string, scope: Scope): Promise<readonly string[]> {
  const regions = await aws.enabledRegions();
  const closed = await pMap(
    regions,
    async (name) => {
      const answer = await known(() => isClosed(aws.region(name, account), { scope, findBy: 'index' }));
      return 'is' in answer && answer.is;
    },
    { concurrency: 4 },
  );
  const open = regions.filter((_, index) => closed[index] === false);
  return open.length === 0 ? regions : open;
}

export function onlyOne(deployments: Known<readonly Deployment[]>): Deployment | null {
  const [only, ...others] = 'is' in deployments ? deployments.is : [];
  return only === undefined || others.length > 0 ? null : only;
}

export interface Question extends Deployed {
  readonly account: string;
  readonly aws: Aws;
  readonly scope: Scope;
  readonly regions: readonly string[];
  readonly records: Known<Records>;
  readonly stackRegions: readonly string[];
  readonly now: Date;
}

export async function gather(question: Question): Promise<Facts> {
  const { account, regions, deployments, unmade, stackRegions, now } = question;
  const [only, { ofFunction }] = [onlyOne(deployments), question];
  const [record, caller, deployed, ofRegions] = await Promise.all([
    recordFacts(question),
    known(() => callerFacts(question)),
    only === null || ofFunction === null ? null : deployedFacts(only, ofFunction, question),
    pMap(regions, (region) => regionFacts(region, question), { concurrency: 4 }),
  ]);
  return {
    at: now.toISOString(),
    account,
    stackRegions,
    deployments,
    unmade,
    caller,
    record,
    deployed,
    regions: ofRegions,
  };
}

async function recordFacts({ records, account, deployments }: Question): Promise<Facts['record']> {
  if ('unread' in records) return records;
  return known(async () => {
    const [runs, open] = await Promise.all([records.is.runs(), records.is.openRuns(account)]);
    const lastRun = await known(() => lastRunOf(runs, onlyOne(deployments), records.is, account));
    return { place: records.is.place ?? 'nowhere', lastRun, open };
  });
}

async function deployedFacts(
  deployment: Deployment,
  ofFunction: Known<FunctionState>,
  question: Question,
): Promise<Facts['deployed']> {
  const [schedule, subscribers] = await Promise.all([
    known(() => scheduleState(deployment, terminalHandler)),
    known(() => question.aws.subscribers(deployment.topicArn)),
  ]);
  const rights =
    'unread' in ofFunction
      ? ofFunction
      : await known(() => rightsOf(ofFunction.is.roleArn, deployment, question));
  return { deployment, function: ofFunction, schedule, subscribers, rights };
}

/** In the first Region alone: few let the same person do less in the next one, and each would take five simulations more. */
async function callerFacts({
  aws,
  account,
  scope,
  records,
  regions: [region = ''],
}: Question): Promise<Caller> {
  const arn = await aws.caller();
  const place = 'is' in records ? records.is.place : null;
  const bucket = /^s3:\/\/([^/]+)/.exec(place ?? '')?.[1] ?? null;
  const rights = await known(async () => {
    const roleArn = await principalOf(arn, region, terminalHandler);
    const all = callsOfCaller(region, account, { scope, bucket });
    const found = await pMap(all, (calls) => rightsIn({ region, roleArn, calls }, terminalHandler), {
      concurrency: 4,
    });
    return found.flat();
  });
  return { arn, rights };
}

async function rightsOf(
  roleArn: string,
  deployment: Deployment,
  { regions, account }: Question,
): Promise<readonly Right[]> {
  const all = [
    ...regions.flatMap((region) =>
      callsIn(region, account, deployment).map((calls) => ({ region, roleArn, calls })),
    ),
    ...callsAtHome(deployment).map((calls) => ({ region: deployment.region, roleArn, calls })),
  ];
  const found = await pMap(all, (asked) => rightsIn(asked, terminalHandler), { concurrency: 4 });
  return found.flat();
}

async function regionFacts(name: string, { aws, account, scope }: Question): Promise<RegionFacts> {
  const region = aws.region(name, account);
  const tagged = await known(() => scanned(region, scope));
  const inScope = 'is' in tagged ? tagged.is : [];
  const types = [...new Set(inScope.map(({ type }) => type))].toSorted();
  const [index, logs, trails, offers] = await Promise.all([
    'unread' in tagged ? tagged : known(() => compared(region, scope, tagged.is)),
    'unread' in tagged ? tagged : known(() => logDeliveryOf(inScope, name, terminalHandler)),
    known(() => trailsOf(name, terminalHandler)),
    Promise.all(types.map(async (type) => ({ type, offer: await region.offer(type) }))),
  ]);
  return { region: name, index, logs, trails, offers };
}

/** The load balancers in scope by their own tags. @throws what AWS answers for one whose tags could not be read */
async function scanned(region: RegionApi, scope: Scope): Promise<readonly LoadBalancerRef[]> {
  const listed = await region.listed();
  const tags = await region.tagsOf(listed);
  return listed.filter(({ arn }) => {
    const answer = tags.get(arn);
    if (answer?.status === 'failed') throw new UnreadableError(answer.error);
    return answer?.status === 'read' && isInScope(answer.value, scope);
  });
}

async function compared(
  region: RegionApi,
  scope: Scope,
  inScope: readonly LoadBalancerRef[],
): Promise<IndexState> {
  const indexed = new Map((await region.indexed(scope)).map(({ arn, name }) => [arn, name]));
  const own = new Set(inScope.map(({ arn }) => arn));
  return {
    agreed: inScope.filter(({ arn }) => indexed.has(arn)).length,
    missing: inScope.filter(({ arn }) => !indexed.has(arn)).map(({ name }) => name),
    stale: [...indexed].filter(([arn]) => !own.has(arn)).map(([, name]) => name),
  };
}
