import { randomBytes } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { MetricUnit, Metrics } from '@aws-lambda-powertools/metrics';
import { connect, type Aws } from './aws/connect';
import { describeError } from './aws/errors';
import type { Report } from './core/report';
import { until, type Deadline } from './deadline';
import { readEnvironment, readTopic, type Environment } from './environment';
import { digest, type Digest } from './report/digest';
import { failureNotice } from './report/notice';
import { sweep } from './sweep';

/** The Lambda's door: event and environment in, report out. */

/** What the handler answers: the report without its listeners. */
export type Summary = Omit<Report, 'listeners'>;

/** The part of Lambda's context that matters here. */
export interface Invocation {
  getRemainingTimeInMillis(): number;
}

/** What a handler is made of; tests bring their own. */
export interface Surroundings {
  readonly environment: Environment;
  readonly now: () => Date;
  readonly connect: (deadline: Deadline) => Aws;
}

/** Kept free at the end of the Lambda's time, to read back what is under way and to deliver (milliseconds). */
const RESERVE_MS = 45_000;

/** Public: dashboards and alarms are built on it. */
export const METRICS_NAMESPACE = 'ElbTlsRemediator';

const NAME = 'elb-tls-remediator';

/** A run that failed somewhere. Raised after the digest was sent, so that Lambda sees the failure too. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
}

/** SNS did not take the digest. The report is in the log. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
}

/**
 * Makes the handler. Any event runs a sweep; `{"dryRun": true}` makes one run dry, and no event can make a dry
 * function write.
 *
 * @throws RunFailedError after delivery, when a listener, a load balancer or a Region failed
 * @throws DeliveryError when SNS refuses the digest, after the report was logged
 * @throws UserError when a setting cannot be read; the topic is told
 */
export function createHandler(
  surroundings: Surroundings,
): (event: unknown, context: Invocation) => Promise<Summary> {
  const { environment, now } = surroundings;
  const serviceName = environment['POWERTOOLS_SERVICE_NAME'] ?? NAME;
  const logger = new Logger({ serviceName });
  return async (event, context) => {
    const deadline = until(new Date(now().getTime() + timeForWork(context)), now);
    const aws = surroundings.connect(deadline);
    const topic = readTopic(environment);
    try {
      const { settings, dryRun, doubt } = readEnvironment(environment);
      const report = await sweep({
        settings,
        mode: dryRun || isDryEvent(event) ? 'plan' : 'apply',
        aws,
        now,
        deadline,
        suffix: randomBytes(2).toString('hex'),
        notes: doubt === null ? [] : [doubt],
        progress: (line) => logger.info(line),
        deliver: async (made) => {
          log(logger, made);
          emitMetrics(serviceName, made, doubt !== null);
          await send(aws, topic, digest(made));
        },
      });
      failIfSomethingFailed(report);
      return summaryOf(report);
    } catch (error) {
      logger.error('the run failed', { error: describeError(error) });
      const isTold = error instanceof RunFailedError || error instanceof DeliveryError;
      if (!isTold) await send(aws, topic, failureNotice(describeError(error)));
      throw error;
    }
  };
}

/** The handler that the function is deployed with. */
export const handler = createHandler({
  environment: process.env,
  now: () => new Date(),
  connect: (deadline) => connect({ deadline, scale: 1 }),
});

/** A short time-out keeps a third of itself, a long one 45 seconds. */
function timeForWork(context: Invocation): number {
  const remaining = context.getRemainingTimeInMillis();
  return remaining - Math.min(RESERVE_MS, remaining / 3);
}

function isDryEvent(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'dryRun' in event && event.dryRun === true;
}

/** One line for each listener that is not simply fine, and one for the run: the auditors' record. */
function log(logger: Logger, { listeners, ...summary }: Report): void {
  for (const entry of listeners) {
    if (entry.outcome !== 'compliant')
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
  const numbers = {
    Runs: 1,
    Listeners: totals.listeners,
    Changed: totals.changed,
    Planned: totals.planned,
    Held: totals.held,
    Exempt: totals.exempt,
    Failed: totals.failed,
    FailedRegions: regions.filter(({ status }) => status === 'failed').length,
    Misconfigured: Number(isMisconfigured),
  };
  for (const [name, value] of Object.entries(numbers)) metrics.addMetric(name, MetricUnit.Count, value);
  metrics.publishStoredMetrics();
}

async function send(aws: Aws, topic: string, { subject, body }: Digest): Promise<void> {
  try {
    await aws.publish(topic, subject, body);
  } catch (error) {
    const { code, message } = describeError(error);
    throw new DeliveryError(`${code} on sns:Publish to ${topic}: ${message}; the report is in the log`, {
      cause: error,
    });
  }
}

function failIfSomethingFailed({ runId, totals, regions }: Report): void {
  const failedRegions = regions.filter(({ status }) => status === 'failed').length;
  if (totals.failed === 0 && failedRegions === 0) return;
  const what = `${totals.failed} listeners and ${failedRegions} Regions failed in run ${runId}`;
  throw new RunFailedError(`${what}; the digest and the log name them`);
}

function summaryOf({ listeners: _listeners, ...summary }: Report): Summary {
  return summary;
}
