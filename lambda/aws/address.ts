import type { Address } from '../core/estate';

/** Both APIs tell the name in DNS and the scheme in the same words ([SDK2] [API1] DescribeLoadBalancers). */
export function addressFrom({
  DNSName = '',
  Scheme,
}: {
  readonly DNSName?: string | undefined;
  readonly Scheme?: string | undefined;
}): Address {
  return { dnsName: DNSName, isInternal: Scheme === 'internal' };
}
