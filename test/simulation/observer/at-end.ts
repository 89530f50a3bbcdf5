import type { Write } from '../account/account';
import { contentsOf, isSame, type Listener, type LoadBalancer } from '../account/estate';
import { DAY, MINUTE } from '../clock';
import type { Process } from '../process';
import { reportIn, type CutOff } from '../product';
import { isExempt, isOpen, isOurs, waveOf, type Facts } from './facts';
import type { Invariant } from './invariants';
import { isUndo } from './memory';
import { changesCountedIn, countsAsChanged, listsExemption, names, saysUnwatched } from './messages';
import { isNoRace } from './undos';

/** Judges of a whole story, when all is calm again. */

export interface Broken {
  readonly what: string;
  readonly processes: readonly number[];
}

export type JudgeEnd = (facts: Facts) => readonly Broken[];

const changeTold: JudgeEnd = ({ memory, world }) =>
  memory.writes
    .filter((write) => !isTold(write, { memory, world }))
    .map(({ process, loadBalancer, listener, after }) => ({
      what: `nobody was told that ${process.name} gave ${loadBalancer.name} :${listener.port} ${after.join(' ')}`,
      processes: [process.id],
    }));

function isTold(write: Write, { memory, world }: Facts): boolean {
  const { process, loadBalancer, listener, at } = write;
  const entries = reportIn(process.answer)?.listeners ?? [];
  const isSaidAt = (said: readonly { readonly id: string }[]): boolean =>
    said.some(({ id }) => id === listener.id);
  const isTerminal = process.purpose.where === 'terminal';
  const cutOff = toldAtTerminals(world.processes).flatMap((run) => run.listeners);
  if (isTerminal && (isSaidAt(entries) || isSaidAt(cutOff))) return true;
  const changed = new Set(
    memory.writes
      .filter((other) => other.process === process && !isDeletedUnder(other))
      .map((other) => other.listener.id),
  ).size;
  return world.account.messages.some(
    ({ at: sentAt, body }) =>
      sentAt > at - MINUTE &&
      (names(body, loadBalancer.name, listener.port) ||
        changesCountedIn(body, process.runs) >= Math.max(1, changed)),
  );
}

/** Deleted while the program ran that wrote to it: it may not have been there to be read back, and then it is not counted. */
function isDeletedUnder({ process, loadBalancer: { deletedAt } }: Write): boolean {
  return deletedAt !== null && deletedAt <= (process.endedAt ?? Number.POSITIVE_INFINITY);
}

const toldTwice: JudgeEnd = ({ memory, world }) => {
  const listeners = new Map(
    memory.writes.map(({ loadBalancer: { name }, listener: { port } }) => [
      `${name} ${port}`,
      { name, port },
    ]),
  );
  return [...listeners.values()].flatMap(({ name, port }) => {
    const didChange = (runId: string): boolean =>
      memory.writes.some(
        (write) =>
          write.loadBalancer.name === name &&
          write.listener.port === port &&
          write.process.runs.includes(runId),
      );
    const told = world.account.messages
      // What nobody wrote down to be told has to be said again.
      .filter(({ isAnswered, process }) => isAnswered && memory.hasGivenBack(process))
      .filter(({ body }) => countsAsChanged(body, { name, port }, didChange) > 0);
    const done = memory.writes.filter(
      ({ process, loadBalancer, listener, before, after, origin }) =>
        !isUndo(process) &&
        loadBalancer.name === name &&
        listener.port === port &&
        !(isSame(before, after) && origin.process !== null),
    );
    if (told.length <= done.length) return [];
    const processes = told.map(({ process }) => process.id);
    return [
      {
        what: `${name} :${port} was changed ${done.length} times and told as changed ${told.length} times, by ${told.map(({ process }) => process.name).join(', ')}`,
        processes,
      },
    ];
  });
};

const runTold: JudgeEnd = ({ memory, world }) =>
  memory.runs
    .filter(({ process }) => !(process.purpose.where === 'terminal' && isOver(process)))
    // A dry run holds no lease, so no later one knows of it. It changed nothing; that it died or could not tell, whoever
    // sits at the terminal sees, and the function leaves its event in the queue of failed events, which is an alarm.
    .filter(({ process: { purpose } }) => !purpose.isDry)
    .filter(({ id }) => !world.account.messages.some(({ body }) => body.includes(id)))
    .filter(
      ({ id, process: { purpose } }) =>
        purpose.where === 'function' || toldAtTerminals(world.processes).every(({ runId }) => runId !== id),
    )
    // Who ends a command that has given the lease back has seen all but its last line.
    .filter(({ process }) => !(process.purpose.where === 'terminal' && memory.hasGivenBack(process)))
    .filter(({ process }) => process.purpose.kind !== 'watch' && process.end !== null)
    // A sweep that came to a good end and changed nothing may be one in which nothing needed anybody.
    .filter(
      ({ process }) =>
        !world.deployment.isQuiet ||
        process.end !== 'returned' ||
        memory.writes.some((write) => write.process === process),
    )
    .map(({ id, process }) => ({
      what: `nobody was told of run ${id} (${process.name}, ${process.end})`,
      processes: [process.id],
    }));

