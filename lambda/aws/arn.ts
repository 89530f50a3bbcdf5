import type { LoadBalancerRef } from '../core/estate';

/**
 * The load balancer that an ARN names: none for other resources and for Gateway Load Balancers, which end no TLS.
 * `arn:aws:elasticloadbalancing:R:A:loadbalancer/app/NAME/ID`, `.../net/NAME/ID`, and on Classic `.../NAME`
 * ([c7n-rec] recordings of GetResources).
 */
export function loadBalancerRef(arn: string | undefined): readonly LoadBalancerRef[] {
  const match = /^arn:[^:]+:elasticloadbalancing:([^:]+):\d+:loadbalancer\/(?:(app|net|gwy)\/)?([^/]+)/.exec(
    arn ?? '',
  );
  if (arn === undefined || match === null) return [];
  const [, region = '', kind, name = ''] = match;
  if (kind === 'gwy') return [];
  const type = kind === 'app' ? 'application' : kind === 'net' ? 'network' : 'classic';
  return [{ region, name, arn, type }];
}

/** The Region that an ARN names; empty where it names none. */
export function regionIn(arn: string): string {
  return arn.split(':')[3] ?? '';
}

/** The function itself, without the version or the alias that a call came by: roles may invoke that alone. */
export function unqualified(functionArn: string): string {
  return functionArn.split(':').slice(0, 7).join(':');
}
