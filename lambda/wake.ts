import { comeAgain, unreadable, type BatchAnswer, type QueuedCall } from './batch';
import type { Report } from './core/report';
import { folded, judgeCall, notYetSeen, type Wake } from './core/wake/wake';
import { DeliveredAgainError, LeaseHeldError } from './records/lease';
import { touchedInScope, settingsFor } from './runs/woken';
import { tellBusy } from './tell';
import { sweepAndTell, type Work } from './work';

/** Sweeps that somebody's calls wake: each load balancer of a batch of calls once, and no other. */

/** How long to wait before the lease is asked for again, and how often: a run that holds it takes minutes. */
const AGAIN_MS = 15_000;
const TRIES = 20;

/**
 * Looks at the load balancers that the calls of a batch have touched, under the rules and the gates of every sweep, and
 * tells. Answers what is to come again: what waited in vain for a run that holds the lease, and what cannot be read, until SQS puts it
 * aside.
 *
 * @throws RunFailedError after it was told
 */
export async function wakeAndTell(messages: readonly QueuedCall[], work: Work): Promise<BatchAnswer> {
  const { audience } = work;
  const lost = unreadable(messages);
  for (const { id } of lost)
    audience.logger.error('a message of the queue cannot be read', { messageId: id });
  const wakes = await wakesAmong(messages, work);
  try {
    await sweepOnce(wakes, work);
    return comeAgain(lost);
  } catch (error) {
    if (error instanceof LeaseHeldError) {
      tellBusy(error, audience);
      return comeAgain(messages);
    }
    if (!(error instanceof DeliveredAgainError)) throw error;
    tellBusy(error, audience);
    return comeAgain(lost);
  }
}

/** What the calls wake, of load balancers in scope. What wakes nobody is in the log alone. */
async function wakesAmong(messages: readonly QueuedCall[], work: Work): Promise<readonly Wake[]> {
  const { run, settings, audience } = work;
  const { scope, regions } = settings;
  const calls = messages.flatMap(({ call }) => call ?? []);
  if (calls.length === 0) return [];
  const watcher = { account: await run.aws.account(), self: await run.aws.caller(), regions, scope };
  const wakes = calls.flatMap((call) => {
    const judged = judgeCall(call, watcher);
    if (typeof judged !== 'string') return judged;
    audience.logger.info(`a call wakes nobody: ${judged}`, { event: call.id, call: call.name, by: call.by });
    return [];
  });
  const touched = await touchedInScope(folded(wakes), watcher.account, work);
  for (const { loadBalancer, call } of wakes.filter((wake) => !touched.has(wake.loadBalancer)))
    audience.logger.info('a call wakes nobody: out of scope', { loadBalancer, call });
  return folded(wakes).filter(({ loadBalancer }) => touched.has(loadBalancer));
}

/** One sweep of what no sweep has looked at since. Waits while another run holds the lease. @throws LeaseHeldError */
async function sweepOnce(wakes: readonly Wake[], work: Work): Promise<Report | null> {
  const { run } = work;
  for (let tries = 1; ; tries += 1) {
    const history = await run.records.history(await run.aws.account());
    const wokenBy = notYetSeen(wakes, history?.looked ?? {});
    if (wokenBy.length === 0) return null;
    const settings = settingsFor(wokenBy, work.settings);
    try {
      return await sweepAndTell({ ...work, settings, run: { ...run, wokenBy } });
    } catch (error) {
      const isLate = tries === TRIES || run.ends.reading.isPast(2 * AGAIN_MS);
      if (!(error instanceof LeaseHeldError) || isLate) throw error;
      run.progress(`${error.message}; asks again in ${AGAIN_MS / 1_000} s`);
      await run.clock.pause(AGAIN_MS);
    }
  }
}
