/**
 * The metrics that each run puts into its log. Public: the function writes them, alarms and dashboards are built on
 * them.
 */

export const METRICS_NAMESPACE = 'ElbTlsRemediator';

export const METRICS = [
  'Runs',
  'Listeners',
  'Changed',
  'Planned',
  'Held',
  'Exempt',
  'Failed',
  'FailedRegions',
  'Misconfigured',
] as const;

export type MetricName = (typeof METRICS)[number];
