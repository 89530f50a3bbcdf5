import { randomBytes } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { connect, type Aws } from './aws/connect';
import { describeError } from './aws/errors';
import { failedRegions, hasFailed, type Report } from './core/report';
import { until, type Deadline } from './core/deadline';
import {
  readEnvironment,
  readTopic,
  readWatch,
  type Environment,
  type WatchEnvironment,
} from './settings/environment';
import { memoryStore, Records } from './records/records';
import { digest, type Digest } from './report/digest/digest';
import { failureNotice } from './report/digest/notice';
import { watchDigest } from './report/digest/watch';
import { sweep } from './sweep';
import { emitMetrics, log } from './tell';
import { watch } from './runs/watch';
import type { World } from './runs/context';

/** The Lambda's door: event and environment in, report out. */

/** What the handler answers: the report without its listeners. */
export type Summary = Omit<Report, 'listeners'>;

/** The part of Lambda's context that matters here. */
export interface Invocation {
  readonly invokedFunctionArn?: string;
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

const NAME = 'elb-tls-remediator';

/** [CLB-met] */
const CLASSIC_UNWATCHED =
  'Classic load balancers have no metric of failed handshakes: whether their clients fail is not watched.';

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
 * function write. `{"watch": "RUN"}` looks at what a run has changed, and tells only if something is wrong.
 *
 * @throws RunFailedError after delivery, when a listener, a load balancer or a Region failed
 * @throws DeliveryError when SNS refuses the digest, after the report was logged
 * @throws UserError when a setting cannot be read; the topic is told
 */
export function createHandler(
  surroundings: Surroundings,
): (event: unknown, context: Invocation) => Promise<Summary | null> {
  const { environment, now } = surroundings;
  const serviceName = environment['POWERTOOLS_SERVICE_NAME'] ?? NAME;
  const logger = new Logger({ serviceName });
  return async (event, context) => {
    const deadline = until(new Date(now().getTime() + timeForWork(context)), now);
    const aws = surroundings.connect(deadline);
    const topic = readTopic(environment);
    try {
      const { settings, dryRun, doubt } = readEnvironment(environment);
      const watching = readWatch(environment);
      const bucket = environment['RECORD_BUCKET']?.trim();
      const world: World = {
        aws,
        now,
        deadline,
        records: new Records(bucket ? aws.bucket(bucket) : memoryStore()),
        suffix: randomBytes(2).toString('hex'),
        notes: doubt === null ? [] : [doubt],
        progress: (line) => logger.info(line),
        deliver: async (made) => {
          // What a watch undoes is told in its own digest.
          if (made.mode === 'undo') return log(logger, made);
          const notes = await scheduleWatch(aws, made, watching, context, now());
          const whole = { ...made, notes: [...made.notes, ...notes] };
          log(logger, whole);
          emitMetrics(serviceName, whole, doubt !== null);
          await send(aws, topic, digest(whole));
        },
      };
      const watched = runToWatch(event);
      if (watched !== null) {
        const autoUndo = watching.autoUndo && !dryRun;
        return await watchAndTell(watched, { ...watching, autoUndo }, world, topic);
      }
      const report = await sweep({
        ...world,
        settings,
        mode: dryRun || isDryEvent(event) ? 'plan' : 'apply',
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
  return typeof event === 'object' && event !== null && 'dryRun' in event && event.dryRun !== false;
}

function runToWatch(event: unknown): string | null {
  if (typeof event !== 'object' || event === null || !('watch' in event)) return null;
  return typeof event.watch === 'string' ? event.watch : null;
}

/** Has the function called again after a run with changes. What cannot be watched is said in the digest. */
async function scheduleWatch(
  aws: Aws,
  { runId, totals, record, listeners }: Report,
  { minutes, roleArn }: WatchEnvironment,
  { invokedFunctionArn }: Invocation,
  now: Date,
): Promise<readonly string[]> {
  if (totals.changed === 0 || minutes === 0) return [];
  if (!roleArn || invokedFunctionArn === undefined || record === undefined) {
    return ['The changes are not watched: WATCH_ROLE_ARN or RECORD_BUCKET is not set.'];
  }
  try {
    const at = new Date(now.getTime() + minutes * 60_000);
    const name = `elb-tls-watch-${runId}`;
    await aws.callOnce({ name, at, functionArn: invokedFunctionArn, roleArn, input: { watch: runId } });
    const hasClassic = listeners.some(
      ({ outcome, loadBalancer }) => outcome === 'changed' && loadBalancer.type === 'classic',
    );
    return hasClassic ? [CLASSIC_UNWATCHED] : [];
  } catch (error) {
    const { code, message } = describeError(error);
    return [`The changes are not watched: ${code} on scheduler:CreateSchedule: ${message}`];
  }
}

async function watchAndTell(
  runId: string,
  settings: WatchEnvironment,
  world: World,
  topic: string,
): Promise<null> {
  const account = await world.aws.account();
  const found = await watch(await world.records.run(runId, account), settings, world);
  if (found === null) return null;
  await send(world.aws, topic, watchDigest(found));
  if (found.undone !== null) failIfSomethingFailed(found.undone);
  return null;
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

function failIfSomethingFailed(report: Report): void {
  if (!hasFailed(report)) return;
  const { runId, totals } = report;
  const what = `${totals.failed} listeners and ${failedRegions(report).length} Regions failed in run ${runId}`;
  throw new RunFailedError(`${what}; the digest and the log name them`);
}

function summaryOf({ listeners: _listeners, ...summary }: Report): Summary {
  return summary;
}
