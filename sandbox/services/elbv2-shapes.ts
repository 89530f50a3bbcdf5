import type { SslPolicy } from '../catalogue';
import type { Listener, Rule, V2LoadBalancer } from '../state';
import type { Structure } from '../values';

/** A load balancer as DescribeLoadBalancers shows it. */
export function showLoadBalancer({ arn, name, type, scheme, dnsName }: V2LoadBalancer): Structure {
  return {
    LoadBalancerArn: arn,
    LoadBalancerName: name,
    Type: type,
    Scheme: scheme,
    State: { Code: 'active' },
    CreatedTime: '2024-01-01T00:00:00.000Z',
    DNSName: dnsName,
  };
}

/** A listener as DescribeListeners shows it; without a policy there is no SslPolicy at all. */
export function showListener(
  owner: V2LoadBalancer,
  { arn, port, protocol, policy, certificates: [first] }: Listener,
): Structure {
  return {
    ListenerArn: arn,
    LoadBalancerArn: owner.arn,
    Port: port,
    Protocol: protocol,
    SslPolicy: policy,
    Certificates: first === undefined ? undefined : [{ CertificateArn: first }],
  };
}

/** A policy as DescribeSSLPolicies shows it. */
export function showPolicy({ name, protocols, ciphers, types }: SslPolicy): Structure {
  return {
    Name: name,
    SslProtocols: protocols,
    Ciphers: ciphers.map((cipher, index) => ({ Name: cipher, Priority: index + 1 })),
    SupportedLoadBalancerTypes: types,
  };
}

/** A rule as DescribeRules shows it: hosts in both fields, as for those that were made in the older way. */
export function showRule(listenerArn: string, rule: Rule, index: number): Structure {
  const { hosts, hostRegexes, paths, action = 'forward', isDefault = false } = rule;
  const host = {
    Field: 'host-header',
    Values: hosts,
    HostHeaderConfig: { Values: hosts, RegexValues: hostRegexes },
  };
  const path = { Field: 'path-pattern', Values: paths, PathPatternConfig: { Values: paths } };
  return {
    RuleArn: `${listenerArn.replace(':listener/', ':listener-rule/')}/${index + 1}`,
    Priority: isDefault ? 'default' : String(index + 1),
    Conditions: [
      ...(hosts === undefined && hostRegexes === undefined ? [] : [host]),
      ...(paths === undefined ? [] : [path]),
    ],
    Actions: [{ Type: action, Order: 1 }],
    IsDefault: isDefault,
  };
}
