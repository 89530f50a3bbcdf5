import type { Write } from '../account/account';
import { contentsOf, type Listener, type LoadBalancer } from '../account/estate';
import { DAY, MINUTE, SECOND } from '../clock';
import type { Process } from '../process';
import { reportIn } from '../product';
import { ofUndos, wasSeen, type Facts, type JudgeWrite } from './facts';
import type { Invariant } from './invariants';
import { isUndo, type Memory } from './memory';

/** Judges of undos: they may weaken, so they may do nothing but take back what was done. */

const FLOOR = 50;

const ofOthers: JudgeWrite = (write, { world, memory }) => {
  const { process, origin, issuedAt } = write;
  const run = process.purpose.run ?? '';
  // Who has what the run has set may have set it again by hand: nobody can tell.
  if (undoneBy(write, memory) !== undefined) return null;
  const maker = world.processes.find(({ id }) => id === origin.process);
  // What its owner did in the last seconds, or while a call hung, it cannot have seen.
  const isRace = !wasSeen(write) && (origin.at > issuedAt - 10 * SECOND || !process.wasFastSince(origin.at));
  if (isRace) return null;
  const its = world.processes.find(({ runs }) => runs.includes(run));
  const who = `${its?.name}, ${its?.end}, its clock ${its?.offset ?? 0} ms off`;
  return `what it had came from ${maker?.name ?? 'its owner'}, not from run ${run} (${who})`;
};

/** The change of its run that an undo takes back: the last one that gave the listener what it has. */
function undoneBy(
  { process, loadBalancer, listener, beforeContents }: Write,
  memory: Memory,
): Write | undefined {
  const { run = '' } = process.purpose;
  const done = memory.writes.filter(
    (one) => one.loadBalancer === loadBalancer && one.listener.id === listener.id && !isUndo(one.process),
  );
  return done.findLast(
    (one) => one.process.runs.includes(run) && contentsOf(loadBalancer, one.after) === beforeContents,
  );
}

const wrong: JudgeWrite = (write, { memory }) => {
  const { loadBalancer, after } = write;
  const done = undoneBy(write, memory);
  // What its owner did in the width of that change, the run cannot have seen either.
  if (done === undefined || !wasSeen(done)) return null;
  if (contentsOf(loadBalancer, after) === done.beforeContents) return null;
  return `it had ${done.before.join(' ')} before, and got ${after.join(' ')}`;
};

const watchFalse: JudgeWrite = (write, { world }) => {
  const { process, loadBalancer, origin, at, after, beforeContents } = write;
  // What its owner did within the call, it cannot have seen.
  if (!wasSeen(write)) return null;
  if (process.purpose.kind !== 'watch' || contentsOf(loadBalancer, after) === beforeContents) return null;
  // The time of the change is by its maker's clock.
  const maker = world.processes.find(({ id }) => id === origin.process);
  const start = origin.at + Math.min(0, maker?.offset ?? 0);
  const failures = world.metrics.count(loadBalancer.arn, { start, end: at });
  return failures >= FLOOR ? null : `${failures} handshakes failed there since its change`;
};

export const UNDOS: Partial<Readonly<Record<Invariant, JudgeWrite>>> = {
  'undo-of-others': ofUndos(ofOthers),
  'undo-wrong': ofUndos(wrong),
  'watch-false': ofUndos(watchFalse),
};

/** A listener that has what a run has given it, when its undo begins. */
interface Due {
  readonly loadBalancer: LoadBalancer;
  readonly listener: Listener;
  readonly origin: Listener['origin'];
}

/** What an undo should put back if nothing disturbs it. */
export function dueOf(process: Process, { world, memory }: Facts): readonly Due[] {
  const { run = '' } = process.purpose;
  const makers = new Set(
    world.processes.filter((one) => one.runs.includes(run) && !isUndo(one)).map(({ id }) => id),
  );
  return world.account.loadBalancers.flatMap((loadBalancer) =>
    loadBalancer.listeners
      .filter(({ origin }) => origin.process !== null && makers.has(origin.process))
      .filter(({ origin }) => loadBalancer.type !== 'application' || loadBalancer.touchedAt < origin.at)
      .filter(() => !world.account.refused.has(loadBalancer.name))
      .filter((listener) => {
        const last = memory.last(loadBalancer, listener);
        // What arrived after its program had stopped waiting, nobody knows to be that run's.
        return (
          last !== undefined &&
          wasSeen(last) &&
          last.at - last.issuedAt < 30 * SECOND &&
          isNoRace(last) &&
          // Where nobody could write down that it was done, it is undone by whoever names it, and by nobody else.
          memory.isConcluded(last.process, loadBalancer, listener.id)
        );
      })
      .map((listener) => ({ loadBalancer, listener, origin: listener.origin })),
  );
}

