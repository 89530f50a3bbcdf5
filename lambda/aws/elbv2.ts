import {
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeSSLPoliciesCommand,
  DescribeTagsCommand,
  ModifyListenerCommand,
  paginateDescribeListenerCertificates,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeRules,
  type Certificate as SdkCertificate,
  type DescribeSSLPoliciesCommandOutput,
  type ElasticLoadBalancingV2Client,
  type LoadBalancer,
  type Listener as SdkListener,
  type LoadBalancerTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { HostRules, ListenerCertificate } from '../core/certificate';
import type { Address, ElbV2LoadBalancer, Listener, LoadBalancerRef, Tags } from '../core/estate';
import type { LogDestination } from '../core/impact/log-window';
import type { Policy } from '../core/policy/policy';
import { addressFrom } from './address';
import { inBatches, type Answer } from './batches';
import { allItems } from './pages';
import { loadBalancerRef } from './arn';
import { hostRulesFrom } from './host-rules';
import { logsFrom } from './log-attributes';
import { tagsFrom } from './tags';

/** Application and Network Load Balancers of one Region. */
export interface ElbV2 {
  /** All of them, in scope or not. */
  list(): Promise<readonly LoadBalancerRef[]>;
  tagsOf(arns: readonly string[]): Promise<ReadonlyMap<string, Answer<Tags>>>;
  listenersOf(loadBalancerArn: string): Promise<readonly Listener[]>;
  /** The policies on offer for one type of load balancer. */
  policies(type: ElbV2LoadBalancer['type']): Promise<readonly Policy[]>;
  /** The certificates of a secure listener: the default one first, each once. */
  certificatesOf(listenerArn: string): Promise<readonly ListenerCertificate[]>;
  /** The hosts that the rules of a listener of an ALB ask for. */
  hostRulesOf(listenerArn: string): Promise<HostRules>;
  /** The logs that it writes to S3, the most telling first; none where none is on. */
  logsOf(loadBalancerArn: string, type: ElbV2LoadBalancer['type']): Promise<readonly LogDestination[]>;
  setPolicy(listenerArn: string, policy: string): Promise<void>;
  /** When load balancers were created, by ARN; what AWS does not know is not in the answer. */
  createdAt(arns: readonly string[]): Promise<ReadonlyMap<string, Date>>;
  /** Where load balancers are reached, by ARN. */
  addressesOf(arns: readonly string[]): Promise<ReadonlyMap<string, Answer<Address>>>;
}

/** `reader` and `writer` are two clients because AWS gives reads and writes a rate of their own. */
export function elbV2(reader: ElasticLoadBalancingV2Client, writer: ElasticLoadBalancingV2Client): ElbV2 {
  const described = <T>(arns: readonly string[], read: (of: LoadBalancer) => T | undefined) =>
    inBatches(arns, async (batch) => {
      const input = { LoadBalancerArns: [...batch] };
      const { LoadBalancers = [] } = await reader.send(new DescribeLoadBalancersCommand(input));
      return new Map(
        LoadBalancers.flatMap((each): (readonly [string, T])[] => {
          const value = read(each);
          return value === undefined ? [] : [[each.LoadBalancerArn ?? '', value]];
        }),
      );
    });
  return {
    list: () =>
      allItems(paginateDescribeLoadBalancers({ client: reader }, {}), ({ LoadBalancers = [] }) =>
        LoadBalancers.flatMap(({ LoadBalancerArn }) => loadBalancerRef(LoadBalancerArn)),
      ),

    tagsOf: (arns) =>
      inBatches(arns, async (batch) => {
        const { TagDescriptions = [] } = await reader.send(
          new DescribeTagsCommand({ ResourceArns: [...batch] }),
        );
        return new Map(
          TagDescriptions.map(({ ResourceArn = '', Tags: tags }) => [ResourceArn, tagsFrom(tags)]),
        );
      }),

    listenersOf: (LoadBalancerArn) =>
      allItems(paginateDescribeListeners({ client: reader }, { LoadBalancerArn }), ({ Listeners = [] }) =>
        Listeners.map(listenerFrom),
      ),

    policies: (type) =>
      allItems(policyPages(reader, type), ({ SslPolicies = [] }) =>
        SslPolicies.map(({ Name = '', SslProtocols = [], Ciphers = [] }) => ({
          name: Name,
          protocols: SslProtocols,
          ciphers: Ciphers.flatMap((cipher) => cipher.Name ?? []),
        })),
      ),

    certificatesOf: async (ListenerArn) => {
      const pages = paginateDescribeListenerCertificates({ client: reader }, { ListenerArn });
      const all = await allItems(pages, ({ Certificates = [] }) => Certificates);
      // "If the default certificate is also in the certificate list, it appears twice" ([SDK2]).
      const defaults = new Set(all.filter(({ IsDefault }) => IsDefault).map(arnOf));
      const others = new Set(all.map(arnOf).filter((arn) => !defaults.has(arn)));
      return [
        ...[...defaults].map((arn) => ({ arn, isDefault: true })),
        ...[...others].map((arn) => ({ arn, isDefault: false })),
      ];
    },

    hostRulesOf: async (ListenerArn) =>
      hostRulesFrom(
        await allItems(paginateDescribeRules({ client: reader }, { ListenerArn }), ({ Rules = [] }) => Rules),
      ),

    logsOf: async (LoadBalancerArn, type) => {
      const command = new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn });
      const { Attributes = [] } = await reader.send(command);
      return logsFrom(Attributes, type);
    },

    createdAt: async (arns) => {
      const answers = await described(arns, ({ CreatedTime }) => CreatedTime);
      return new Map(
        [...answers].flatMap(([arn, answer]) =>
          answer.status === 'read' ? [[arn, answer.value] as const] : [],
        ),
      );
    },

    addressesOf: (arns) => described(arns, addressFrom),

    // Properties that are not sent stay as they are; lists that are sent are replaced ([SDK2]). So: these two.
    setPolicy: async (ListenerArn, SslPolicy) => {
      await writer.send(new ModifyListenerCommand({ ListenerArn, SslPolicy }));
    },
  };
}

/** The SDK has no paginator for these. As in its own, an empty marker ends the listing as well as a missing one. */
async function* policyPages(
  client: ElasticLoadBalancingV2Client,
  LoadBalancerType: LoadBalancerTypeEnum,
): AsyncGenerator<DescribeSSLPoliciesCommandOutput> {
  let Marker: string | undefined;
  do {
    const page = await client.send(new DescribeSSLPoliciesCommand({ LoadBalancerType, Marker }));
    yield page;
    Marker = page.NextMarker;
  } while (Marker);
}

function arnOf({ CertificateArn = '' }: SdkCertificate): string {
  return CertificateArn;
}

function listenerFrom({ ListenerArn = '', Port = 0, Protocol, SslPolicy }: SdkListener): Listener {
  return { arn: ListenerArn, port: Port, protocol: Protocol ?? '', policy: SslPolicy ?? null };
}
