import type { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import type { Aws } from './aws/connect';
import { describeError } from './aws/errors';
import { METRICS_NAMESPACE, type MetricName } from './core/metrics';
import { failedRegions, hasFailed, type Report } from './core/report';
import type { WatchReport } from './core/watch';
import { digest, type Digest } from './report/digest/digest';
import { failureNotice } from './report/digest/notice';
import { watchDigest } from './report/digest/watch';

/** SNS did not take the digest. The report is in the log. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
}

/** A run that failed somewhere. Raised after the digest was sent, so that Lambda sees the failure too. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
}

/** Who is told what the function did: log, metrics and the topic. */
export interface Audience {
  readonly logger: Logger;
  readonly serviceName: string;
  readonly aws: Pick<Aws, 'publish'>;
  readonly topic: string;
}

/**
 * Tells of a sweep: each listener and the run in the log, numbers as metrics, the digest to the topic.
 *
 * @throws DeliveryError when SNS refuses the digest, after the report was logged
 */
export async function tell(
  report: Report,
  isMisconfigured: boolean,
  { logger, serviceName, aws, topic }: Audience,
): Promise<void> {
  log(logger, report);
  emitMetrics(serviceName, report, isMisconfigured);
  await send(aws, topic, digest(report));
}

/** Tells of a watch that found something, and logs what it undid. @throws DeliveryError */
export async function tellWatch(found: WatchReport, { logger, aws, topic }: Audience): Promise<void> {
  if (found.undone !== null) log(logger, found.undone);
  await send(aws, topic, watchDigest(found));
}

/**
 * Tells of an error that ended a run: the log always, the topic unless it has the digest already.
 *
 * @throws DeliveryError
 */
export async function tellFailure(
  error: unknown,
  isTold: boolean,
  { logger, aws, topic }: Audience,
): Promise<void> {
  logger.error('the run failed', { error: describeError(error) });
  if (isTold || error instanceof DeliveryError) return;
  await send(aws, topic, failureNotice(describeError(error)));
}

/** @throws RunFailedError when a listener, a load balancer or a Region failed */
export function failIfSomethingFailed(report: Report | null): void {
  if (report === null || !hasFailed(report)) return;
  const { runId, totals } = report;
  const what = `${totals.failed} listeners and ${failedRegions(report).length} Regions failed in run ${runId}`;
  throw new RunFailedError(`${what}; the digest and the log name them`);
}

/** One line for each listener, and one for the run: the auditors' record. */
function log(logger: Logger, { listeners, ...summary }: Report): void {
  for (const entry of listeners) {
    logger.info(`listener ${entry.outcome}`, { runId: summary.runId, entry });
  }
  logger.info('report', { report: summary });
}

/** Numbers for dashboards and alarms, in CloudWatch's embedded metric format. */
function emitMetrics(serviceName: string, { mode, totals, regions }: Report, isMisconfigured: boolean): void {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName });
  // Two sets of dimensions: by mode for people, and without for the alarms, which must not care about the mode.
  metrics.addDimension('mode', mode);
  metrics.addDimensions({});
  const numbers: Readonly<Record<MetricName, number>> = {
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

async function send(aws: Pick<Aws, 'publish'>, topic: string, { subject, body }: Digest): Promise<void> {
  try {
    await aws.publish(topic, subject, body);
  } catch (error) {
    const { code, message } = describeError(error);
    throw new DeliveryError(`${code} on sns:Publish to ${topic}: ${message}; the report is in the log`, {
      cause: error,
    });
  }
}
