import { randomBytes } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { unqualified } from './aws/arn';
import { connect, type Aws } from './aws/connect';
import type { Clock } from './core/clock';
import { deadlineIn, type Deadline, type Ends } from './core/deadline';
import { runIdOf, type Report } from './core/report';
import { eventIdOf, readEvent, timesOf, type Asked, type Invocation } from './event';
import { memoryStore } from './records/memory-store';
import { DeliveredAgainError, LeaseHeldError } from './records/lease';
import { Records } from './records/records';
import { boundedAws, boundedStore } from './runs/bounded';
import type { RunContext } from './runs/context';
import { systemClock } from './runs/system-clock';
import {
  readComeBack,
  readEnvironment,
  readTopic,
  readWatch,
  type Environment,
} from './settings/environment';
import { countEnd, DeliveryError, RunFailedError, tellBusy, tellFailure, type Audience } from './tell';
import { VERSION } from './version';
import { firstRunAndTell, sweepAndTell, undoAndTell, watchAndTell, type Work } from './work';

/** The Lambda's door: event and environment in, report out. */

/** What the handler answers: the report without its listeners. */
export type Summary = Omit<Report, 'listeners'>;

/** What a handler is given; tests bring their own. */
export interface Surroundings {
  readonly environment: Environment;
  readonly clock: Clock;
  readonly connect: (deadline: Deadline) => Aws;
}

/**
 * Makes the handler; event.ts says what an event asks for. Answers `null` for a watch, for a sweep where another run
 * holds the lease, and for a first run that waits.
 *
 * @throws RunFailedError after delivery, when a listener, a load balancer or a Region failed
 * @throws DeliveryError when SNS refuses the digest, after the report was logged
 * @throws NotUndoneError when another run holds the lease that an undo needs; the topic is told
 * @throws UserError when a setting or the event cannot be read; the topic is told
 */
export function createHandler(
  surroundings: Surroundings,
): (event: unknown, invocation: Invocation) => Promise<Summary | null> {
  const { environment, clock } = surroundings;
  const serviceName = environment['POWERTOOLS_SERVICE_NAME'] ?? 'elb-tls-remediator';
  const logger = new Logger({ serviceName, persistentKeys: { version: VERSION } });
  return async (event, invocation) => {
    const times = timesOf(invocation);
    const deadline = deadlineIn(times.work, clock);
    const ends: Ends = {
      reading: deadlineIn(times.reading, clock),
      looking: deadlineIn(times.looking, clock),
      recording: deadlineIn(times.end, clock),
    };
    const unbounded = surroundings.connect(deadline);
    const aws = boundedAws(unbounded, { work: deadline.signal, end: ends.recording.signal }, clock);
    const recordsIn = (bucket: string | undefined): Records => {
      if (bucket === undefined) return new Records(memoryStore(), clock);
      const last = boundedStore(unbounded.bucket(bucket), deadlineIn(times.last, clock).signal, clock);
      return new Records(aws.bucket(bucket), clock, last);
    };
    const account = invocation.invokedFunctionArn?.split(':')[4];
    const audience: Audience = {
      logger,
      serviceName,
      aws: { publish: (topic, subject, body) => aws.publish(topic, subject, body, account) },
      topic: readTopic(environment),
    };
    try {
      const { settings, dryRun, notes, hints, recordBucket } = readEnvironment(environment);
      const asked = readEvent(event);
      const run: RunContext = {
        runId: runIdOf(clock.now(), randomBytes(2).toString('hex')),
        event: eventIdOf(event),
        place: 'function',
        aws,
        clock,
        deadline,
        ends,
        records: recordsIn(recordBucket),
        notes: [...notes, ...hints],
        progress: (line) => logger.info(line),
      };
      const invoked = invocation.invokedFunctionArn;
      const functionArn = invoked === undefined ? undefined : unqualified(invoked);
      const watching = { ...readWatch(environment), functionArn };
      const isMisconfigured = notes.length > 0;
      const report = await workFor(asked, {
        run,
        settings,
        watching,
        comeBack: { ...readComeBack(environment), functionArn },
        audience,
        isMisconfigured,
        isDry: dryRun || asked.dryRun,
      });
      if (report === null) return null;
      // An undo or a watch says nothing of the failures of the sweep before it.
      if (report.mode !== 'undo') countEnd({ Trouble: Number(isMisconfigured), FailedAndTold: 0 }, audience);
      const { listeners: _listeners, ...summary } = report;
      return summary;
    } catch (error) {
      if (error instanceof LeaseHeldError || error instanceof DeliveredAgainError)
        return tellBusy(error, audience);
      await tellFailure(error, error instanceof RunFailedError, audience);
      if (!(error instanceof DeliveryError)) countEnd({ Trouble: 1, FailedAndTold: 1 }, audience);
      throw error;
    }
  };
}

function workFor(asked: Asked, work: Work): Promise<Report | null> {
  switch (asked.kind) {
    case 'sweep':
      return sweepAndTell(work);
    case 'first-run':
      return firstRunAndTell(asked.tries, work);
    case 'watch':
      return watchAndTell(asked, work);
    case 'undo':
      return undoAndTell(asked, work);
  }
}

/** The handler that the function is deployed with. */
export const handler = createHandler({
  environment: process.env,
  clock: systemClock,
  connect: (deadline) => connect({ deadline, scale: 1 }),
});
