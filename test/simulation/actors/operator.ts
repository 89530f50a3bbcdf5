import { DAY, HOUR, MINUTE } from '../clock';
import type { Memory } from '../observer/memory';
import type { Process } from '../process';
import {
  applyPlanAtTerminal,
  forgetAtTerminal,
  sweepAtTerminal,
  TERMINAL_RECORD,
  undoAtTerminal,
  type Report,
} from '../product';
import type { Random } from '../random';
import type { Store } from '../store';
import type { StartOptions, World } from '../world';

/** Somebody at a terminal: applies, keeps plans for tomorrow, undoes, clears, and closes the lid in the middle. */

export interface Temper {
  /** How often something is done on a day. */
  readonly daily: number;
  /** How far the terminal's clock is off. */
  readonly offset: number;
  readonly kills: number;
  /** How often the machine sleeps in the middle. */
  readonly sleeps: number;
}

export function operator(world: World, memory: Memory, until: number, temper: Temper): void {
  const random = world.random.fork('operator');
  const plans: Report[] = [];
  for (let day = world.time.now; day < until; day += DAY) {
    if (!random.chance(temper.daily)) continue;
    const options = (): StartOptions => ({
      offset: temper.offset,
      store: TERMINAL_RECORD === 'folder' && random.chance(0.3) ? world.folder : world.bucket,
      killAt: random.chance(temper.kills) ? random.between(1, 60) : undefined,
      sleepAt: random.chance(temper.sleeps) ? random.between(1, 60) : undefined,
      sleepMs: random.between(1, 40) * MINUTE,
    });
    // Now and then in the middle of a scheduled run.
    const at = random.chance(0.3)
      ? day + 6 * HOUR + random.between(0, 90) * 1_000
      : day + random.between(0, 23) * HOUR + random.between(0, 59) * MINUTE;
    world.time.at(at, () => act(world, memory, { random, plans, options: options() }));
  }
}

/** Those that are there twice are done twice as often. */
const WORK = [
  'apply',
  'plan',
  'plan',
  'saved',
  'saved',
  'undo',
  'undo',
  'undo some',
  'undo twice',
  'forget',
] as const;

interface Hand {
  readonly random: Random;
  readonly plans: Report[];
  readonly options: StartOptions;
}

function act(world: World, memory: Memory, hand: Hand): void {
  const { random, plans } = hand;
  const run = random.chance(0.7) ? memory.runs.at(-1) : random.pick([undefined, ...memory.runs]);
  const what = random.pick(WORK);
  switch (what) {
    case 'apply':
      return apply(world, hand);
    case 'plan':
      return plan(world, hand);
    case 'saved': {
      const saved = plans.at(-1);
      return saved === undefined ? plan(world, hand) : applyPlan(world, saved, hand);
    }
    case 'undo':
    case 'undo some':
    case 'undo twice':
      if (run !== undefined) undo(world, run, { ...hand, what });
      return;
    case 'forget':
      if (run !== undefined) forget(world, run, hand);
  }
}

function apply(world: World, { options }: Hand): void {
  const event = world.nextEvent();
  const purpose = { kind: 'sweep', where: 'terminal', isDry: false, event } as const;
  world.start(purpose, (machine) => sweepAtTerminal(machine, 'apply'), options);
}

function plan(world: World, { plans, options }: Hand): void {
  const event = world.nextEvent();
  const purpose = { kind: 'sweep', where: 'terminal', isDry: true, event } as const;
  world.start(
    purpose,
    async (machine) => {
      const made = await sweepAtTerminal(machine, 'plan');
      plans.push(made);
      return made;
    },
    options,
  );
}

function applyPlan(world: World, saved: Report, { options }: Hand): void {
  const event = world.nextEvent();
  const expects = new Map(saved.listeners.map(({ id, from }) => [id, from]));
  const run = saved.runId;
  const purpose = { kind: 'saved-plan', where: 'terminal', isDry: false, event, run, expects } as const;
  world.start(purpose, (machine) => applyPlanAtTerminal(machine, saved), options);
}

/** What is known of a run at a terminal: its name, and which record it is in. */
export interface KnownRun {
  readonly id: string;
  readonly store: Store;
  readonly process: Process;
}

export function undo(
  world: World,
  run: KnownRun,
  {
    random,
    options,
    what,
  }: Pick<Hand, 'random' | 'options'> & { readonly what: 'undo' | 'undo some' | 'undo twice' | 'undo all' },
): Process {
  const event = world.nextEvent();
  const changed = world.account.loadBalancers.flatMap(({ listeners }) =>
    listeners.filter(({ origin }) => origin.process === run.process.id).map(({ id }) => id),
  );
  // All that the run changed by name, whether its record could tell or not.
  const all = what === 'undo all' && changed.length > 0 ? changed : null;
  const some = what === 'undo some' && changed.length > 0 ? [random.pick(changed)] : all;
  const isPartial = some !== null && all === null;
  const purpose = { kind: 'undo', where: 'terminal', isDry: false, event, run: run.id, isPartial } as const;
  const once = (): Process =>
    world.start(purpose, (machine) => undoAtTerminal(machine, run.id, some), {
      ...options,
      store: run.store,
    });
  if (what === 'undo twice') world.time.after(random.between(2, 30) * MINUTE, once);
  return once();
}

function forget(world: World, run: KnownRun, { options }: Hand): void {
  const event = world.nextEvent();
  const purpose = { kind: 'forget', where: 'terminal', isDry: false, event, run: run.id } as const;
  world.start(purpose, (machine) => forgetAtTerminal(machine, run.id), { ...options, store: run.store });
}
