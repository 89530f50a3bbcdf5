import {
  CreateLoadBalancerPolicyCommand,
  DescribeLoadBalancerPoliciesCommand,
  DescribeLoadBalancersCommand,
  DescribeTagsCommand,
  SetLoadBalancerPoliciesOfListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing';
import type { WantedPolicy } from '../scenario/emulator';
import { outcomeOf, type Bench } from './bench';
import type { Difference } from './difference';
import { SOURCES } from './sources';
import { OLD } from '../vocabulary';

const REFERENCE = 'Reference-Security-Policy';

/** Classic Load Balancers. */
export const classicDifferences: readonly Difference[] = [
  {
    topic: 'no predefined Classic policies',
    aws: 'DescribeLoadBalancerPolicies without a load balancer answers the predefined policies, eleven today.',
    source: SOURCES.classicUpdate,
    moto: 'An error: it looks for a load balancer without a name.',
    coping: 'repaired',
    onMoto: 'LoadBalancerNotFound',
    onSandbox: 'accepted',
    probe: ({ classic }) => outcomeOf(classic.send(new DescribeLoadBalancerPoliciesCommand({}))),
  },
  {
    topic: 'a new secure Classic listener has no policy',
    aws: 'It shows ELBSecurityPolicy-2016-08.',
    source: SOURCES.classicCreate,
    moto: 'It shows none.',
    coping: 'prepared',
    onMoto: [],
    onSandbox: [OLD],
    probe: async (aws) => {
      await add(aws, 'fresh');
      return (await listenersOf(aws, 'fresh'))?.[0]?.PolicyNames;
    },
  },
  {
    topic: 'a policy is not spelt out',
    aws: 'One made from a predefined policy lists its reference and then 93 more attributes: protocols, options, ciphers.',
    source: SOURCES.recordings,
    moto: 'It lists what was sent: the reference alone.',
    coping: 'not shown',
    onMoto: 1,
    onSandbox: 94,
    probe: async (aws) => {
      await add(aws, 'terse', [{ name: 'made', type: 'SSLNegotiationPolicyType', reference: OLD }]);
      return (await policiesOf(aws, 'terse'))?.[0]?.PolicyAttributeDescriptions?.length;
    },
  },
  {
    topic: 'stickiness policies have a type of their own',
    aws: 'LBCookieStickinessPolicyType.',
    source: SOURCES.policyTypes,
    moto: 'LbCookieStickinessPolicy. To the tool both are just not TLS.',
    coping: 'not shown',
    onMoto: 'LbCookieStickinessPolicy',
    onSandbox: 'LBCookieStickinessPolicyType',
    probe: async (aws) => {
      await add(aws, 'cookies', [{ name: 'sticky', type: 'LBCookieStickinessPolicyType' }]);
      return (await policiesOf(aws, 'cookies'))?.[0]?.PolicyTypeName;
    },
  },
  {
    topic: 'a listener takes policies that are not there',
    aws: 'PolicyNotFound for a name that is no policy of that load balancer, predefined names too.',
    source: SOURCES.policyNotFound,
    moto: 'Accepted. This is how the scenario gives a listener the default policy of AWS.',
    coping: 'used',
    onMoto: 'accepted',
    onSandbox: 'PolicyNotFound',
    probe: async (aws) => {
      await add(aws, 'loose');
      return outcomeOf(setPolicies(aws, 'loose', 443, ['ELBSecurityPolicy-TLS-1-2-2017-01', 'nobody']));
    },
  },
  {
    topic: 'a policy name can be taken twice',
    aws: 'DuplicatePolicyName.',
    source: SOURCES.sdkClassic,
    moto: 'Accepted, and the first one stays: how the tool meets a race is not shown.',
    coping: 'not shown',
    onMoto: ['accepted', 'accepted'],
    onSandbox: ['accepted', 'DuplicatePolicyName'],
    probe: async (aws) => {
      await add(aws, 'twice');
      return [await createPolicy(aws, 'twice', 'same', OLD), await createPolicy(aws, 'twice', 'same', OLD)];
    },
  },
  {
    topic: 'reserved policy names are free',
    aws: 'A custom policy must not start with ELBSecurityPolicy- or ELBSample-.',
    source: SOURCES.classicUpdate,
    moto: "Accepted. This is how AWS's own policies come to stand on a shelf for the proxy.",
    coping: 'used',
    onMoto: 'accepted',
    onSandbox: 'InvalidConfigurationRequest',
    probe: async (aws) => {
      await add(aws, 'reserved');
      return createPolicy(aws, 'reserved', 'ELBSecurityPolicy-Mine', OLD);
    },
  },
  {
    topic: 'a load balancer has room for any number of policies',
    aws: 'TooManyPolicies, beyond 98 or so.',
    source: `${SOURCES.sdkClassic}; the number: ${SOURCES.policyLimit}`,
    moto: 'No limit.',
    coping: 'not shown',
    onMoto: ['accepted'],
    onSandbox: ['TooManyPolicies', 'accepted'],
    probe: async (aws) => {
      await add(aws, 'roomy');
      const names = Array.from({ length: 120 }, (_, number) => `policy-${number}`);
      const outcomes = await Promise.all(names.map((name) => createPolicy(aws, 'roomy', name, OLD)));
      return [...new Set(outcomes)].toSorted();
    },
  },
  {
    topic: 'a listener that does not exist takes policies',
    aws: 'ListenerNotFound.',
    source: SOURCES.sdkClassic,
    moto: 'Accepted, and nothing happens.',
    coping: 'not shown',
    onMoto: 'accepted',
    onSandbox: 'ListenerNotFound',
    probe: async (aws) => {
      await add(aws, 'deaf');
      return outcomeOf(setPolicies(aws, 'deaf', 9999, []));
    },
  },
  {
    topic: 'a change to a load balancer that does not exist breaks moto',
    aws: 'LoadBalancerNotFound.',
    source: SOURCES.sdkClassic,
    moto: 'A Python error, in an answer that the SDK cannot read.',
    coping: 'not shown',
    onMoto: 'UnreadableAnswer',
    onSandbox: 'LoadBalancerNotFound',
    probe: (aws) => outcomeOf(setPolicies(aws, 'nobody', 443, [])),
  },
  {
    topic: 'Classic DescribeTags takes more than 20',
    aws: '1 to 20 names.',
    source: SOURCES.classicDescribeTags,
    moto: 'Any number.',
    coping: 'not shown',
    onMoto: 'accepted',
    onSandbox: 'ValidationError',
    probe: async (aws) => {
      const names = Array.from({ length: 21 }, (_, number) => `many-${number}`);
      await Promise.all(names.map((name) => add(aws, name)));
      return outcomeOf(aws.classic.send(new DescribeTagsCommand({ LoadBalancerNames: names })));
    },
  },
  {
    topic: 'pages of Classic load balancers are short',
    aws: '400 on a page unless the caller asks for fewer.',
    source: SOURCES.sdkClassic,
    moto: '50 on a page: with 51 the scenario turns it.',
    coping: 'used',
    onMoto: { loadBalancers: 50, more: true },
    onSandbox: { loadBalancers: 51, more: false },
    probe: async (aws) => {
      const names = Array.from({ length: 51 }, (_, number) => `crowd-${number}`);
      await Promise.all(names.map((name) => add(aws, name)));
      const answer = await aws.classic.send(new DescribeLoadBalancersCommand({}));
      return { loadBalancers: answer.LoadBalancerDescriptions?.length, more: Boolean(answer.NextMarker) };
    },
  },
  {
    topic: 'the last page of Classic load balancers has no marker',
    aws: 'An empty one.',
    source: SOURCES.sdkClassic,
    moto: 'None.',
    coping: 'not shown',
    onMoto: undefined,
    onSandbox: '',
    probe: async (aws) => {
      await add(aws, 'last');
      const input = { LoadBalancerNames: ['last'] };
      return (await aws.classic.send(new DescribeLoadBalancersCommand(input))).NextMarker;
    },
  },
];

async function add(aws: Bench, name: string, policies: readonly WantedPolicy[] = []): Promise<void> {
  const listeners = [{ port: 443, protocol: 'HTTPS' as const, policyNames: [] }];
  await aws.add({ type: 'classic', name, tags: {}, policies, listeners });
}

async function listenersOf({ classic }: Bench, name: string) {
  const answer = await classic.send(new DescribeLoadBalancersCommand({ LoadBalancerNames: [name] }));
  return answer.LoadBalancerDescriptions?.[0]?.ListenerDescriptions;
}

async function policiesOf({ classic }: Bench, LoadBalancerName: string) {
  return (await classic.send(new DescribeLoadBalancerPoliciesCommand({ LoadBalancerName })))
    .PolicyDescriptions;
}

function createPolicy(
  { classic }: Bench,
  LoadBalancerName: string,
  PolicyName: string,
  AttributeValue: string,
) {
  const input = {
    LoadBalancerName,
    PolicyName,
    PolicyTypeName: 'SSLNegotiationPolicyType',
    PolicyAttributes: [{ AttributeName: REFERENCE, AttributeValue }],
  };
  return outcomeOf(classic.send(new CreateLoadBalancerPolicyCommand(input)));
}

function setPolicies(
  { classic }: Bench,
  LoadBalancerName: string,
  LoadBalancerPort: number,
  PolicyNames: string[],
) {
  const input = { LoadBalancerName, LoadBalancerPort, PolicyNames };
  return classic.send(new SetLoadBalancerPoliciesOfListenerCommand(input));
}
