import { comeAgain, unreadable, type BatchAnswer, type QueuedCall } from './batch';
import type { Report } from './core/report';
import { needsSomebody } from './core/uploads';
import { folded, judgeCall, notYetSeen, type Upload, type Wake } from './core/wake/wake';
import { DeliveredAgainError, LeaseHeldError } from './records/lease';
import { examineUploads, rememberUploads } from './runs/uploads';
import { touchedInScope, settingsFor } from './runs/woken';
import { tellBusy, tellUploads } from './tell';
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
  const touched = await touchedAmong(messages, work);
  // First: a sweep may wait for minutes, and its failure ends all.
  await lookAtUploads(
    touched.flatMap((each) => ('certificate' in each ? each : [])),
    work,
  );
  const wakes = await inScope(
    touched.flatMap((each) => ('certificate' in each ? [] : each)),
    work,
  );
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

/** What the calls have touched, each call by itself. What wakes nobody is in the log alone. */
async function touchedAmong(
  messages: readonly QueuedCall[],
  work: Work,
): Promise<readonly (Wake | Upload)[]> {
  const { run, settings, audience } = work;
  const { scope, regions } = settings;
  const calls = messages.flatMap(({ call }) => call ?? []);
  if (calls.length === 0) return [];
  const watcher = { account: await run.aws.account(), self: await run.aws.caller(), regions, scope };
  return calls.flatMap((call) => {
    const judged = judgeCall(call, watcher);
    if (typeof judged !== 'string') return judged;
    audience.logger.info(`a call wakes nobody: ${judged}`, { event: call.id, call: call.name, by: call.by });
    return [];
  });
}

/** Looks at certificates that somebody has uploaded, each once, and tells. @throws DeliveryError */
async function lookAtUploads(uploads: readonly Upload[], work: Work): Promise<void> {
  const { run, settings, audience, digestWhen } = work;
  const found = await examineUploads(uploads, settings, run);
  if (found === null) return;
  for (const problem of run.records.problems) audience.logger.warn(problem);
  await tellUploads(found, digestWhen === 'always' || needsSomebody(found), audience);
  await rememberUploads(found, run);
}

/** What wakes a sweep, folded: of load balancers in scope. */
async function inScope(wakes: readonly Wake[], work: Work): Promise<readonly Wake[]> {
  if (wakes.length === 0) return [];
  const { run, audience } = work;
  const touched = await touchedInScope(folded(wakes), await run.aws.account(), work);
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
