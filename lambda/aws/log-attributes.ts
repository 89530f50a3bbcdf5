import type { LogDestination } from '../core/impact/log-window';

/** An attribute of DescribeLoadBalancerAttributes, of ALB and NLB. */
interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/**
 * The logs that an ALB or NLB writes to S3: connection logs, which failed handshakes are in too, before access logs. An NLB has
 * access logs alone, with a line for each TLS connection ([NLB-log]).
 */
export function logsFrom(
  attributes: readonly Attribute[],
  type: 'application' | 'network',
): readonly LogDestination[] {
  const valueOf = (key: string): string => attributes.find(({ Key }) => Key === key)?.Value ?? '';
  const destination = (kind: string, names: LogDestination['names'], log: LogDestination['log']) =>
    destinationFrom({
      isOn: valueOf(`${kind}.s3.enabled`).toLowerCase() === 'true',
      bucket: valueOf(`${kind}.s3.bucket`),
      prefix: valueOf(`${kind}.s3.prefix`),
      names,
      log,
    });
  return [
    ...destination('connection_logs', 'conn_log_', 'connections'),
    ...destination('access_logs', '', type === 'network' ? 'connections' : 'requests'),
  ];
}

/** One destination, where its log is on and says where it goes. */
export function destinationFrom({
  isOn,
  bucket,
  prefix,
  ...rest
}: LogDestination & { readonly isOn: boolean }): readonly LogDestination[] {
  // AWS takes no slash at either end; what is older than that rule may have one.
  return isOn && bucket !== '' ? [{ ...rest, bucket, prefix: prefix.replaceAll(/^\/+|\/+$/g, '') }] : [];
}