const undoUnbegun: JudgeEnd = ({ memory, world }) =>
  memory.runs
    .filter(({ process: { purpose, end } }) => purpose.kind === 'undo' && !purpose.isDry && end !== null)
    .filter(({ process }) => !isOver(process) && !memory.hasGivenBack(process))
    .flatMap((run) =>
      memory
        .unbegunIn(run)
        .filter(
          ({ id, loadBalancer: { name }, port }) =>
            !toldAtTerminals(world.processes).some(
              ({ runId, notBegun = [] }) => runId === run.id && notBegun.some((entry) => entry.id === id),
            ) &&
            !world.account.messages.some(({ body }) => body.includes(run.id) && names(body, name, port ?? 0)),
        )
        .map(({ loadBalancer: { name }, port }) => ({
          what: `nobody was told that ${run.process.name} (${run.id}) did not begin ${name} :${port}`,
          processes: [run.process.id],
        })),
    );

/** Runs that were cut off, told to whoever sat at the terminal that settled them. */
function toldAtTerminals(processes: readonly Process[]): readonly CutOff[] {
  return processes
    .filter(({ purpose: { where } }) => where === 'terminal')
    .flatMap(({ answer }) => reportIn(answer)?.cutOff ?? []);
}

function isOver({ end }: Process): boolean {
  return end === 'returned' || end === 'failed';
}

const unwatched: JudgeEnd = ({ memory, world }) => {
  if (world.deployment.watch === null) return [];
  const there = memory.writes.filter(({ loadBalancer }) =>
    world.account.loadBalancers.includes(loadBalancer),
  );
  const makers = new Set(there.map(({ process }) => process));
  return [...makers]
    .filter(({ purpose, faults, endedAt }) => {
      const isRecent = (endedAt ?? 0) > world.time.now - DAY;
      return purpose.kind === 'sweep' && purpose.where === 'function' && faults === 0 && !isRecent;
    })
    .filter(
      ({ runs }) =>
        !world.processes.some(({ purpose }) => purpose.kind === 'watch' && runs.includes(purpose.run ?? '')),
    )
    .filter(({ runs }) => !world.account.messages.some(({ body }) => saysUnwatched(body, runs)))
    .map((process) => ({
      what: `no watch looked after what ${process.name} changed`,
      processes: [process.id],
    }));
};

const leftUndone: JudgeEnd = (facts) =>
  facts.world.account.loadBalancers
    .filter(
      (loadBalancer) =>
        isOurs(loadBalancer, facts) &&
        // It may have ended since the last run.
        !isExempt(loadBalancer.tags, facts.world.time.now - DAY) &&
        loadBalancer.touchedAt < facts.world.time.now - 2 * DAY,
    )
    .flatMap((loadBalancer) =>
      loadBalancer.listeners
        .filter(
          (listener) =>
            isOpen(loadBalancer, listener) && facts.memory.holdOf(loadBalancer, listener) === null,
        )
        .filter(({ id }) => !mayBeHeld(id, facts))
        .filter((listener) => !isDoubted(loadBalancer, listener, facts))
        .map(({ id, port, policies }) => ({
          what: `${loadBalancer.name} :${port} still has ${policies.join(' ')}${pastOf(loadBalancer, id, facts)}`,
          processes: facts.world.processes.slice(-2).map((process) => process.id),
        })),
    );

/** Whether a run had begun to change it and nobody knows how that ended, and its owner has changed it since. */
function isDoubted(
  loadBalancer: LoadBalancer,
  { id, origin, stickyAt }: Listener,
  { world, memory }: Facts,
): boolean {
  if (origin.process !== null) return false;
  const isOpenEnded = (process: Process): boolean =>
    !isUndo(process) && memory.isBegun(process, id) && !memory.isConcluded(process, loadBalancer, id);
  return world.processes.some(
    (process) =>
      process.startedAt > loadBalancer.createdAt &&
      process.startedAt < Math.max(origin.at, stickyAt) &&
      isOpenEnded(process),
  );
}

/** Whether a command that was to clear it has failed: it may have cleared it, or not. */
function mayBeHeld(listenerId: string, { world, memory }: Facts): boolean {
  const its = memory.writes.filter(({ listener }) => listener.id === listenerId);
  return world.processes.some(
    ({ purpose, end }) =>
      purpose.kind === 'forget' &&
      end !== 'returned' &&
      its.some(({ process }) => process.runs.includes(purpose.run ?? '')),
  );
}

