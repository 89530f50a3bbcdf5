/** A file of logs, wherever it lies. */
export interface LogFile {
  /** As a person finds it again: a path, or `s3://bucket/key`. */
  readonly name: string;
  /** As it lies there, packed or not; 0: not known. */
  readonly size: number;
  /**
   * Its bytes as they lie there. A part is read before the next is asked for, and may be overwritten then.
   *
   * @throws what keeps it from being read, at once or in the middle
   */
  open(): AsyncIterable<Uint8Array>;
}

/**
 * Whether a file is none of these logs by its name: what AWS puts there to see whether it may write ([ALB-log], [ALB-conn]), and
 * the log of health checks.
 */
export function isNoLog(name: string): boolean {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return /^ELB\w*TestFile$/.test(last) || last.startsWith('health_check_log_');
}

/**
 * The load balancer that a file's name says: `conn_log_..._elasticloadbalancing_REGION_app.NAME.ID_END_ADDRESS_RANDOM.log.gz` is
 * of `app/NAME/ID` ([ALB-conn]). `null`: it says none.
 */
export function loadBalancerNamed(name: string): string | null {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const [, type, own, id] =
    /_elasticloadbalancing_[a-z0-9-]+_(app|net)\.([\w-]+)\.([0-9a-f]+)_/.exec(last) ?? [];
  return type === undefined ? null : `${type}/${own}/${id}`;
}
