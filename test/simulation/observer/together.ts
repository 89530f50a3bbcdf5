import type { Write } from '../account/account';
import { MINUTE } from '../clock';
import type { Process } from '../process';
import { isOpen, isOurs, ofChanges, waveOf, type Facts, type JudgeWrite } from './facts';
import type { Invariant } from './invariants';
import { isUndo, type Memory } from './memory';

/** Judges of a change among others: limits, waves, and who else is writing. */

const limit: JudgeWrite = ({ process }, facts) => overLimit([process], facts, 'it has');

const limitDoubled: JudgeWrite = ({ process }, facts) => {
  const { event } = process.purpose;
  const twins = facts.world.processes.filter(({ purpose }) => purpose.event === event);
  return twins.length < 2 ? null : overLimit(twins, facts, 'two deliveries of its event have');
};

const limitCutOff: JudgeWrite = ({ process }, facts) => {
  const before = facts.memory.writes.findLast(
    (one) => one.process !== process && !isUndo(one.process),
  )?.process;
  const wasCutOff = before?.end === 'killed' || before?.end === 'timed-out';
  if (before === undefined || !wasCutOff || facts.memory.hasGivenBack(before)) return null;
  if (isSettledBefore(process, before, facts)) return null;
  return overLimit([before, process], facts, `with ${before.name}, which was cut off, it has`);
};

/** Whether a run in between has counted what was cut off: it is the next one whose limit that uses up. */
function isSettledBefore(process: Process, before: Process, { world, memory }: Facts): boolean {
  return world.processes.some(
    (one) => one.startedAt > before.startedAt && memory.hasGivenBack(one, process.startedAt),
  );
}

function overLimit(processes: readonly Process[], { world, memory }: Facts, who: string): string | null {
  const most = world.deployment.limit;
  const [process] = processes;
  if (most === null || process === undefined || process.purpose.kind === 'undo') return null;
  const changed = new Set(
    memory.writes
      .filter((write) => processes.includes(write.process) && !isUndo(write.process))
      .map(({ loadBalancer }) => loadBalancer),
  );
  return changed.size > most ? `${who} changed ${changed.size} load balancers; the limit is ${most}` : null;
}

const bakeTime: JudgeWrite = ({ process, seen, issuedAt }, facts) => {
  const { waves } = facts.world.deployment;
  const wave = waveOf(seen.tags, facts.world.deployment);
  if (waves === null || wave === 0) return null;
  const before = Array.from({ length: wave }, (_, earlier) => lastChangeIn(earlier, facts)).find(
    (last) =>
      last !== undefined && last.process !== process && !isBaked(last, { process, issuedAt }, waves.soak),
  );
  if (before === undefined) return null;
  return `${before.loadBalancer.name} of an earlier wave was changed ${hours(issuedAt - before.at)} h before`;
};

/** Whoever judges by a clock that is wrong may be wrong by that much. */
function isBaked(
  last: Write,
  { process, issuedAt }: Pick<Write, 'process' | 'issuedAt'>,
  soak: number,
): boolean {
  return issuedAt - last.at >= soak - Math.abs(process.offset) - Math.abs(last.process.offset) - MINUTE;
}

/** The last change of a wave, or undo. Load balancers that are younger than the one before hold nobody up. */
function lastChangeIn(wave: number, { world, memory }: Facts): Write | undefined {
  let last: Write | undefined;
  for (const write of memory.writes) {
    const { loadBalancer, seen, process } = write;
    const tags = seen.tagsAt === null ? loadBalancer.tags : seen.tags;
    if (waveOf(tags, world.deployment) !== wave) continue;
    if (last === undefined || isUndo(process) || loadBalancer.createdAt <= last.at) last = write;
  }
  return last;
}

const waveOrder: JudgeWrite = (write, facts) =>
  openBefore(write, facts, (loadBalancer, listener, memory) =>
    memory.holdOf(loadBalancer, listener) === null ? 'is still open' : null,
  );

const waveStopped: JudgeWrite = (write, facts) =>
  openBefore(write, facts, (loadBalancer, listener, memory) => {
    const hold = memory.holdOf(loadBalancer, listener);
    return hold === null
      ? null
      : `was ${hold === 'undone' ? 'undone' : 'set back'}, and nobody has cleared that`;
  });

type Openness = (
  loadBalancer: Write['loadBalancer'],
  listener: Write['listener'],
  memory: Memory,
) => string | null;

/** Something that was open in an earlier wave when the run began, and that it could have seen. */
function openBefore(write: Write, facts: Facts, whyOf: Openness): string | null {
  const { process, seen, issuedAt } = write;
  const { world, memory } = facts;
  const wave = waveOf(seen.tags, world.deployment);
  if (world.deployment.waves === null || wave === 0) return null;
  for (const loadBalancer of world.account.loadBalancers) {
    const its = waveOf(loadBalancer.tags, world.deployment);
    const isTooNew = loadBalancer.touchedAt > process.startedAt - 15 * MINUTE;
    if (its >= wave || isTooNew || !isOurs(loadBalancer, facts) || isYoung(loadBalancer, its, facts))
      continue;
    for (const listener of loadBalancer.listeners) {
      // What was undone there the record knows. All else in a closed Region nobody sees, and nobody waits for.
      const isUnseen =
        world.weather.wasClosed(loadBalancer.region, process.startedAt, issuedAt) &&
        memory.holdOf(loadBalancer, listener) !== 'undone';
      if (isUnseen || !isOpen(loadBalancer, listener)) continue;
      const why = whyOf(loadBalancer, listener, memory);
      if (why !== null) return `${loadBalancer.name} :${listener.port} of an earlier wave ${why}`;
    }
  }
  return null;
}

/** Younger than the last change of its wave. */
function isYoung({ createdAt }: Write['loadBalancer'], wave: number, facts: Facts): boolean {
  const last = lastChangeIn(wave, facts);
  return last !== undefined && createdAt > last.at;
}

/** The record has the listener's id before AWS has the change. */
const noRecord: JudgeWrite = ({ process, listener }, { memory }) =>
  memory.isBegun(process, listener.id) ? null : 'the record of its run does not name it';

const twoWriters: JudgeWrite = ({ process }, { memory }) => {
  const first = memory.writes.findIndex((write) => write.process === process);
  if (first === -1) return null;
  const between = memory.writes
    .slice(first)
    .find((write) => write.process !== process && write.issuedAt > (memory.writes[first]?.issuedAt ?? 0));
  return between === undefined
    ? null
    : `${between.process.name} wrote to ${between.loadBalancer.name} in between`;
};

function hours(milliseconds: number): string {
  return (milliseconds / 3_600_000).toFixed(1);
}

export const TOGETHER: Partial<Readonly<Record<Invariant, JudgeWrite>>> = {
  limit: ofChanges(limit),
  'limit-doubled': ofChanges(limitDoubled),
  'limit-cut-off': ofChanges(limitCutOff),
  'wave-order': ofChanges(waveOrder),
  'wave-stopped': ofChanges(waveStopped),
  'bake-time': ofChanges(bakeTime),
  'no-record': noRecord,
  'two-writers': twoWriters,
};
