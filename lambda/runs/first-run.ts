import { isDenied } from '../aws/errors';
import { describeError } from '../core/errors';
import type { RunContext } from './context';

/** The dry run that the stack starts by itself waits until somebody gets its digest: what is published before is gone. */

/** How the function has itself called again. */
export interface ComeBack {
  /** The role that EventBridge Scheduler calls the function with; empty where there is none. */
  readonly roleArn: string;
  /** The queue for calls that Scheduler cannot make; empty where there is none. */
  readonly deadLetterArn: string;
  readonly functionArn: string | undefined;
}

export const COME_BACK_MINUTES = 5;

/** Two days: as long as the link in the mail that asks for the confirmation works ([SNS-conf]). */
export const MOST_TRIES = (2 * 24 * 60) / COME_BACK_MINUTES;

/** How often a call asks and has itself called again, when that fails; and how long it waits in between. */
const ATTEMPTS = 4;
export const AGAIN_MS = 60_000;

type FirstRun = Pick<RunContext, 'aws' | 'clock' | 'deadline' | 'progress'>;

/**
 * Whether the run was put off because nobody has confirmed a subscription. It is not where the topic is another account's
 * and may not be read, where nothing can call the function again, or after two days: then it runs, and its report is in the
 * log and in the record. What may pass (a throttle, a role that IAM does not know everywhere yet: a stack is minutes old
 * here) is tried again for three minutes; then it runs too.
 */
export async function isPutOff(
  tries: number,
  topic: string,
  comeBack: ComeBack,
  run: FirstRun,
): Promise<boolean> {
  const { clock, deadline, progress } = run;
  const { roleArn, functionArn } = comeBack;
  if (tries >= MOST_TRIES || roleArn === '' || functionArn === undefined) return false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await waits(tries, topic, { ...comeBack, functionArn }, run);
    } catch (error) {
      const { code, message } = describeError(error);
      const why = `${code}: ${message}`;
      if (isDenied(error) && accountOf(topic) !== accountOf(functionArn)) {
        progress(`the first run does not wait for a subscriber of another account's topic: ${why}`);
        return false;
      }
      if (attempt === ATTEMPTS || deadline.isPast(2 * AGAIN_MS)) {
        progress(
          `the first run goes now, and perhaps nobody gets its digest: it could not be put off (${why}). Its report is in the log and in the record`,
        );
        return false;
      }
      progress(`the first run could not be put off, and tries again in a minute: ${why}`);
      await clock.pause(AGAIN_MS);
    }
  }
}

/** Answers whether the next call is there. @throws the error of AWS */
async function waits(
  tries: number,
  topic: string,
  { roleArn, deadLetterArn, functionArn }: ComeBack & { readonly functionArn: string },
  { aws, clock, progress }: FirstRun,
): Promise<boolean> {
  if ((await aws.subscribers(topic)) > 0) return false;
  const at = nextSlot(clock.now());
  const name = nameFor(at, functionArn);
  const unread = `nobody has confirmed a subscription of ${topic}`;
  try {
    await aws.callOnce({ name, at, functionArn, roleArn, deadLetterArn, input: { firstRun: tries + 1 } });
  } catch (error) {
    if (describeError(error).code !== 'Conflict') throw error;
    progress(
      `${unread}; another first run waits until ${at.toISOString()} already, and this one is the same`,
    );
    return true;
  }
  progress(`${unread}; the first run waits until ${at.toISOString()}`);
  return true;
}

/**
 * When first runs come back: at full five minutes. All that wait at a time ask for the same call, by the same name, and
 * one of them gets it: updates that follow each other make one first run. The call that is at work now, whose schedule
 * may still be there, has the name of an earlier time.
 */
function nextSlot(now: Date): Date {
  const slot = COME_BACK_MINUTES * 60_000;
  // A minute from now at least: Scheduler is precise to the minute, and a time that has passed is no time.
  return new Date(Math.ceil((now.getTime() + AGAIN_MS) / slot) * slot);
}

/** `20261122T060500Z` */
function slotName(at: Date): string {
  return `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** Scheduler takes 64 characters ([Sch-API]). */
const LONGEST_NAME = 64;

/** A second stack of the Region waits for subscribers of its own. What CloudFormation makes unique stands at a name's end. */
function nameFor(at: Date, functionArn: string): string {
  const time = `elb-tls-first-run-${slotName(at)}-`;
  const [, , , , , , functionName = ''] = functionArn.split(':');
  return time + functionName.slice(time.length - LONGEST_NAME);
}

function accountOf(arn: string): string | undefined {
  return arn.split(':')[4];
}
