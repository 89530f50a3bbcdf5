import type { Aws, ConnectOptions } from '../lambda/aws/connect';
import { UnreadableError } from '../lambda/aws/errors';
import type { RegionApi } from '../lambda/aws/region';
import { deadlineIn } from '../lambda/core/deadline';
import type { LoadBalancerType, Offer } from '../lambda/core/estate';
import { answered, type Shelved } from '../lambda/core/explain/catalogue';
import { UserError } from '../lambda/core/user-error';
import { systemClock } from '../lambda/runs/system-clock';
import { terminalAws } from './context';
import { policyTypeOf, type ExplainRequest } from './explain-flags';
import { ownPolicy } from './policy-of-load-balancer';
import { terminalHandler } from './request-handler';
import { sentenceOf } from './terminal/advice';

/** What AWS says of policies, where there is an account to ask. */

export interface Answers {
  /** The policy of the load balancer that was named; `null`: none was. */
  readonly own: Shelved | null;
  /** What AWS offers; empty where it was not asked, or did not answer. */
  readonly policies: readonly Shelved[];
  /** Why AWS did not answer, where that is news: who has no credentials knows it. */
  readonly problem: string | null;
}

const NOBODY_ASKED: Answers = { own: null, policies: [], problem: null };

/** The catalogue is at hand: no call waits longer than this for AWS, and none is tried again after twice that. */
const LONGEST_WAIT_MS = 5_000;

function impatience(): Partial<ConnectOptions> {
  return {
    deadline: deadlineIn(2 * LONGEST_WAIT_MS, systemClock),
    requestHandler: (timeouts) => terminalHandler({ ...timeouts, requestTimeout: LONGEST_WAIT_MS }),
  };
}

/** @throws UserError for a load balancer, a listener or a policy on it that is not there; what AWS answers, where it is asked for one */
export async function askAws(request: ExplainRequest): Promise<Answers> {
  const { offline, loadBalancer } = request;
  if (offline) return NOBODY_ASKED;
  const aws = terminalAws(loadBalancer === null ? impatience() : {});
  const region = request.region ?? (await aws.defaultRegion());
  if (loadBalancer !== null) return askLoadBalancer(loadBalancer, region, request, aws);
  return region === null ? NOBODY_ASKED : offersOf(aws.region(region, ''), request);
}

/** The types that a request is about: without a word, ALB and Classic, since a policy may be on both. */
async function offersOf(region: RegionApi, { awsType }: ExplainRequest): Promise<Answers> {
  const types: readonly LoadBalancerType[] = awsType === null ? ['application', 'classic'] : [awsType];
  const asOf = systemClock.now().toISOString();
  const offers = await Promise.all(types.map(async (type) => [type, await region.offer(type)] as const));
  const policies = offers.flatMap(([type, offer]) => answered(posturesOf(offer), policyTypeOf(type), asOf));
  const errors = offers.flatMap(([, offer]) => (offer.status === 'unreadable' ? [offer.error] : []));
  const news = errors.find(({ code }) => code !== 'CredentialsProviderError');
  return { own: null, policies, problem: news === undefined ? null : sentenceOf(new UnreadableError(news)) };
}

function posturesOf(offer: Offer) {
  return offer.status === 'read' ? offer.policies : [];
}

async function askLoadBalancer(
  name: string,
  regionName: string | null,
  request: ExplainRequest,
  aws: Aws,
): Promise<Answers> {
  if (regionName === null)
    throw new UserError(
      'no Region is set, and a load balancer is in one; use --region eu-west-1, or set AWS_REGION',
    );
  const region = aws.region(regionName, await aws.account());
  const found = (await region.listed()).filter(
    (each) => [each.name, each.arn].includes(name) && [null, each.type].includes(request.awsType),
  );
  const [ref, ...more] = found;
  if (ref === undefined)
    throw notThere(
      name,
      regionName,
      (await region.listed()).map((each) => each.name),
    );
  if (more.length > 0)
    throw new UserError(
      `--load-balancer got "${name}", which ${found.map(({ type }) => type).join(' and ')} load balancers are called; say which with --type`,
    );
  const answer = (await region.read([{ ...ref, tags: {} }])).get(ref.arn);
  if (answer?.status === 'failed') throw new UnreadableError(answer.error);
  if (answer?.status !== 'read') throw notThere(name, regionName, []);
  const offers = await offersOf(region, { ...request, awsType: ref.type });
  const { policies } = offers;
  const asOf = systemClock.now().toISOString();
  return { ...offers, own: ownPolicy(answer.value, { ...request, policies, asOf }) };
}

function notThere(name: string, region: string, known: readonly string[]): UserError {
  return new UserError(`no load balancer in ${region} has the name or ARN "${name}"`, 64, {
    got: name,
    known,
  });
}
