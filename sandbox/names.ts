import type { LoadBalancer, RegionState, Scheme } from './state';

/** How AWS names what is made: from nothing but the order of creation, so that every run has the same names. */

export function arnOf({ name, account }: RegionState, resource: string): string {
  return `arn:aws:elasticloadbalancing:${name}:${account}:${resource}`;
}

/** The last part of an ARN: 16 digits. */
export function hexadecimal(number: number): string {
  return number.toString(16).padStart(16, '0');
}

/** What a DNS name is made of. */
interface Front {
  readonly type: LoadBalancer['type'];
  readonly name: string;
  readonly scheme: Scheme | undefined;
  readonly serial: number;
}

/** Where clients find a load balancer; no two have had the same. A Gateway Load Balancer has no DNS name. */
export function dnsNameOf({ name: region }: RegionState, front: Front): string | undefined {
  const { type, name, scheme, serial } = front;
  switch (type) {
    case 'gateway':
      return undefined;
    case 'network':
      return `${name}-${hexadecimal(serial)}.elb.${region}.amazonaws.com`;
    case 'application':
    case 'classic':
      return `${scheme === 'internal' ? 'internal-' : ''}${name}-${FIRST + serial}.${region}.elb.amazonaws.com`;
  }
}

/** AWS's own number has about ten digits. */
const FIRST = 1_000_000_000;
