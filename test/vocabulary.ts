/** The names that tests share: one account, its Regions, a few policies, and how AWS spells an ARN. */

export const ACCOUNT = '111122223333';
export const EU = 'eu-west-1';
export const US = 'us-east-1';
export const NOW = new Date('2026-11-22T06:00:00Z');
export const RUN_ID = '20261122T060000Z-3f9c';

export const WEB = { Tier: 'web' };
export const SCOPE = { tagKey: 'Tier', tagValues: ['web'] };

/** The default of AWS's API: TLS 1.0 to 1.2. */
export const OLD = full('2016-08');
/** The best plain policy. */
export const PLAIN = full('TLS13-1-2-Res-2021-06');
/** What AWS recommends. */
export const PQ = full('TLS13-1-2-Res-PQ-2025-09');
export const RFC9151 = full('TLS13-1-2-RFC9151-FIPS-2023-07');
export const CLASSIC_BEST = full('TLS-1-2-2017-01');
/** The one name that our policy has on a Classic load balancer. */
export const OWN_POLICY = 'elb-tls-TLS-1-2-2017-01';

/** `2016-08` written out: `ELBSecurityPolicy-` in front. */
export function full(short: string): string {
  return `ELBSecurityPolicy-${short}`;
}

export type LoadBalancerType = 'application' | 'network' | 'classic';

const ELB_ID = '0123456789abcdef';

export function loadBalancerArn(type: LoadBalancerType, name: string, region = EU): string {
  const path = {
    application: `app/${name}/${ELB_ID}`,
    network: `net/${name}/${ELB_ID}`,
    classic: name,
  };
  return `arn:aws:elasticloadbalancing:${region}:${ACCOUNT}:loadbalancer/${path[type]}`;
}

/** The listener's ARN, its last part made from the port; on Classic `#` and the port behind the load balancer's. */
export function listenerId(type: LoadBalancerType, arn: string, port: number): string {
  if (type === 'classic') return `${arn}#${port}`;
  return `${arn.replace(':loadbalancer/', ':listener/')}/${port.toString(16).padStart(16, '0')}`;
}

export function topicArn(name: string, region = EU): string {
  return `arn:aws:sns:${region}:${ACCOUNT}:${name}`;
}

/** A digest as one sentence after the other, whatever lines it is in and whatever mark they begin with. */
export function proseOf(body: string): string {
  return body.replaceAll(/\n *[|-] +/g, ' ').replaceAll(/\s+/g, ' ');
}
