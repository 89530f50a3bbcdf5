import pMap from 'p-map';
import type { Aws } from '../../lambda/aws/connect';
import { functionState, scheduleState, stacksOfThisTool } from '../../lambda/aws/doctor/deployment';
import { describeError, UnreadableError } from '../../lambda/aws/errors';
import { logDeliveryOf } from '../../lambda/aws/doctor/log-delivery';
import type { RegionApi } from '../../lambda/aws/region';
import { rightsIn } from '../../lambda/aws/doctor/rights';
import { trailsOf } from '../../lambda/aws/doctor/trails';
import type {
  Deployment,
  Facts,
  IndexState,
  Known,
  RegionFacts,
  Right,
} from '../../lambda/core/doctor/facts';
import type { LoadBalancerRef } from '../../lambda/core/estate';
import { isInScope, type Scope } from '../../lambda/core/scope';
import type { Records } from '../../lambda/records/records';
import { terminalHandler } from '../request-handler';
import { callsAtHome, callsIn } from './calls';

/** Asks what there is to know, and changes nothing. An answer that does not come is a fact of its own. */

/** What was thrown, as an answer. */
export async function known<T>(ask: () => Promise<T>): Promise<Known<T>> {
  try {
    return { is: await ask() };
  } catch (error) {
    return { unread: describeError(error) };
  }
}

/** The stacks of this tool in some Regions. */
export function deploymentsIn(regions: readonly string[]): Promise<Known<readonly Deployment[]>> {
  return known(async () => {
    const found = await pMap(regions, (region) => stacksOfThisTool(region, terminalHandler), {
      concurrency: 4,
    });
    return found.flat();
  });
}

export interface Question {
  readonly account: string;
  readonly aws: Aws;
  readonly scope: Scope;
  readonly regions: readonly string[];
  readonly records: Known<Records>;
  readonly stackRegions: readonly string[];
  readonly deployments: Known<readonly Deployment[]>;
  readonly now: Date;
}

export async function gather(question: Question): Promise<Facts> {
  const { account, regions, deployments, stackRegions, now } = question;
  const [only, ...others] = 'is' in deployments ? deployments.is : [];
  const [record, deployed, ofRegions] = await Promise.all([
    recordFacts(question),
    only === undefined || others.length > 0 ? null : deployedFacts(only, question),
    pMap(regions, (region) => regionFacts(region, question), { concurrency: 4 }),
  ]);
  return { at: now.toISOString(), account, stackRegions, deployments, record, deployed, regions: ofRegions };
}

async function recordFacts({ records, account }: Question): Promise<Facts['record']> {
  if ('unread' in records) return records;
  return known(async () => {
    const [runs, open] = await Promise.all([records.is.runs(), records.is.openRuns(account)]);
    return { place: records.is.place ?? 'nowhere', lastRun: runs.at(-1) ?? null, open };
  });
}

async function deployedFacts(deployment: Deployment, question: Question): Promise<Facts['deployed']> {
  const [ofFunction, schedule, subscribers] = await Promise.all([
    known(() => functionState(deployment, terminalHandler)),
    known(() => scheduleState(deployment, terminalHandler)),
    known(() => question.aws.subscribers(deployment.topicArn)),
  ]);
  const rights =
    'unread' in ofFunction
      ? ofFunction
      : await known(() => rightsOf(ofFunction.is.roleArn, deployment, question));
  return { deployment, function: ofFunction, schedule, subscribers, rights };
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
