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

/**
 * Whether the run was put off because nobody has confirmed a subscription. It is not where that cannot be known, where
 * nothing can call the function again, or after two days: then it runs, and its report is in the log and in the record.
 */
export async function isPutOff(
  tries: number,
  topic: string,
  { roleArn, deadLetterArn, functionArn }: ComeBack,
  run: Pick<RunContext, 'aws' | 'clock' | 'runId' | 'progress'>,
): Promise<boolean> {
  const { aws, clock, runId, progress } = run;
  if (tries >= MOST_TRIES || roleArn === '' || functionArn === undefined) return false;
  try {
    if ((await aws.subscribers(topic)) > 0) return false;
    const at = new Date(clock.now().getTime() + COME_BACK_MINUTES * 60_000);
    // The name of no other call: one that is at work while the next is made may still be there.
    const name = `elb-tls-first-run-${runId}`;
    await aws.callOnce({ name, at, functionArn, roleArn, deadLetterArn, input: { firstRun: tries + 1 } });
    progress(
      `nobody has confirmed a subscription of ${topic}; the first run waits until ${at.toISOString()}`,
    );
    return true;
  } catch (error) {
    const { code, message } = describeError(error);
    progress(`the first run does not wait for a subscriber: ${code}: ${message}`);
    return false;
  }
}
