import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import type { CertificatesReport } from '../core/certificate';
import {
  METRICS_NAMESPACE,
  type CertificateMetric,
  type EndMetric,
  type MetricName,
  type RunMetric,
  type UploadMetric,
  type WakeMetric,
  type WatchMetric,
} from '../core/metrics';
import { failedRegions, type Report } from '../core/report';
import type { UploadsReport } from '../core/uploads';
import { VERSION } from '../version';

/** Numbers for dashboards and alarms, in CloudWatch's embedded metric format. */

/** Of a sweep or an undo, whether its digest is sent or not. */
export function countRun(
  serviceName: string,
  { mode, totals, regions, certificates }: Report,
  isMisconfigured: boolean,
): void {
  const metrics = metricsOf(serviceName);
  // Two sets of dimensions: by mode for people, and without for the alarms, which must not care about the mode.
  metrics.addDimension('mode', mode);
  metrics.addDimensions({});
  const numbers: Readonly<Record<RunMetric, number>> = {
    Runs: 1,
    Listeners: totals.listeners,
    Changed: totals.changed,
    Planned: totals.planned,
    Held: totals.held,
    Exempt: totals.exempt,
    Failed: totals.failed,
    FailedRegions: failedRegions({ regions }).length,
    Misconfigured: Number(isMisconfigured),
  };
  emit(metrics, { ...numbers, ...(certificates === undefined ? {} : certificateNumbers(certificates)) });
}

function certificateNumbers({
  read,
  faults,
  unread,
}: CertificatesReport): Readonly<Record<CertificateMetric, number>> {
  const ending = faults.filter(({ fault }) => fault === 'expired' || fault === 'expiring');
  return {
    Certificates: read,
    ExpiringCertificates: new Set(ending.map(({ certificate }) => certificate)).size,
    CertificateFaults: faults.length,
    UnreadCertificates: unread.length,
  };
}

/** Of a sweep that somebody's call woke. */
export function countWake(serviceName: string, { totals }: Report): void {
  const numbers: Readonly<Record<WakeMetric, number>> = {
    EventSweeps: 1,
    EventSweepsChanged: totals.changed,
  };
  emit(metricsOf(serviceName), numbers);
}

/** Of certificates that somebody has uploaded. */
export function countUploads(serviceName: string, { uploads, faults }: UploadsReport): void {
  const numbers: Readonly<Record<UploadMetric, number>> = {
    UploadedCertificates: new Set(uploads.map(({ certificate }) => certificate)).size,
    UploadedCertificateFaults: faults.length,
  };
  emit(metricsOf(serviceName), numbers);
}

export function countWatch(serviceName: string, numbers: Readonly<Record<WatchMetric, number>>): void {
  emit(metricsOf(serviceName), numbers);
}

/** Counts how an invocation ended. To be called once the topic has been told: what could not be told is not counted. */
export function countEnd(serviceName: string, numbers: Readonly<Record<EndMetric, number>>): void {
  emit(metricsOf(serviceName), numbers);
}

function metricsOf(serviceName: string): Metrics {
  return new Metrics({ namespace: METRICS_NAMESPACE, serviceName });
}

function emit(metrics: Metrics, numbers: Readonly<Partial<Record<MetricName, number>>>): void {
  for (const [name, value] of Object.entries(numbers)) metrics.addMetric(name, MetricUnit.Count, value);
  // A field beside the metrics, and no dimension: each release would be a metric of its own.
  metrics.addMetadata('version', VERSION);
  metrics.publishStoredMetrics();
}
