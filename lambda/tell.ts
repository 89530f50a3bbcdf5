import type { Logger } from '@aws-lambda-powertools/logger';
import type { Aws } from './aws/connect';
import { describeError } from './aws/errors';
import type { Message } from './core/delivery/message';
import type { Report } from './core/report';
import type { UploadsReport } from './core/uploads';
import type { UserError } from './core/user-error';
import { resultOf, type WatchReport } from './core/watch';
import { watchDetail } from './core/wording/watch';
import { watchRecordOf } from './records/watch-record';
import {
  failureMessage,
  notUndoneMessage,
  notWatchedMessage,
  reportMessage,
  uploadsMessage,
  watchMessage,
  type Addressee,
} from './report/message/messages';
import { DeliveryError, NotUndoneError, NotWatchedError } from './tell/failures';
import { countRun, countUploads, countWake, countWatch } from './tell/metrics';

/** Who is told what the function did: log, metrics and the topic. */
export interface Audience extends Addressee {
  readonly logger: Logger;
  readonly serviceName: string;
  readonly aws: Pick<Aws, 'publish'>;
  readonly topic: string;
}

/**
 * Tells of a sweep or an undo: each listener and the run in the log, numbers as metrics, the digest to the topic. A quiet
 * sweep has no digest, and all else: alarms and auditors miss nothing.
 *
 * @throws DeliveryError when SNS refuses the digest, after the report was logged
 */
export async function tell(
  report: Report,
  { isMisconfigured, isDue }: { readonly isMisconfigured: boolean; readonly isDue: boolean },
  audience: Audience,
): Promise<void> {
  log(audience.logger, report);
  if (report.wokenBy === undefined) countRun(audience.serviceName, report, isMisconfigured);
  else countWake(audience.serviceName, report);
  if (isDue) await send(reportMessage(report, audience), audience);
  else audience.logger.info('no digest: nothing needs anybody', { runId: report.runId });
}

/**
 * Tells of a watch: what it found and undid in the log, numbers as metrics, and the topic if something is wrong.
 *
 * @throws DeliveryError
 */
export async function tellWatch(found: WatchReport, audience: Audience): Promise<void> {
  const { logger, serviceName } = audience;
  const { run, loadBalancers, undone, notUndone, worse, changedSince, unreadable } = found;
  if (undone !== null) log(logger, undone);
  const result = resultOf(found);
  logger.info('watch', { runId: run.runId, result, detail: watchDetail(found), loadBalancers, notUndone });
  countWatch(serviceName, {
    Watched: 1,
    WatchWorse: worse.length,
    WatchChangedSince: changedSince.length,
    NotWatched: unreadable.length,
  });
  if (result === 'quiet') return;
  await send(watchMessage(found, { ...watchRecordOf(found) }, audience), audience);
}

/**
 * Tells of certificates that somebody has uploaded: each in the log, numbers as metrics, and the topic if `isDue`.
 *
 * @throws DeliveryError
 */
export async function tellUploads(found: UploadsReport, isDue: boolean, audience: Audience): Promise<void> {
  const { logger, serviceName } = audience;
  logger.info('uploads', { report: found });
  countUploads(serviceName, found);
  if (isDue) await send(uploadsMessage(found, audience), audience);
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
export async function tellFailure(error: unknown, isTold: boolean, audience: Audience): Promise<void> {
  const { logger, serviceName } = audience;
  if (error instanceof NotWatchedError) {
    logger.error('a run is not watched', { runId: error.event.watch, error: error.why });
    countWatch(serviceName, { Watched: 0, WatchWorse: 0, WatchChangedSince: 0, NotWatched: 1 });
    await send(notWatchedMessage(error.event, error.why, audience), audience);
    return;
  }
  if (error instanceof NotUndoneError) {
    logger.error('a run is not undone', { runId: error.event.undo, error: error.why });
    await send(notUndoneMessage(error.event, error.why, audience), audience);
    return;
  }
  logger.error('the run failed', { error: describeError(error) });
  if (isTold || error instanceof DeliveryError) return;
  await send(failureMessage(describeError(error), audience), audience);
}

/** One line for each listener, and one for the run: the auditors' record. */
function log(logger: Logger, { listeners, ...summary }: Report): void {
  for (const entry of listeners) {
    logger.info(`listener ${entry.outcome}`, { runId: summary.runId, entry });
  }
  logger.info('report', { report: summary });
}

async function send(message: Message, { aws, topic }: Audience): Promise<void> {
  try {
    await aws.publish(topic, message);
  } catch (error) {
    const { code, message: why } = describeError(error);
    throw new DeliveryError(`${code} on sns:Publish to ${topic}: ${why}; the report is in the log`, {
      cause: error,
    });
  }
}
