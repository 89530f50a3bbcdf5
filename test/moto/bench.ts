import { AccountClient } from '@aws-sdk/client-account';
import { ElasticLoadBalancingClient } from '@aws-sdk/client-elastic-load-balancing';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { describeError } from '../../lambda/aws/errors';
import type { NewLoadBalancer, Sandbox } from '../../sandbox';
import type { WantedLoadBalancer } from '../scenario/emulator';
import { furnisher } from './furnish';

/** An emulator laid open for a probe: the real SDK clients, no proxy, no retries, and a way to put things there. */
export interface Bench extends Clients {
  add(loadBalancer: WantedLoadBalancer): Promise<void>;
  /** Makes a topic and answers its ARN. */
  readonly addTopic: () => Promise<string>;
  /** The ARN of an ALB or NLB. */
  arnOf(name: string): Promise<string>;
  /** The ARNs of the listeners of an ALB or NLB, by port. */
  listenersOf(name: string): Promise<Readonly<Record<number, string>>>;
}

interface Clients {
  readonly v2: ElasticLoadBalancingV2Client;
  readonly classic: ElasticLoadBalancingClient;
  readonly tagging: ResourceGroupsTaggingAPIClient;
  readonly sns: SNSClient;
  readonly account: AccountClient;
}

const REGION = 'eu-west-1';

export function benchOnMoto(endpoint: string): Bench {
  const clients = clientsOf(endpoint);
  const furnish = furnisher(endpoint);
  return benchOf(clients, {
    add: (loadBalancer) => furnish.add(REGION, loadBalancer),
    addTopic: async () => (await clients.sns.send(new CreateTopicCommand({ Name: 'probe' }))).TopicArn ?? '',
  });
}

export function benchOnSandbox(sandbox: Sandbox): Bench {
  return benchOf(clientsOf(sandbox.endpoint), {
    add: async (loadBalancer) => {
      sandbox.region(REGION).addLoadBalancer(withDefaults(loadBalancer));
    },
    addTopic: async () => {
      const arn = `arn:aws:sns:${REGION}:111122223333:probe`;
      sandbox.topic(arn);
      return arn;
    },
  });
}

function clientsOf(endpoint: string): Clients {
  const config = { endpoint, region: REGION, maxAttempts: 1 };
  return {
    v2: new ElasticLoadBalancingV2Client(config),
    classic: new ElasticLoadBalancingClient(config),
    tagging: new ResourceGroupsTaggingAPIClient(config),
    sns: new SNSClient(config),
    account: new AccountClient(config),
  };
}

function benchOf(clients: Clients, making: Pick<Bench, 'add' | 'addTopic'>): Bench {
  const { v2 } = clients;
  const arnOf = async (name: string): Promise<string> => {
    const { LoadBalancers } = await v2.send(new DescribeLoadBalancersCommand({ Names: [name] }));
    return LoadBalancers?.[0]?.LoadBalancerArn ?? '';
  };
  return {
    ...clients,
    ...making,
    arnOf,
    listenersOf: async (name) => {
      const found = await v2.send(new DescribeListenersCommand({ LoadBalancerArn: await arnOf(name) }));
      const listeners = found.Listeners ?? [];
      return Object.fromEntries(listeners.map(({ Port = 0, ListenerArn = '' }) => [Port, ListenerArn]));
    },
  };
}

/** A Classic listener without policies is one for which nobody chose: AWS gives it the default, if it is secure. */
function withDefaults(wanted: WantedLoadBalancer): NewLoadBalancer {
  if (wanted.type !== 'classic') return wanted;
  const listeners = wanted.listeners.map(({ policyNames, ...rest }) =>
    policyNames.length > 0 ? { ...rest, policyNames } : rest,
  );
  return { ...wanted, listeners };
}

/** How a call ended: AWS's code of its error, or `accepted`. */
export async function outcomeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    return describeError(error).code;
  }
}
