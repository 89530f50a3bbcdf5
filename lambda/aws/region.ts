import pMap from 'p-map';
import {
  isSecure,
  type Address,
  type LoadBalancer,
  type LoadBalancerRef,
  type LoadBalancerType,
  type Offer,
  type ReadError,
  type TaggedLoadBalancer,
  type Tags,
} from '../core/estate';
import type { LogDestination } from '../core/impact/log-window';
import type { HostRules, ListenerCertificate } from '../core/certificate';
import type { Write } from '../core/change';
import { beforeAbort, NO_DEADLINE, OutOfTimeError, type Deadline } from '../core/deadline';
import { classicPostureOf, isReadable, postureOf } from '../core/policy/posture';
import type { Scope } from '../core/scope';
import type { Count, Period } from '../core/watch';
import { classicArn } from '../core/listener-id';
import { onDemand, type Answer } from './batches';
import type { Classic } from './classic';
import { createPolicy } from './classic-change';
import type { ElbV2 } from './elbv2';
import { describeError, isNotFound, UnreadableError } from './errors';
import type { TagIndex } from './tagging';

/** One Region of one account, all types of load balancer alike. Listings throw; what is asked by name answers. */
export interface RegionApi {
  readonly region: string;
  /** What the tag index says is in scope. */
  indexed(scope: Scope): Promise<readonly TaggedLoadBalancer[]>;
  /** The tags of each load balancer that the tag index knows to have any, in scope or not. */
  indexedTags(): Promise<readonly Tags[]>;
  /**
   * What is said against each read that needs no load balancer's name (`null`: it is answered), and against the tag index
   * where there is a scope to ask it for.
   */
  refusals(scope: Scope | null): Promise<readonly (ReadError | null)[]>;
  /** Every load balancer there is. */
  listed(): Promise<readonly LoadBalancerRef[]>;
  /** Tags read from the load balancers themselves, by ARN. */
  tagsOf(loadBalancers: readonly LoadBalancerRef[]): Promise<ReadonlyMap<string, Answer<Tags>>>;
  /** Listeners and, on Classic, policies; by ARN. */
  read(
    loadBalancers: readonly TaggedLoadBalancer[],
    watch?: ReadWatch,
  ): Promise<ReadonlyMap<string, Answer<LoadBalancer>>>;
  /** The policies on offer for a type; asked for once, and answered even when AWS does not. */
  offer(type: LoadBalancerType): Promise<Offer>;
  /** Waits until AWS's rate for writes has room for one more. */
  turn(): Promise<void>;
  /** One write, tried once: whoever asks for another try looks again first. */
  write(write: Write): Promise<void>;
  /** When load balancers were created, by ARN; what cannot be told is not in the answer. */
  createdAt(loadBalancers: readonly LoadBalancerRef[]): Promise<ReadonlyMap<string, Date>>;
  /** Where load balancers are reached, by ARN. */
  addressesOf(loadBalancers: readonly LoadBalancerRef[]): Promise<ReadonlyMap<string, Answer<Address>>>;
  /** Failed TLS handshakes of ALBs and NLBs in a period of time, by ARN; or why they are not known. Classic has no such metric. */
  failedHandshakes(
    loadBalancers: readonly LoadBalancerRef[],
    period: Period,
  ): Promise<ReadonlyMap<string, Count>>;
  /** Deletes a policy of a Classic load balancer that no listener has. */
  deletePolicy(loadBalancerName: string, policyName: string): Promise<void>;
  /** The certificates of a secure listener of an ALB or NLB: the default one first, each once. */
  certificatesOf(listenerArn: string): Promise<readonly ListenerCertificate[]>;
  /** The hosts that the rules of a listener of an ALB ask for. */
  hostRulesOf(listenerArn: string): Promise<HostRules>;
  /** The logs that a load balancer writes to S3, the most telling first; none where none is on. */
  logsOf(loadBalancer: LoadBalancerRef): Promise<readonly LogDestination[]>;
  /** The policies that each listener of a load balancer shows, by the listener's id. */
  policiesNow(loadBalancer: LoadBalancerRef): Promise<ReadonlyMap<string, readonly string[]>>;
}

