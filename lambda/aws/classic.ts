import {
  CreateLoadBalancerPolicyCommand,
  DeleteLoadBalancerPolicyCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancerPoliciesCommand,
  DescribeTagsCommand,
  paginateDescribeLoadBalancers,
  SetLoadBalancerPoliciesOfListenerCommand,
  type ElasticLoadBalancingClient,
  type LoadBalancerDescription,
  type PolicyDescription,
} from '@aws-sdk/client-elastic-load-balancing';
import type { PolicyToCreate } from '../core/change';
import type { Address, ClassicLoadBalancer, ClassicPolicy, Tags } from '../core/estate';
import type { LogDestination } from '../core/impact/log-window';
import { addressFrom } from './address';
import { inBatches, type Answer } from './batches';
import { destinationFrom } from './log-attributes';
import { allItems } from './pages';
import { tagsFrom } from './tags';

/** What DescribeLoadBalancers says of a Classic load balancer. */
export type ClassicDescription = Pick<ClassicLoadBalancer, 'listeners' | 'created'>;

/** Classic Load Balancers of one Region, by name. */
export interface Classic {
  /** The names of all of them, in scope or not. */
  list(): Promise<readonly string[]>;
  tagsOf(names: readonly string[]): Promise<ReadonlyMap<string, Answer<Tags>>>;
  describe(names: readonly string[]): Promise<ReadonlyMap<string, Answer<ClassicDescription>>>;
  /** Where they are reached. */
  addressesOf(names: readonly string[]): Promise<ReadonlyMap<string, Answer<Address>>>;
  /** The access log that it writes to S3; none where it is off. */
  logsOf(name: string): Promise<readonly LogDestination[]>;
  /** Every policy on one load balancer, of any type. */
  policiesOf(name: string): Promise<readonly ClassicPolicy[]>;
  /** AWS's own policies: what a new one can be made from. */
  predefinedPolicies(): Promise<readonly ClassicPolicy[]>;
  /** Creates an SSL negotiation policy on one load balancer, from a predefined one or from attributes. */
  createPolicy(loadBalancer: string, policy: PolicyToCreate): Promise<void>;
  /** Deletes a policy that no listener has. */
  deletePolicy(loadBalancer: string, name: string): Promise<void>;
  /** Replaces the whole list of a listener's policies. */
  setPolicies(loadBalancer: string, port: number, names: readonly string[]): Promise<void>;
}

/** `reader` and `writer` are two clients because AWS gives reads and writes a rate of their own. */
export function classic(reader: ElasticLoadBalancingClient, writer: ElasticLoadBalancingClient): Classic {
  const policies = async (LoadBalancerName?: string): Promise<readonly ClassicPolicy[]> => {
    const { PolicyDescriptions = [] } = await reader.send(
      new DescribeLoadBalancerPoliciesCommand({ LoadBalancerName }),
    );
    return PolicyDescriptions.map(policyFrom);
  };
  const described = <T>(names: readonly string[], read: (of: LoadBalancerDescription) => T) =>
    inBatches(names, async (batch) => {
      const pages = paginateDescribeLoadBalancers({ client: reader }, { LoadBalancerNames: [...batch] });
      const found = await allItems(pages, ({ LoadBalancerDescriptions = [] }) => LoadBalancerDescriptions);
      return new Map(found.map((each) => [each.LoadBalancerName ?? '', read(each)]));
    });
  return {
    list: () =>
      allItems(paginateDescribeLoadBalancers({ client: reader }, {}), ({ LoadBalancerDescriptions = [] }) =>
        LoadBalancerDescriptions.flatMap(({ LoadBalancerName }) => LoadBalancerName ?? []),
      ),

    tagsOf: (names) =>
      inBatches(names, async (batch) => {
        const { TagDescriptions = [] } = await reader.send(
          new DescribeTagsCommand({ LoadBalancerNames: [...batch] }),
        );
        return new Map(
          TagDescriptions.map(({ LoadBalancerName = '', Tags: tags }) => [LoadBalancerName, tagsFrom(tags)]),
        );
      }),

    describe: (names) => described(names, descriptionFrom),
    addressesOf: (names) => described(names, addressFrom),

    logsOf: async (LoadBalancerName) => {
      const command = new DescribeLoadBalancerAttributesCommand({ LoadBalancerName });
      const { AccessLog } = (await reader.send(command)).LoadBalancerAttributes ?? {};
      return destinationFrom({
        isOn: AccessLog?.Enabled === true,
        bucket: AccessLog?.S3BucketName ?? '',
        prefix: AccessLog?.S3BucketPrefix ?? '',
        names: '',
        log: 'requests',
      });
    },

    policiesOf: policies,
    predefinedPolicies: () => policies(),

    createPolicy: async (LoadBalancerName, { policyName: PolicyName, reference, attributes }) => {
      const PolicyAttributes =
        reference === null
          ? attributes.map((AttributeName) => ({ AttributeName, AttributeValue: 'true' }))
          : [{ AttributeName: REFERENCE, AttributeValue: reference }];
      const input = {
        LoadBalancerName,
        PolicyName,
        PolicyTypeName: 'SSLNegotiationPolicyType',
        PolicyAttributes,
      };
      await writer.send(new CreateLoadBalancerPolicyCommand(input));
    },

    deletePolicy: async (LoadBalancerName, PolicyName) => {
      await writer.send(new DeleteLoadBalancerPolicyCommand({ LoadBalancerName, PolicyName }));
    },

    setPolicies: async (LoadBalancerName, LoadBalancerPort, names) => {
      const input = { LoadBalancerName, LoadBalancerPort, PolicyNames: [...names] };
      await writer.send(new SetLoadBalancerPoliciesOfListenerCommand(input));
    },
  };
}

const REFERENCE = 'Reference-Security-Policy';
const PROTOCOL = 'Protocol-';
const NOT_CIPHERS = new Set([REFERENCE, 'Server-Defined-Cipher-Order']);

function descriptionFrom({
  CreatedTime,
  ListenerDescriptions = [],
}: LoadBalancerDescription): ClassicDescription {
  const listeners = ListenerDescriptions.map(({ Listener, PolicyNames = [] }) => ({
    port: Listener?.LoadBalancerPort ?? 0,
    protocol: Listener?.Protocol?.toUpperCase() ?? '',
    policyNames: PolicyNames,
    ...(Listener?.SSLCertificateId ? { certificate: Listener.SSLCertificateId } : {}),
  }));
  return { listeners, ...(CreatedTime === undefined ? {} : { created: CreatedTime.toISOString() }) };
}

/** A TLS policy is ninety-odd attributes: protocols, ciphers and a few others, each "true" or "false" ([c7n-rec]). */
function policyFrom({
  PolicyName,
  PolicyTypeName,
  PolicyAttributeDescriptions,
}: PolicyDescription): ClassicPolicy {
  const attributes = (PolicyAttributeDescriptions ?? []).map(
    ({ AttributeName = '', AttributeValue = '' }) => ({
      name: AttributeName,
      value: AttributeValue,
    }),
  );
  const on = attributes.filter(({ value }) => value.toLowerCase() === 'true').map(({ name }) => name);
  return {
    name: PolicyName ?? '',
    type: PolicyTypeName ?? '',
    reference: attributes.find(({ name }) => name === REFERENCE)?.value ?? null,
    protocols: on.filter((name) => name.startsWith(PROTOCOL)).map((name) => name.slice(PROTOCOL.length)),
    ciphers: on.filter((name) => !name.startsWith(PROTOCOL) && !NOT_CIPHERS.has(name)),
    attributes: on,
  };
}
