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

export type RunMetric = (typeof METRICS)[number];

/** Those of a sweep that looks at certificates; one that does not says nothing of them. */
export const CERTIFICATE_METRICS = [
  'Certificates',
  'ExpiringCertificates',
  'CertificateFaults',
  'UnreadCertificates',
] as const;

export type CertificateMetric = (typeof CERTIFICATE_METRICS)[number];

/** Those of a watch: one that found nothing says so too, so that quiet and never looked at are told apart. */
export const WATCH_METRICS = ['Watched', 'WatchWorse', 'WatchChangedSince', 'NotWatched'] as const;

export type WatchMetric = (typeof WATCH_METRICS)[number];

/**
 * Of a sweep that somebody's call woke. Apart from those of the others, which are of the whole web tier: `Runs` without a sweep of
 * it raise an alarm.
 */
export const WAKE_METRICS = ['EventSweeps', 'EventSweepsChanged'] as const;

export type WakeMetric = (typeof WAKE_METRICS)[number];

/** Of a look at certificates that somebody has uploaded to IAM. */
export const UPLOAD_METRICS = ['UploadedCertificates', 'UploadedCertificateFaults'] as const;

export type UploadMetric = (typeof UPLOAD_METRICS)[number];

/**
 * How an invocation ended, for the alarm: 1 where something failed and the topic was told, 0 at the end of a sweep in which
 * nothing did.
 */
export const END_METRICS = ['Trouble'] as const;

export type EndMetric = (typeof END_METRICS)[number];

export type MetricName = RunMetric | CertificateMetric | WatchMetric | WakeMetric | UploadMetric | EndMetric;