/** Looks over a long read's shoulder. */
export interface ReadWatch {
  /** None is begun after it, and what its signal meets is given up: these, and no others, fail with `OUT_OF_TIME`. */
  readonly deadline: Deadline;
  /** Told after each load balancer. */
  readonly onDone: () => void;
}

/** The error of a load balancer that there was no time left to read. */
export const OUT_OF_TIME: ReadError = { code: 'OutOfTime', message: 'no time was left to read it' };

/** What a Region is made of. */
export interface RegionParts {
  readonly region: string;
  readonly account: string;
  readonly partition: string;
  readonly elbV2: ElbV2;
  readonly classic: Classic;
  readonly tagIndex: TagIndex;
  readonly failedHandshakes: RegionApi['failedHandshakes'];
  readonly turn: RegionApi['turn'];
}

/** How many load balancers are read at a time: enough for the fastest pace (pace.ts) where a call takes 0.2 seconds. */
const CONCURRENCY = 10;

const UNWATCHED: ReadWatch = { deadline: NO_DEADLINE, onDone: () => undefined };
const TOO_LATE: Answer<never> = { status: 'failed', error: OUT_OF_TIME };

export function regionApi(parts: RegionParts): RegionApi {
  const { region, account, partition, elbV2, classic, tagIndex, failedHandshakes, turn } = parts;
  const offers = new Map<LoadBalancerType, Promise<Offer>>();
  const arnOf = (name: string): string => classicArn(partition, region, account, name);

  return {
    region,
    indexed: (scope) => tagIndex.find(scope),
    indexedTags: () => tagIndex.tags(),

    refusals: (scope) =>
      Promise.all([
        ...(scope === null ? [] : [refusalOf(tagIndex.find(scope))]),
        refusalOf(elbV2.list()),
        refusalOf(elbV2.policies('application')),
        refusalOf(classic.list()),
        refusalOf(classic.predefinedPolicies()),
      ]),

    listed: async () => {
      const [newer, names] = await Promise.all([elbV2.list(), classic.list()]);
      return [
        ...newer,
        ...names.map((name): LoadBalancerRef => ({ region, name, arn: arnOf(name), type: 'classic' })),
      ];
    },

    tagsOf: async (loadBalancers) => {
      const names = loadBalancers.filter(({ type }) => type === 'classic').map(({ name }) => name);
      const arns = loadBalancers.filter(({ type }) => type !== 'classic').map(({ arn }) => arn);
      const [newer, byName] = await Promise.all([elbV2.tagsOf(arns), classic.tagsOf(names)]);
      return new Map([...newer, ...[...byName].map(([name, answer]) => [arnOf(name), answer] as const)]);
    },

    read: async (loadBalancers, { deadline, onDone } = UNWATCHED) => {
      const classics = loadBalancers.filter(({ type }) => type === 'classic');
      const described = onDemand(
        classics.map(({ name }) => name),
        (names) => classic.describe(names),
      );
      const readOne = async (found: TaggedLoadBalancer): Promise<Answer<LoadBalancer>> => {
        const { type } = found;
        if (type !== 'classic')
          return read({ ...found, type, listeners: await elbV2.listenersOf(found.arn) });
        const answer = await described(found.name);
        if (answer.status !== 'read') return answer;
        const policies = answer.value.listeners.some(isSecure) ? await classic.policiesOf(found.name) : [];
        return read({ ...found, type, ...answer.value, policies });
      };
      const answers = await pMap(
        loadBalancers,
        async (found) => {
          const answer = deadline.isPast() ? TOO_LATE : await answerOf(() => readOne(found), deadline);
          onDone();
          return [found.arn, answer] as const;
        },
        { concurrency: CONCURRENCY },
      );
      return new Map(answers);
    },

    offer: (type) => {
      const known = offers.get(type);
      if (known) return known;
      const asked = type === 'classic' ? offerOfClassic(classic) : offerOf(elbV2, type);
      const offer = asked.catch((error: unknown): Offer => ({
        status: 'unreadable',
        error: describeError(error),
      }));
      offers.set(type, offer);
      return offer;
    },

    turn,

    write: async (write) => {
      switch (write.kind) {
        case 'modify-listener':
          return elbV2.setPolicy(write.listenerArn, write.policy);
        case 'create-policy':
          return createPolicy(classic, write.loadBalancerName, write);
        case 'set-policies':
          return classic.setPolicies(write.loadBalancerName, write.port, write.policyNames);
      }
    },

    createdAt: async (loadBalancers) => {
      const of = (wanted: (type: LoadBalancerType) => boolean) =>
        loadBalancers.filter(({ type }) => wanted(type));
      const [newer, byName] = await Promise.all([
        elbV2.createdAt(of((type) => type !== 'classic').map(({ arn }) => arn)),
        classic.describe(of((type) => type === 'classic').map(({ name }) => name)),
      ]);
      const classics = [...byName].flatMap(([name, answer]) =>
        answer.status === 'read' && answer.value.created !== undefined
          ? [[arnOf(name), new Date(answer.value.created)] as const]
          : [],
      );
      return new Map([...newer, ...classics]);
    },

    addressesOf: async (loadBalancers) => {
      const of = (wanted: (type: LoadBalancerType) => boolean) =>
        loadBalancers.filter(({ type }) => wanted(type));
      const [newer, byName] = await Promise.all([
        elbV2.addressesOf(of((type) => type !== 'classic').map(({ arn }) => arn)),
        classic.addressesOf(of((type) => type === 'classic').map(({ name }) => name)),
      ]);
      return new Map([...newer, ...[...byName].map(([name, answer]) => [arnOf(name), answer] as const)]);
    },

    failedHandshakes,

    certificatesOf: (listenerArn) => elbV2.certificatesOf(listenerArn),
    hostRulesOf: (listenerArn) => elbV2.hostRulesOf(listenerArn),

    logsOf: ({ type, name, arn }) => (type === 'classic' ? classic.logsOf(name) : elbV2.logsOf(arn, type)),

    deletePolicy: (loadBalancerName, policyName) => classic.deletePolicy(loadBalancerName, policyName),

    policiesNow: async ({ name, arn, type }) => {
      if (type !== 'classic') {
        const now = await elbV2.listenersOf(arn);
        return new Map(
          now.map((listener) => [listener.arn, listener.policy === null ? [] : [listener.policy]]),
        );
      }
      const answer = (await classic.describe([name])).get(name);
      if (answer?.status === 'failed') throw new UnreadableError(answer.error);
      const now = answer?.status === 'read' ? answer.value.listeners : [];
      return new Map(now.map(({ port, policyNames }) => [`${arn}#${port}`, policyNames]));
    },
  };
}

function read(value: LoadBalancer): Answer<LoadBalancer> {
  return { status: 'read', value };
}

async function answerOf(
  ask: () => Promise<Answer<LoadBalancer>>,
  { signal }: Deadline,
): Promise<Answer<LoadBalancer>> {
  try {
    return await beforeAbort(ask, signal);
  } catch (error) {
    if (error instanceof OutOfTimeError) return TOO_LATE;
    return isNotFound(error) ? { status: 'gone' } : { status: 'failed', error: describeError(error) };
  }
}

function refusalOf(asked: Promise<unknown>): Promise<ReadError | null> {
  return asked.then(() => null, describeError);
}

async function offerOf(elbV2: ElbV2, type: 'application' | 'network'): Promise<Offer> {
  return { status: 'read', policies: (await elbV2.policies(type)).filter(isReadable).map(postureOf) };
}

async function offerOfClassic(classic: Classic): Promise<Offer> {
  return {
    status: 'read',
    policies: (await classic.predefinedPolicies()).filter(isReadable).map(classicPostureOf),
  };
}
