import {
  DescribeListenersCommand,
  DescribeSSLPoliciesCommand,
  DescribeTagsCommand,
  ModifyListenerCommand,
  type SslPolicy,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { defaultCatalogue } from '../../sandbox/catalogue';
import { outcomeOf, type Bench } from './bench';
import type { Difference } from './difference';
import { SOURCES } from './sources';
import { OLD, PQ } from '../vocabulary';

/** Application and Network Load Balancers. */
export const elbv2Differences: readonly Difference[] = [
  {
    topic: 'fewer policies are on offer',
    aws: '46 policies, among them the FIPS, FIPS-PQ and RFC 9151 families.',
    source: SOURCES.albPolicies,
    moto: '18 policies, none of these families.',
    coping: 'not shown',
    onMoto: { policies: 18, fips: 0, rfc9151: 0 },
    onSandbox: { policies: 46, fips: 22, rfc9151: 7 },
    probe: async (aws) => {
      const names = (await policies(aws)).map(({ Name = '' }) => Name);
      const having = (word: string): number => names.filter((name) => name.includes(word)).length;
      return { policies: names.length, fips: having('FIPS'), rfc9151: having('RFC9151') };
    },
  },
  {
    topic: 'one policy has other contents',
    aws: 'Ext1-PQ-2025-09 accepts what Ext1-2021-06 accepts. All other policies that moto has are as in the reference catalogue.',
    source: SOURCES.albPolicies,
    moto: 'Ext1-PQ-2025-09 has the ciphers of Ext2.',
    coping: 'not shown',
    onMoto: ['ELBSecurityPolicy-TLS13-1-2-Ext1-PQ-2025-09'],
    onSandbox: [],
    probe: async (aws) => {
      const offered = await policies(aws);
      return offered.filter((policy) => !isAsInCatalogue(policy)).map(({ Name }) => Name);
    },
  },
  {
    topic: 'protocols are listed newest first',
    aws: "Oldest first (TLSv1, TLSv1.1, TLSv1.2), in the API reference's sample; the order means nothing.",
    source: SOURCES.describeSslPolicies,
    moto: 'Newest first.',
    coping: 'not shown',
    onMoto: ['TLSv1.2', 'TLSv1.1', 'TLSv1'],
    onSandbox: ['TLSv1', 'TLSv1.1', 'TLSv1.2'],
    probe: async (aws) => (await policies(aws)).find(({ Name }) => Name === OLD)?.SslProtocols,
  },
  {
    topic: 'LoadBalancerType is ignored',
    aws: 'DescribeSSLPolicies with LoadBalancerType lists the policies for that type alone.',
    source: SOURCES.describeSslPolicies,
    moto: 'All policies, even for Gateway Load Balancers, which end no TLS.',
    coping: 'not shown',
    onMoto: 18,
    onSandbox: 0,
    probe: async ({ v2 }) => {
      const answer = await v2.send(new DescribeSSLPoliciesCommand({ LoadBalancerType: 'gateway' }));
      return answer.SslPolicies?.length;
    },
  },
  {
    topic: 'policies do not say which types they are for',
    aws: 'SupportedLoadBalancerTypes names them.',
    source: SOURCES.describeSslPolicies,
    moto: 'No SupportedLoadBalancerTypes.',
    coping: 'not shown',
    onMoto: undefined,
    onSandbox: ['application', 'network'],
    probe: async (aws) => (await policies(aws)).find(({ Name }) => Name === OLD)?.SupportedLoadBalancerTypes,
  },
  {
    topic: 'policies come on one page',
    aws: 'PageSize is honoured; a marker leads to the rest.',
    source: SOURCES.describeSslPolicies,
    moto: 'All at once.',
    coping: 'not shown',
    onMoto: { policies: 18, more: false },
    onSandbox: { policies: 2, more: true },
    probe: async ({ v2 }) => {
      const answer = await v2.send(new DescribeSSLPoliciesCommand({ PageSize: 2 }));
      return { policies: answer.SslPolicies?.length, more: Boolean(answer.NextMarker) };
    },
  },
  {
    topic: 'unknown policy names are dropped',
    aws: 'SSLPolicyNotFound for a name that does not exist.',
    source: SOURCES.describeSslPolicies,
    moto: 'The others are answered.',
    coping: 'not shown',
    onMoto: 'accepted',
    onSandbox: 'SSLPolicyNotFound',
    probe: async ({ v2 }) => {
      const Names = ['ELBSecurityPolicy-Nobody-2099-01', OLD];
      return outcomeOf(v2.send(new DescribeSSLPoliciesCommand({ Names })));
    },
  },
  {
    topic: 'policies of one ALB need not be compatible',
    aws: 'A post-quantum policy beside a plain one is refused on one ALB.',
    source: SOURCES.albUpdate,
    moto: 'Accepted.',
    coping: 'not shown',
    onMoto: 'accepted',
    onSandbox: 'InvalidConfigurationRequest',
    probe: async (aws) => {
      const listeners = [443, 8443].map((port) => ({ port, protocol: 'HTTPS' as const, policy: OLD }));
      await aws.add({ type: 'application', name: 'mixed', tags: {}, listeners });
      const ListenerArn = (await aws.listenersOf('mixed'))[443];
      return outcomeOf(aws.v2.send(new ModifyListenerCommand({ ListenerArn, SslPolicy: PQ })));
    },
  },
  {
    topic: 'listeners without TLS have a policy',
    aws: 'SslPolicy is for HTTPS and TLS listeners.',
    source: SOURCES.sdkV2,
    moto: 'HTTP and TCP listeners show ELBSecurityPolicy-2016-08.',
    coping: 'not shown',
    onMoto: OLD,
    onSandbox: undefined,
    probe: async (aws) => {
      const listeners = [{ port: 80, protocol: 'HTTP' as const }];
      await aws.add({ type: 'application', name: 'plain-http', tags: {}, listeners });
      const answer = await aws.v2.send(
        new DescribeListenersCommand({ LoadBalancerArn: await aws.arnOf('plain-http') }),
      );
      return answer.Listeners?.[0]?.SslPolicy;
    },
  },
  {
    topic: 'ARNs of NLBs say app',
    aws: '`loadbalancer/net/NAME/ID` and `listener/net/...`: that is how an ARN from the tag index tells the type.',
    source: SOURCES.iamElb,
    moto: '`loadbalancer/app/NAME/ID`: the tool would take an NLB for an ALB.',
    coping: 'repaired',
    onMoto: 'loadbalancer/app/wire',
    onSandbox: 'loadbalancer/net/wire',
    probe: async (aws) => {
      await aws.add({ type: 'network', name: 'wire', tags: {}, listeners: [] });
      return /loadbalancer\/\w+\/wire/.exec(await aws.arnOf('wire'))?.[0];
    },
  },
  {
    topic: 'DescribeTags takes more than 20',
    aws: 'Up to 20 resources in a single call.',
    source: SOURCES.sdkV2,
    moto: 'Any number.',
    coping: 'not shown',
    onMoto: 'accepted',
    onSandbox: 'ValidationError',
    probe: async ({ v2 }) => {
      const ResourceArns = Array.from({ length: 21 }, (_, number) => madeUpArn(String(number)));
      return outcomeOf(v2.send(new DescribeTagsCommand({ ResourceArns })));
    },
  },
  {
    topic: 'DescribeTags knows load balancers that do not exist',
    aws: 'LoadBalancerNotFound.',
    source: SOURCES.sdkV2,
    moto: 'No tags, as for one without: the tool finds it out of scope, and not gone.',
    coping: 'not shown',
    onMoto: 'accepted',
    onSandbox: 'LoadBalancerNotFound',
    probe: ({ v2 }) => outcomeOf(v2.send(new DescribeTagsCommand({ ResourceArns: [madeUpArn('nobody')] }))),
  },
  {
    topic: 'listeners come on one page',
    aws: 'DescribeListeners honours PageSize.',
    source: SOURCES.sdkV2,
    moto: 'All at once.',
    coping: 'not shown',
    onMoto: { listeners: 2, more: false },
    onSandbox: { listeners: 1, more: true },
    probe: async (aws) => {
      const listeners = [80, 81].map((port) => ({ port, protocol: 'HTTP' as const }));
      await aws.add({ type: 'application', name: 'two', tags: {}, listeners });
      const input = { LoadBalancerArn: await aws.arnOf('two'), PageSize: 1 };
      const answer = await aws.v2.send(new DescribeListenersCommand(input));
      return { listeners: answer.Listeners?.length, more: Boolean(answer.NextMarker) };
    },
  },
  {
    topic: 'nothing is throttled',
    aws: 'Mutating calls have a bucket of 20 that gets 3 a second: ThrottlingException beyond.',
    source: SOURCES.throttling,
    moto: 'Never.',
    coping: 'not shown',
    onMoto: ['accepted'],
    onSandbox: ['Throttling', 'accepted'],
    probe: async (aws) => {
      const listeners = [{ port: 443, protocol: 'HTTPS' as const, policy: OLD }];
      await aws.add({ type: 'application', name: 'busy', tags: {}, listeners });
      const ListenerArn = (await aws.listenersOf('busy'))[443];
      const modify = () => aws.v2.send(new ModifyListenerCommand({ ListenerArn, SslPolicy: OLD }));
      const outcomes = await Promise.all(Array.from({ length: 60 }, () => outcomeOf(modify())));
      return [...new Set(outcomes)].toSorted();
    },
    sandboxOptions: { buckets: { scale: 1 } },
  },
];

async function policies({ v2 }: Bench): Promise<readonly SslPolicy[]> {
  return (await v2.send(new DescribeSSLPoliciesCommand({ PageSize: 400 }))).SslPolicies ?? [];
}

function isAsInCatalogue({ Name, SslProtocols = [], Ciphers = [] }: SslPolicy): boolean {
  const reference = defaultCatalogue.policies.find(({ name }) => name === Name);
  return (
    reference !== undefined &&
    sameMembers(reference.protocols, SslProtocols) &&
    sameMembers(
      reference.ciphers,
      Ciphers.flatMap((cipher) => cipher.Name ?? []),
    )
  );
}

function sameMembers(some: readonly string[], others: readonly string[]): boolean {
  return some.toSorted().join() === others.toSorted().join();
}

function madeUpArn(name: string): string {
  return `arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/${name}/0000000000000000`;
}
