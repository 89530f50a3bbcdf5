import { Logger } from '@aws-lambda-powertools/logger';
import { connect } from './aws/connect';
import { comeAgain, readBatch, unreadable, type BatchAnswer } from './batch';
import { describeError } from './core/errors';
import type { Report } from './core/report';
import { equip, prepare, type Surroundings } from './equip';
import type { Asked, Invocation } from './event';
import { DeliveredAgainError, LeaseHeldError } from './records/lease';
import { systemClock } from './runs/system-clock';
import { tellBusy, tellFailure } from './tell';
import { DeliveryError, RunFailedError } from './tell/failures';
import { countEnd } from './tell/metrics';
import { VERSION } from './version';
import { wakeAndTell } from './wake';
import { firstRunAndTell, sweepAndTell, undoAndTell, watchAndTell, type Work } from './work';

/** The Lambda's door: event and environment in, report out. */

/** What the handler answers: the report without its listeners. */
export type Summary = Omit<Report, 'listeners'>;

/** What it answers where something failed and the topic was told: what Lambda itself answers for an error. */
export interface ToldFailure {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** `null` where there is no run to report. */
export type Answer = Summary | (ToldFailure & Partial<BatchAnswer>) | BatchAnswer | null;

/**
 * Makes the handler; event.ts says what an event asks for. Answers `null` for a watch, for a sweep where another run
 * holds the lease, and for a first run that waits; for a batch of a queue, which of its messages are to come again.
 *
 * What failed and was told is an answer, and no error: so Lambda counts and keeps as lost what nobody was told of, and
 * nothing else (ADR 25).
 *
 * @throws DeliveryError when SNS refuses the digest or the notice, after the report was logged
 * @throws UserError when there is no topic to tell anything
 */
export function createHandler(
  surroundings: Surroundings,
): (event: unknown, invocation: Invocation) => Promise<Answer> {
  const serviceName = surroundings.environment['SERVICE'] ?? 'elb-tls-remediator';
  const logger = new Logger({ serviceName, persistentKeys: { version: VERSION } });
  return async (event, invocation) => {
    const equipment = equip(surroundings, invocation, { logger, serviceName });
    const { audience } = equipment;
    try {
      const { asked, work } = prepare(event, equipment);
      if (asked.kind === 'calls') return await wakeAndTell(asked.messages, work);
      const report = await carryOut(asked, work);
      if (report === null) return null;
      // An undo or a watch says nothing of the failures of the sweep before it.
      if (report.mode !== 'undo') countEnd(serviceName, { Trouble: Number(work.isMisconfigured) });
      const { listeners: _listeners, ...summary } = report;
      return summary;
    } catch (error) {
      if (error instanceof LeaseHeldError || error instanceof DeliveredAgainError)
        return tellBusy(error, audience);
      await tellFailure(error, error instanceof RunFailedError, audience);
      if (error instanceof DeliveryError) throw error;
      countEnd(serviceName, { Trouble: 1 });
      const { code, message } = describeError(error);
      // What was told does not come again; to Lambda that is said for a batch in a word of its own.
      const batch = readBatch(event);
      const answer = batch === null ? {} : comeAgain(unreadable(batch));
      return { errorType: code, errorMessage: message, ...answer };
    }
  };
}

function carryOut(asked: Exclude<Asked, { kind: 'calls' }>, work: Work): Promise<Report | null> {
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
