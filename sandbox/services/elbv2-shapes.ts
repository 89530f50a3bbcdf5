import type { SslPolicy } from '../catalogue';
import type { Listener, V2LoadBalancer } from '../state';
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
export function showListener(owner: V2LoadBalancer, { arn, port, protocol, policy }: Listener): Structure {
  return { ListenerArn: arn, LoadBalancerArn: owner.arn, Port: port, Protocol: protocol, SslPolicy: policy };
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
