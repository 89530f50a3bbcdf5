import type { ClassicLoadBalancer, ClassicPolicy } from '../state';
import type { Structure } from '../values';

/** A load balancer as DescribeLoadBalancers shows it. */
export function showLoadBalancer({
  name,
  scheme,
  dnsName,
  listeners,
  policies,
}: ClassicLoadBalancer): Structure {
  return {
    LoadBalancerName: name,
    DNSName: dnsName,
    Scheme: scheme,
    CreatedTime: '2015-01-15T00:44:00.440Z',
    ListenerDescriptions: listeners.map(({ port, protocol, policyNames }) => ({
      Listener: { Protocol: protocol, LoadBalancerPort: port, InstanceProtocol: 'HTTP', InstancePort: 8080 },
      PolicyNames: policyNames,
    })),
    Policies: showPolicyNames([...policies.values()]),
  };
}

/** A policy as DescribeLoadBalancerPolicies shows it. */
export function showPolicy({ name, type, attributes }: ClassicPolicy): Structure {
  return {
    PolicyName: name,
    PolicyTypeName: type,
    PolicyAttributeDescriptions: attributes.map(([key, value]) => ({
      AttributeName: key,
      AttributeValue: value,
    })),
  };
}

function showPolicyNames(policies: readonly ClassicPolicy[]): Structure {
  const ofType = (type: string): readonly ClassicPolicy[] => policies.filter((each) => each.type === type);
  const others = policies.filter((each) => !each.type.endsWith('CookieStickinessPolicyType'));
  return {
    LBCookieStickinessPolicies: ofType('LBCookieStickinessPolicyType').map((each) => ({
      PolicyName: each.name,
      CookieExpirationPeriod: attribute(each, 'CookieExpirationPeriod'),
    })),
    AppCookieStickinessPolicies: ofType('AppCookieStickinessPolicyType').map((each) => ({
      PolicyName: each.name,
      CookieName: attribute(each, 'CookieName'),
    })),
    OtherPolicies: others.map((each) => each.name),
  };
}

function attribute({ attributes }: ClassicPolicy, name: string): string | undefined {
  return attributes.find(([key]) => key === name)?.[1];
}