/** A load balancer made again under its name in the width of a call is taken for the one before. */
export function isNoRace({ loadBalancer, issuedAt }: Write): boolean {
  return loadBalancer.createdAt < issuedAt - 5 * SECOND;
}

/** Whether nothing but the process itself did anything while it ran. */
export function wasUndisturbed(process: Process, { world }: Facts): boolean {
  const others = world.processes.filter(
    (one) =>
      one !== process && (one.endedAt ?? Number.POSITIVE_INFINITY) >= process.startedAt - 6 * 60 * SECOND,
  );
  const isTouched = world.account.loadBalancers.some(({ touchedAt }) => touchedAt >= process.startedAt);
  return process.faults === 0 && process.wasFastSince(process.startedAt) && others.length === 0 && !isTouched;
}

/** Where clients clearly fail since the change, and the watch that may undo it has not. */
export function missedBy(process: Process, due: readonly Due[], { world }: Facts): Due | undefined {
  const { watch } = world.deployment;
  if (watch?.autoUndo !== true || process.purpose.isDry || process.end !== 'returned') return undefined;
  const isUnwatched = world.account.messages.some(
    (message) =>
      message.process === process && message.body.includes('DO: find out why the watch could not look'),
  );
  if (isUnwatched) return undefined;
  return (
    due
      // Its owner may have deleted it meanwhile, or changed it.
      .filter((one) => isThere(one, world))
      .filter(({ listener, origin }) => listener.origin === origin || listener.origin.process !== null)
      .find((one) => !isBack(one) && isClearlyWorse(one, process.startedAt, world))
  );
}

function isClearlyWorse(
  { loadBalancer: { arn, type }, origin }: Due,
  now: number,
  { metrics }: Facts['world'],
): boolean {
  if (type === 'classic') return false;
  // CloudWatch counts whole minutes: that of the change itself is of both sides, and so of neither.
  const start = Math.ceil(origin.at / MINUTE) * MINUTE;
  const length = Math.floor(now / MINUTE) * MINUTE - start;
  const count = (from: number): number => metrics.count(arn, { start: from, end: from + length });
  const after = count(start);
  const before = Math.max(count(start - MINUTE - length), count(start - 7 * DAY));
  return after >= 2 * FLOOR && after >= 6 * before;
}

/** Whether it is there still: not deleted, nor made again. */
export function isThere(
  { loadBalancer, listener }: Pick<Due, 'loadBalancer' | 'listener'>,
  { account }: Facts['world'],
): boolean {
  return account.loadBalancers.includes(loadBalancer) && loadBalancer.listeners.includes(listener);
}

/** Whether what was due is back. */
export function isBack({ loadBalancer, listener, origin }: Due): boolean {
  return contentsOf(loadBalancer, listener.policies) === origin.beforeContents;
}

/** Entries that an undo calls changed by others although an undo of the same run has put them back. */
export function calledForeign(process: Process, { world, memory }: Facts): Write | undefined {
  const entries = reportIn(process.answer)?.listeners ?? [];
  const foreign = new Set(entries.filter(({ reason }) => reason === 'changed-since').map(({ id }) => id));
  return memory.writes.findLast(
    ({ loadBalancer, listener, process: maker }) =>
      foreign.has(listener.id) &&
      isThere({ loadBalancer, listener }, world) &&
      maker.purpose.run === process.purpose.run &&
      isUndo(maker) &&
      listener.origin.process === maker.id,
  );
}

/** What an undo leaves until it is named, because the record cannot tell whose change it is. */
export function askedAbout(process: Process): ReadonlySet<string> {
  const entries = reportIn(process.answer)?.listeners ?? [];
  return new Set(entries.filter(({ reason }) => reason === 'not-known-done').map(({ id }) => id));
}
