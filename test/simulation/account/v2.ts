import { goTogether, OFFERED_V2 } from '../policies';
import type { Process } from '../process';
import { inBatches, type ElbV2 } from '../product';
import { AwsError } from '../wire';
import type { Call } from '../weather';
import type { Account } from './account';
import { isSecure, type Listener, type LoadBalancer } from './estate';

/** Application and Network Load Balancers of one Region, as one process sees them. */
export function elbV2Of(account: Account, process: Process, region: string): ElbV2 {
  const call = (action: string, target: string, isWrite = false): Call => ({
    service: 'elb',
    action,
    target,
    region,
    isWrite,
  });
  const { wire } = account;
  return {
    list: () =>
      wire.send(process, call('DescribeLoadBalancers', 'all'), () =>
        account
          .in(region)
          .flatMap(({ arn, name, type }) => (type === 'classic' ? [] : [{ region, arn, name, type }])),
      ),

    // Nobody looks at certificates or logs there.
    logsOf: () => Promise.resolve([]),
    certificatesOf: () => Promise.resolve([]),
    hostRulesOf: () => Promise.resolve({ hosts: [], forwardsOthers: true }),

    tagsOf: (arns) =>
      inBatches(arns, (batch) =>
        wire.send(process, call('DescribeTags', namesOf(batch)), () => {
          const found = batch.map((arn) => account.byArn(arn));
          for (const loadBalancer of found) account.sawTags(process, loadBalancer);
          return new Map(found.map(({ arn, tags }) => [arn, tags]));
        }),
      ),

    listenersOf: (arn) =>
      wire.send(process, call('DescribeListeners', namesOf([arn])), () => {
        const loadBalancer = account.byArn(arn);
        account.sawListeners(process, loadBalancer);
        return loadBalancer.listeners.map((listener) => ({
          arn: listener.id,
          port: listener.port,
          protocol: listener.protocol,
          policy: listener.policies[0] ?? null,
        }));
      }),

    policies: (type) =>
      wire.send(process, call('DescribeSSLPolicies', type), () =>
        OFFERED_V2.filter(({ types }) => types.includes(type)),
      ),

    createdAt: async (arns) => {
      const answers = await inBatches(arns, (batch) =>
        wire.send(process, call('DescribeLoadBalancers', namesOf(batch)), () => {
          const found = batch.map((arn) => account.byArn(arn));
          return new Map(found.map(({ arn, createdAt }) => [arn, new Date(createdAt)]));
        }),
      );
      return new Map(
        [...answers].flatMap(([arn, answer]) =>
          answer.status === 'read' ? [[arn, answer.value] as const] : [],
        ),
      );
    },

    // No run of the simulation makes handshakes.
    addressesOf: async () => new Map(),

    setPolicy: (id, policy) => {
      const arn = arnOfListener(id);
      return wire.write(
        process,
        call('ModifyListener', `${namesOf([arn])} to ${policy}`, true),
        () => account.asked(process, arn),
        (asked) => {
          const found = modifiable(account, id, policy);
          if (!fits(found, policy)) {
            account.onMix(process, found.loadBalancer, asked);
            throw new AwsError('InvalidConfigurationRequest');
          }
          account.write(process, found, [policy], asked);
        },
      );
    },
  };
}

interface Found {
  readonly loadBalancer: LoadBalancer;
  readonly listener: Listener;
}

/** @throws AwsError where AWS refuses */
function modifiable(account: Account, id: string, policy: string): Found {
  const found = account.listener(id);
  if (found === null) throw new AwsError('ListenerNotFound');
  const { loadBalancer } = found;
  if (account.refused.has(loadBalancer.name)) throw new AwsError('AccessDenied');
  if (!OFFERED_V2.some(({ name }) => name === policy)) throw new AwsError('SSLPolicyNotFound');
  return found;
}

function fits({ loadBalancer, listener }: Found, policy: string): boolean {
  const others = loadBalancer.listeners.filter((one) => one !== listener && isSecure(one));
  const names = [policy, ...others.flatMap(({ policies }) => policies)];
  return loadBalancer.type !== 'application' || goTogether(names);
}

/** The load balancer of a listener, by its ARN. */
function arnOfListener(id: string): string {
  return id.replace(':listener/', ':loadbalancer/').replace(/\/[^/]+$/, '');
}

export function namesOf(arns: readonly string[]): string {
  return arns.map((arn) => arn.split(':loadbalancer/')[1] ?? arn).join(' ');
}
