import { randomBytes } from 'node:crypto';
import type { Logger } from '@aws-lambda-powertools/logger';
import { unqualified } from './aws/arn';
import type { Aws } from './aws/connect';
import type { Clock } from './core/clock';
import { deadlineIn, type Deadline } from './core/deadline';
import { runIdOf } from './core/report';
import type { Handshaker } from './core/verify/handshaker';
import { eventIdOf, readEvent, timesOf, type Asked, type Invocation } from './event';
import { memoryStore } from './records/memory-store';
import { Records } from './records/records';
import { boundedAws, boundedStore } from './runs/bounded';
import type { RunContext } from './runs/context';
import {
  readComeBack,
  readConsole,
  readEnvironment,
  readTopic,
  readVerify,
  readWatch,
  type Environment,
} from './settings/environment';
import { readDigestFormat } from './settings/digest';
import type { Audience } from './tell';
import type { Work } from './work';

/** What a handler is given; tests bring their own. */
export interface Surroundings {
  readonly environment: Environment;
  readonly clock: Clock;
  readonly connect: (deadline: Deadline) => Aws;
}

/** What an invocation has before it reads anything that may be wrong: its time, AWS within it, and whom to tell. */
export interface Equipment extends Pick<RunContext, 'aws' | 'clock' | 'deadline' | 'ends'> {
  readonly environment: Environment;
  readonly functionArn: string | undefined;
  readonly audience: Audience;
  readonly recordsIn: (bucket: string | undefined) => Records;
}

/** @throws UserError where there is no topic to tell anything */
export function equip(
  { environment, clock, connect }: Surroundings,
  invocation: Invocation,
  { logger, serviceName }: { readonly logger: Logger; readonly serviceName: string },
): Equipment {
  const times = timesOf(invocation);
  const deadline = deadlineIn(times.work, clock);
  const ends = {
    reading: deadlineIn(times.reading, clock),
    looking: deadlineIn(times.looking, clock),
    recording: deadlineIn(times.end, clock),
  };
  const unbounded = connect(deadline);
  const aws = boundedAws(unbounded, { work: deadline.signal, end: ends.recording.signal }, clock);
  const { invokedFunctionArn } = invocation;
  const account = invokedFunctionArn?.split(':')[4];
  return {
    environment,
    clock,
    deadline,
    ends,
    aws,
    functionArn: invokedFunctionArn === undefined ? undefined : unqualified(invokedFunctionArn),
    audience: {
      logger,
      serviceName,
      aws,
      topic: readTopic(environment),
      format: readDigestFormat(environment),
      ...(account === undefined ? {} : { account }),
    },
    recordsIn: (bucket) => {
      if (bucket === undefined) return new Records(memoryStore(), clock);
      const last = boundedStore(unbounded.bucket(bucket), deadlineIn(times.last, clock).signal, clock);
      return new Records(aws.bucket(bucket), clock, last);
    },
  };
}

/**
 * What an event asks for, with all that it takes.
 *
 * @throws UserError when a setting or the event cannot be read
 */
export function prepare(
  event: unknown,
  { environment, functionArn, audience, recordsIn, ...time }: Equipment,
): { readonly asked: Asked; readonly work: Work } {
  const { settings, dryRun, notes, hints, recordBucket, digest } = readEnvironment(environment);
  const asked = readEvent(event);
  const run: RunContext = {
    ...time,
    runId: runIdOf(time.clock.now(), randomBytes(2).toString('hex')),
    event: eventIdOf(event),
    place: 'function',
    records: recordsIn(recordBucket),
    console: readConsole(environment),
    notes: [],
    toMend: [...notes, ...hints],
    progress: (line) => audience.logger.info(line),
    ...(readVerify(environment) ? { handshaker: probeAtFirstUse(time) } : {}),
  };
  const work = {
    run,
    settings,
    watching: { ...readWatch(environment), functionArn },
    comeBack: { ...readComeBack(environment), functionArn },
    digestWhen: digest.when,
    audience,
    isMisconfigured: notes.length > 0,
    isDry: dryRun || asked.dryRun,
  };
  return { asked, work };
}

/** What makes handshakes is loaded for the first of them: most starts make none. */
function probeAtFirstUse({ clock }: Pick<Equipment, 'clock'>): Handshaker {
  let loaded: Promise<Handshaker> | undefined;
  return async (at, offers) => {
    loaded ??= import('../probe/handshaker').then(({ handshaker }) => handshaker({ clock }));
    return (await loaded)(at, offers);
  };
}
