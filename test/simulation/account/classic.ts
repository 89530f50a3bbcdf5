import { PREDEFINED, SSL, type Contents } from '../policies';
import type { Process } from '../process';
import {
  inBatches,
  type Classic,
  type ClassicDescription,
  type ClassicPolicy,
  type PolicyToCreate,
} from '../product';
import { AwsError } from '../wire';
import type { Call } from '../weather';
import type { Account, Asked } from './account';
import type { LoadBalancer } from './estate';

/** [k8s] names this many in a comment; AWS's own pages name none. */
const MOST_POLICIES = 98;

/** Classic Load Balancers of one Region, as one process sees them. */
export function classicOf(account: Account, process: Process, region: string): Classic {
  const call = (action: string, target: string, isWrite = false): Call => ({
    service: 'elb',
    action,
    target,
    region,
    isWrite,
  });
  const { wire } = account;
  const arnOf = (name: string): string =>
    account.in(region).find((one) => one.type === 'classic' && one.name === name)?.arn ?? name;
  const change = (
    action: string,
    { name, what }: { readonly name: string; readonly what: string },
    effect: (on: LoadBalancer, asked: Asked) => void,
  ): Promise<void> =>
    wire.write(
      process,
      call(action, `${name} ${what}`, true),
      () => account.asked(process, arnOf(name)),
      (asked) => {
        const loadBalancer = account.classicNamed(region, name);
        if (account.refused.has(name)) throw new AwsError('AccessDenied');
        effect(loadBalancer, asked);
      },
    );
  return {
    // Nobody looks at logs there.
    logsOf: () => Promise.resolve([]),

    list: () =>
      wire.send(process, call('DescribeLoadBalancers (Classic)', 'all'), () =>
        account.in(region).flatMap(({ type, name }) => (type === 'classic' ? [name] : [])),
      ),

    tagsOf: (names) =>
      inBatches(names, (batch) =>
        wire.send(process, call('DescribeTags (Classic)', batch.join(' ')), () => {
          const found = batch.map((name) => account.classicNamed(region, name));
          for (const loadBalancer of found) account.sawTags(process, loadBalancer);
          return new Map(found.map(({ name, tags }) => [name, tags]));
        }),
      ),

    describe: (names) =>
      inBatches(names, (batch) =>
        wire.send(process, call('DescribeLoadBalancers (Classic)', batch.join(' ')), () => {
          const found = batch.map((name) => account.classicNamed(region, name));
          for (const loadBalancer of found) account.sawListeners(process, loadBalancer);
          return new Map(found.map((loadBalancer) => [loadBalancer.name, describedOf(loadBalancer)]));
        }),
      ),

    // No run of the simulation makes handshakes.
    addressesOf: async () => new Map(),

    policiesOf: (name) =>
      wire.send(process, call('DescribeLoadBalancerPolicies', name), () =>
        account.classicNamed(region, name).policies.map(withAttributes),
      ),

    predefinedPolicies: () =>
      wire.send(process, call('DescribeLoadBalancerPolicies', 'predefined'), () =>
        [...PREDEFINED.values()].map(withAttributes),
      ),

    createPolicy: (name, policy) => {
      const { policyName, reference } = policy;
      const what = `${policyName} from ${reference ?? 'attributes'}`;
      return change('CreateLoadBalancerPolicy', { name, what }, (loadBalancer) => {
        const { policies } = loadBalancer;
        const contents = contentsFrom(policy);
        if (policies.some((one) => one.name === policyName)) throw new AwsError('DuplicatePolicyName');
        if (policies.length >= MOST_POLICIES) throw new AwsError('TooManyPolicies');
        loadBalancer.policies = [...policies, { ...contents, name: policyName, type: SSL, reference }];
      });
    },

    deletePolicy: (name, policy) =>
      change('DeleteLoadBalancerPolicy', { name, what: policy }, (loadBalancer) => {
        const isUsed = loadBalancer.listeners.some(({ policies }) => policies.includes(policy));
        if (isUsed) throw new AwsError('InvalidConfigurationRequest');
        loadBalancer.policies = loadBalancer.policies.filter((one) => one.name !== policy);
      }),

    setPolicies: (name, port, names) => {
      const what = `:${port} to ${names.join(' ')}`;
      return change('SetLoadBalancerPoliciesOfListener', { name, what }, (loadBalancer, asked) => {
        const listener = loadBalancer.listeners.find((one) => one.port === port);
        if (listener === undefined) throw new AwsError('ListenerNotFound');
        const missing = names.find((wanted) => !loadBalancer.policies.some((one) => one.name === wanted));
        if (missing !== undefined)
          throw new AwsError('PolicyNotFound', `There is no policy with name ${missing}`);
        account.write(process, { loadBalancer, listener }, names, asked);
      });
    },
  };
}

function describedOf({ listeners, createdAt }: LoadBalancer): ClassicDescription {
  return {
    listeners: listeners.map(({ port, protocol, policies }) => ({ port, protocol, policyNames: policies })),
    created: new Date(createdAt).toISOString(),
  };
}

/** The attributes that are on, as AWS names them. */
function withAttributes(policy: Contents): ClassicPolicy {
  return {
    ...policy,
    attributes: [...policy.protocols.map((protocol) => `Protocol-${protocol}`), ...policy.ciphers],
  };
}

/** What a policy accepts that is made from a predefined one, or from attributes of its own. */
function contentsFrom({ reference, attributes }: PolicyToCreate): Pick<Contents, 'protocols' | 'ciphers'> {
  const predefined = reference === null ? undefined : PREDEFINED.get(reference);
  if (predefined !== undefined) return predefined;
  if (reference !== null) throw new AwsError('InvalidConfigurationRequest');
  const protocols = attributes.filter((name) => name.startsWith('Protocol-'));
  return {
    protocols: protocols.map((name) => name.slice('Protocol-'.length)),
    ciphers: attributes.filter((name) => !protocols.includes(name)),
  };
}
