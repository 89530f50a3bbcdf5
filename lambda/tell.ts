import type { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import { failedRegions, type Report } from './core/report';

/** Public: dashboards and alarms are built on it. */
export const METRICS_NAMESPACE = 'ElbTlsRemediator';

/** One line for each listener, and one for the run: the auditors' record. */
export function log(logger: Logger, { listeners, ...summary }: Report): void {
  for (const entry of listeners) {
    logger.info(`listener ${entry.outcome}`, { runId: summary.runId, entry });
  }
  logger.info('report', { report: summary });
}

/** Numbers for dashboards and alarms, in CloudWatch's embedded metric format. */
export function emitMetrics(
  serviceName: string,
  { mode, totals, regions }: Report,
  isMisconfigured: boolean,
): void {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName });
  // Two sets of dimensions: by mode for people, and without for the alarms, which must not care about the mode.
  metrics.addDimension('mode', mode);
  metrics.addDimensions({});
  const numbers = {
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
  for (const [name, value] of Object.entries(numbers)) metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}
