import {
  CreateLBCookieStickinessPolicyCommand,
  CreateLoadBalancerCommand as CreateClassicCommand,
  CreateLoadBalancerPolicyCommand,
  ElasticLoadBalancingClient,
  SetLoadBalancerPoliciesOfListenerCommand,
  type PolicyAttribute,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { WantedClassic, WantedLoadBalancer, WantedV2 } from '../scenario/emulator';
import { ACCOUNT } from './server';

/** Makes load balancers on moto the way AWS's users do: with the create calls of the real SDK. */
export interface Furnisher {
  add(region: string, loadBalancer: WantedLoadBalancer): Promise<void>;
  /** An SSL negotiation policy on a Classic load balancer. */
  addTlsPolicy(region: string, loadBalancer: string, name: string, attributes: Attributes): Promise<void>;
}

type Attributes = readonly (readonly [name: string, value: string])[];

/** A server certificate of IAM's: moto looks those of ACM up, and these not. */
const CERTIFICATE = `arn:aws:iam::${ACCOUNT}:server-certificate/elb-tls`;

export function furnisher(endpoint: string): Furnisher {
  const regions = new Map<string, RegionTools>();
  const toolsFor = (region: string): RegionTools => {
    const tools = regions.get(region) ?? toolsIn(endpoint, region);
    regions.set(region, tools);
    return tools;
  };
  return {
    addTlsPolicy: (region, ...policy) => addTlsPolicy(toolsFor(region).classic, ...policy),
    add: async (region, wanted) => {
      const { v2, classic, subnets } = toolsFor(region);
      if (wanted.type === 'classic') await addClassic(classic, region, wanted);
      else await addV2(v2, wanted, await subnets());
    },
  };
}

function toolsIn(endpoint: string, region: string): RegionTools {
  let known: Promise<readonly string[]> | undefined;
  return {
    v2: new ElasticLoadBalancingV2Client({ endpoint, region }),
    classic: new ElasticLoadBalancingClient({ endpoint, region }),
    subnets: () => (known ??= defaultSubnets(endpoint, region)),
  };
}

interface RegionTools {
  readonly v2: ElasticLoadBalancingV2Client;
  readonly classic: ElasticLoadBalancingClient;
  readonly subnets: () => Promise<readonly string[]>;
}

async function addTlsPolicy(
  client: ElasticLoadBalancingClient,
  LoadBalancerName: string,
  PolicyName: string,
  attributes: Attributes,
): Promise<void> {
  const PolicyTypeName = 'SSLNegotiationPolicyType';
  const PolicyAttributes = attributes.map(([AttributeName, AttributeValue]): PolicyAttribute => ({
    AttributeName,
    AttributeValue,
  }));
  const input = { LoadBalancerName, PolicyName, PolicyTypeName, PolicyAttributes };
  await client.send(new CreateLoadBalancerPolicyCommand(input));
}

async function addV2(
  client: ElasticLoadBalancingV2Client,
  { name, type, tags, listeners }: WantedV2,
  subnets: readonly string[],
): Promise<void> {
  const { LoadBalancers } = await client.send(
    new CreateLoadBalancerCommand({ Name: name, Type: type, Subnets: [...subnets], Tags: tagList(tags) }),
  );
  const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn;
  for (const { port, protocol, policy } of listeners) {
    const secure = protocol === 'HTTPS' || protocol === 'TLS';
    await client.send(
      new CreateListenerCommand({
        LoadBalancerArn,
        Port: port,
        Protocol: protocol,
        DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '204' } }],
        ...(secure ? { SslPolicy: policy, Certificates: [{ CertificateArn: CERTIFICATE }] } : {}),
      }),
    );
  }
}

async function addClassic(
  client: ElasticLoadBalancingClient,
  region: string,
  { name, tags, listeners, policies = [] }: WantedClassic,
): Promise<void> {
  await client.send(
    new CreateClassicCommand({
      LoadBalancerName: name,
      AvailabilityZones: [`${region}a`],
      Tags: tagList(tags),
      Listeners: listeners.map(({ port, protocol }) => ({
        Protocol: protocol,
        LoadBalancerPort: port,
        InstancePort: 8080,
        ...(protocol === 'HTTPS' || protocol === 'SSL' ? { SSLCertificateId: CERTIFICATE } : {}),
      })),
    }),
  );
  // What a listener shows that was created without a policy is on the load balancer in the sandbox too (its SPEC says on
  // whose word); moto puts nothing there.
  const shown = new Set(listeners.flatMap(({ policyNames }) => policyNames));
  for (const predefined of [...shown].filter((policy) => policy.startsWith('ELBSecurityPolicy-'))) {
    await addTlsPolicy(client, name, predefined, [['Reference-Security-Policy', predefined]]);
  }
  for (const { name: PolicyName, reference } of policies) {
    if (reference !== undefined) {
      await addTlsPolicy(client, name, PolicyName, [['Reference-Security-Policy', reference]]);
    } else {
      const input = { LoadBalancerName: name, PolicyName, CookieExpirationPeriod: 60 };
      await client.send(new CreateLBCookieStickinessPolicyCommand(input));
    }
  }
  // A predefined name that is not among the policies: AWS puts it there itself, moto has to be told (and takes it).
  for (const { port, policyNames } of listeners) {
    const input = { LoadBalancerName: name, LoadBalancerPort: port, PolicyNames: [...policyNames] };
    if (policyNames.length > 0) await client.send(new SetLoadBalancerPoliciesOfListenerCommand(input));
  }
}

/** moto refuses an empty list of tags on one of its two APIs. */
function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] | undefined {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return list.length > 0 ? list : undefined;
}

/** Two subnets of the default VPC, which moto has from the start. One call is not worth an EC2 client. */
export async function defaultSubnets(endpoint: string, region: string): Promise<readonly string[]> {
  const scope = `Credential=test/20261122/${region}/ec2/aws4_request`;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'Action=DescribeSubnets&Version=2016-11-15',
  });
  const found = [...(await answer.text()).matchAll(/<subnetId>([^<]+)</g)].flatMap(([, id]) => id ?? []);
  if (found.length < 2) throw new Error(`moto has ${found.length} default subnets in ${region}, wanted 2`);
  return found.slice(0, 2);
}
