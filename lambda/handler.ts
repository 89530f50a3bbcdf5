import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { connect, type Aws } from './aws/connect';
import { until, type Deadline } from './core/deadline';
import type { Pause } from './core/pause';
import type { Report } from './core/report';
import { readEvent, timeForWork, type Invocation } from './event';
import { Records } from './records/records';
import { memoryStore } from './records/memory-store';
import type { RunContext } from './runs/context';
import { scheduleWatch } from './runs/schedule-watch';
import { watch } from './runs/watch';
import { readEnvironment, readTopic, readWatch, type Environment } from './settings/environment';
import { sweep } from './sweep';
import { failIfSomethingFailed, RunFailedError, tell, tellFailure, tellWatch } from './tell';

/** The Lambda's door: event and environment in, report out. */

/** What the handler answers: the report without its listeners. */
export type Summary = Omit<Report, 'listeners'>;

/** What a handler is given; tests bring their own. */
export interface Surroundings {
  readonly environment: Environment;
  readonly now: () => Date;
  readonly pause: Pause;
  readonly connect: (deadline: Deadline) => Aws;
}

/**
 * Makes the handler; event.ts says what an event asks for.
 *
 * @throws RunFailedError after delivery, when a listener, a load balancer or a Region failed
 * @throws DeliveryError when SNS refuses the digest, after the report was logged
 * @throws UserError when a setting cannot be read; the topic is told
 */
export function createHandler(
  surroundings: Surroundings,
): (event: unknown, invocation: Invocation) => Promise<Summary | null> {
  const { environment, now } = surroundings;
  const serviceName = environment['POWERTOOLS_SERVICE_NAME'] ?? 'elb-tls-remediator';
  const logger = new Logger({ serviceName });
  return async (event, invocation) => {
    const deadline = until(new Date(now().getTime() + timeForWork(invocation)), now);
    const aws = surroundings.connect(deadline);
    const audience = { logger, serviceName, aws, topic: readTopic(environment) };
    try {
      const { settings, dryRun, notes, recordBucket } = readEnvironment(environment);
      const watching = readWatch(environment);
      const run: RunContext = {
        aws,
        now,
        pause: surroundings.pause,
        deadline,
        records: new Records(recordBucket ? aws.bucket(recordBucket) : memoryStore(), surroundings.pause),
        suffix: randomBytes(2).toString('hex'),
        notes,
        progress: (line) => logger.info(line),
      };
      const asked = readEvent(event);
      if (asked.kind === 'watch') {
        const record = await run.records.run(asked.runId, await aws.account());
        const found = await watch(record, { ...watching, autoUndo: watching.autoUndo && !dryRun }, run);
        if (found !== null) await tellWatch(found, audience);
        failIfSomethingFailed(found?.undone ?? null);
        return null;
      }
      const swept = await sweep({ ...run, settings, mode: dryRun || asked.dryRun ? 'plan' : 'apply' });
      const schedule = { ...watching, functionArn: invocation.invokedFunctionArn };
      const report = await scheduleWatch(swept, schedule, run);
      await tell(report, notes.length > 0, audience);
      failIfSomethingFailed(report);
      const { listeners: _listeners, ...summary } = report;
      return summary;
    } catch (error) {
      await tellFailure(error, error instanceof RunFailedError, audience);
      throw error;
    }
  };
}

/** The handler that the function is deployed with. */
export const handler = createHandler({
  environment: process.env,
  now: () => new Date(),
  pause,
  connect: (deadline) => connect({ deadline, scale: 1 }),
});
