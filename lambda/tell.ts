import type { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import type { Aws } from './aws/connect';
import { describeError } from './aws/errors';
import {
  METRICS_NAMESPACE,
  type EndMetric,
  type MetricName,
  type RunMetric,
  type WatchMetric,
} from './core/metrics';
import { failedRegions, hasFailed, unrecorded, type Report } from './core/report';
import type { UserError } from './core/user-error';
import { leftUndone, resultOf, type WatchReport } from './core/watch';
import { count } from './core/wording/sentence';
import { watchDetail } from './core/wording/watch';
import { digest, type Digest } from './report/digest/digest';
import { failureNotice, notUndoneNotice, notWatchedNotice } from './report/digest/notice';
import { watchDigest } from './report/digest/watch';
import { VERSION } from './version';

/** SNS did not take the digest. The report is in the log. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
}

/** A run that failed somewhere. Raised after the digest was sent: the handler answers it. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
}

/** A watch that could not look at all. */
export class NotWatchedError extends Error {
  override readonly name = 'NotWatchedError';
  constructor(
    readonly event: WatchEvent,
    readonly why: string,
  ) {
    super(`the watch of run ${event.watch} could not look: ${why}`);
  }
}

/** What an event asks to watch: the same words watch it later. */
export interface WatchEvent {
  readonly watch: string;
  readonly report?: string;
}

/** What an event asks to undo: the same words undo it later. */
export interface UndoEvent {
  readonly undo: string;
  readonly entries?: readonly number[];
}

/** An undo that an event asked for was not begun, because another run holds the lease. */
export class NotUndoneError extends Error {
  override readonly name = 'NotUndoneError';
  constructor(
    readonly event: UndoEvent,
    readonly why: string,
  ) {
    super(`run ${event.undo} was not undone: ${why}; send the event again when it has ended`);
  }
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

/**
 * Tells of a watch: what it found and undid in the log, numbers as metrics, and the topic if something is wrong.
 *
 * @throws DeliveryError
 */
export async function tellWatch(
  found: WatchReport,
  { logger, serviceName, aws, topic }: Audience,
): Promise<void> {
  const { run, loadBalancers, undone, notUndone, worse, changedSince, unreadable } = found;
  if (undone !== null) log(logger, undone);
  const result = resultOf(found);
  logger.info('watch', { runId: run.runId, result, detail: watchDetail(found), loadBalancers, notUndone });
  emitWatchMetrics(serviceName, {
    Watched: 1,
    WatchWorse: worse.length,
    WatchChangedSince: changedSince.length,
    NotWatched: unreadable.length,
  });
  if (result !== 'quiet') await send(aws, topic, watchDigest(found));
}

/** Tells the log that another run holds the lease, or held it for this sweep. No digest: that run sends its own. */
export function tellBusy({ message }: UserError, { logger }: Audience): null {
  logger.warn(message);
  return null;
}

/**
 * Tells of an error that ended a run: the log always, the topic unless it has the digest already.
 *
 * @throws DeliveryError
 */
export async function tellFailure(
  error: unknown,
  isTold: boolean,
  { logger, serviceName, aws, topic }: Audience,
): Promise<void> {
  if (error instanceof NotWatchedError) {
    logger.error('a run is not watched', { runId: error.event.watch, error: error.why });
    emitWatchMetrics(serviceName, { Watched: 0, WatchWorse: 0, WatchChangedSince: 0, NotWatched: 1 });
    await send(aws, topic, notWatchedNotice(error.event, error.why));
    return;
  }
  if (error instanceof NotUndoneError) {
    logger.error('a run is not undone', { runId: error.event.undo, error: error.why });
    await send(aws, topic, notUndoneNotice(error.event, error.why));
    return;
  }
  logger.error('the run failed', { error: describeError(error) });
  if (isTold || error instanceof DeliveryError) return;
  await send(aws, topic, failureNotice(describeError(error)));
}

/** @throws RunFailedError when what got worse should have been undone, and was not */
export function failIfNotUndone(found: WatchReport): void {
  const left = leftUndone(found).length;
  if (found.notUndone === null && left === 0) return;
  const why = found.notUndone ?? `${count(left, 'listener')} could not be put back`;
  throw new RunFailedError(`clients fail since run ${found.run.runId}, and not all was undone: ${why}`);
}

/** @throws RunFailedError when a listener, a load balancer, a Region or the record of a change failed */
export function failIfSomethingFailed(report: Report | null): void {
  if (report === null || !hasFailed(report)) return;
  const { runId, totals } = report;
  const failed = `${count(totals.failed, 'listener')} and ${count(failedRegions(report).length, 'Region')} failed`;
  const what = `${failed} in run ${runId}`;
  const { length } = unrecorded(report);
  const more =
    length === 0
      ? ''
      : `, and ${count(length, 'change')} ${length === 1 ? 'was' : 'were'} not made because the record did not take them`;
  throw new RunFailedError(`${what}${more}; the digest and the log name them`);
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
  publish(metrics, numbers);
}

function emitWatchMetrics(serviceName: string, numbers: Readonly<Record<WatchMetric, number>>): void {
  publish(new Metrics({ namespace: METRICS_NAMESPACE, serviceName }), numbers);
}

/** Counts how an invocation ended. To be called once the topic has been told: what could not be told is not counted. */
export function countEnd(
  numbers: Readonly<Record<EndMetric, number>>,
  { serviceName }: Pick<Audience, 'serviceName'>,
): void {
  publish(new Metrics({ namespace: METRICS_NAMESPACE, serviceName }), numbers);
}

function publish(metrics: Metrics, numbers: Readonly<Partial<Record<MetricName, number>>>): void {
  for (const [name, value] of Object.entries(numbers)) metrics.addMetric(name, MetricUnit.Count, value);
  // A field beside the metrics, and no dimension: each release would be a metric of its own.
  metrics.addMetadata('version', VERSION);
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