/** What may make a run believe that it must not touch a listener. */
function pastOf(loadBalancer: LoadBalancer, id: string, { memory }: Facts): string {
  const past = memory.writes.filter(({ listener }) => listener.id === id);
  if (past.some((write) => write.loadBalancer !== loadBalancer)) return ', made again since a run changed it';
  return past.length > 0 ? ', which its owner made stricter than a run had' : '';
}

const historyPruned: JudgeEnd = ({ world }) => {
  const known = world.account.loadBalancers.flatMap(({ arn, listeners }) => [
    arn,
    ...listeners.map(({ id }) => id),
  ]);
  const text = world.bucket.read(world.bucket.keys('history/')[0] ?? '') ?? '{}';
  const { listeners = {} }: { readonly listeners?: object } = JSON.parse(text);
  const isKnown = (id: string): boolean => known.some((one) => id.includes(pathOf(one)));
  return Object.keys(listeners)
    .filter((id) => !isKnown(id))
    .map((id) => ({ what: `the history still knows ${id}`, processes: [world.processes.at(-1)?.id ?? 0] }));
};

/** `app/web-1/0000000000000005`; on Classic the name. */
function pathOf(arn: string): string {
  const [, kind, name, id] = /:(?:loadbalancer|listener)\/(?:(app|net)\/([^/]+)\/([^/]+)|.*)/.exec(arn) ?? [];
  return kind === undefined ? arn : `/${kind}/${name}/${id}`;
}

const exemptionListed: JudgeEnd = ({ world }) =>
  world.account.loadBalancers
    .filter(
      ({ tags, touchedAt, createdAt }) =>
        touchedAt === createdAt &&
        createdAt === world.started &&
        tags['Tier'] === 'web' &&
        tags['tls-remediation'] === 'exempt',
    )
    .filter(({ name }) => !world.account.messages.some(({ body }) => listsExemption(body, name)))
    .map(({ name }) => ({ what: `nobody was told that ${name} is exempt without an end`, processes: [] }));

/** Judged when two calm runs are over. */
export const AT_CALM: Partial<Readonly<Record<Invariant, JudgeEnd>>> = {
  'change-told': changeTold,
  'told-twice': toldTwice,
  'run-told': runTold,
  'undo-unbegun': undoUnbegun,
  unwatched,
  'left-undone': leftUndone,
  'history-pruned': historyPruned,
  'exemption-listed': exemptionListed,
};

/** Judged after some calm days with the limits and waves of the story: nobody is kept waiting for ever. */
const starved: JudgeEnd = (facts) => {
  const { world, memory } = facts;
  const { account, deployment, time } = world;
  const { calmFrom } = world.weather;
  const isOld = ({ touchedAt }: LoadBalancer): boolean => touchedAt < calmFrom;
  const isBlocking = (loadBalancer: LoadBalancer): boolean =>
    account.refused.has(loadBalancer.name) ||
    loadBalancer.listeners.some(
      (listener) => isOpen(loadBalancer, listener) && memory.holdOf(loadBalancer, listener) !== null,
    );
  const blocked = Math.min(
    ...account.loadBalancers
      .filter(({ tags }) => tags['Tier'] === 'web' && deployment.waves !== null)
      .filter(isBlocking)
      .map(({ tags }) => waveOf(tags, deployment)),
  );
  return account.loadBalancers
    .filter((one) => isOurs(one, facts) && isOld(one) && waveOf(one.tags, deployment) <= blocked)
    .flatMap((loadBalancer) =>
      loadBalancer.listeners
        .filter(
          (listener) => isOpen(loadBalancer, listener) && memory.holdOf(loadBalancer, listener) === null,
        )
        .filter((listener) => !mayBeHeld(listener.id, facts) && !isDoubted(loadBalancer, listener, facts))
        .map(({ port }) => ({
          what: `${loadBalancer.name} :${port} has waited for ${Math.floor((time.now - calmFrom) / DAY)} days`,
          processes: [world.processes.at(-1)?.id ?? 0],
        })),
    );
};

/** Judged before the limits and waves of the story are lifted. */
export const IN_TURN: Partial<Readonly<Record<Invariant, JudgeEnd>>> = { starved };

const undoRestores: JudgeEnd = ({ world, memory }) =>
  world.account.loadBalancers
    .filter(({ createdAt, touchedAt, name }) => touchedAt === createdAt && !world.account.refused.has(name))
    .flatMap((loadBalancer) =>
      loadBalancer.listeners.flatMap((listener) => {
        const first = memory.writes.find((write) => write.listener === listener);
        if (first === undefined || !isNoRace(first)) return [];
        if (contentsOf(loadBalancer, listener.policies) === first.beforeContents) return [];
        const what = `${loadBalancer.name} :${listener.port} has ${listener.policies.join(' ')}, not ${first.before.join(' ')}`;
        return [{ what, processes: [first.process.id] }];
      }),
    );

/** Judged when everything was undone. */
export const AFTER_UNDO: Partial<Readonly<Record<Invariant, JudgeEnd>>> = { 'undo-restores': undoRestores };
