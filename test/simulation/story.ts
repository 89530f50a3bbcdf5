import { calls } from './actors/calls';
import { controller } from './actors/controller';
import { operator, undo } from './actors/operator';
import { owners } from './actors/owners';
import { schedule, sweep } from './actors/schedule';
import { spikes } from './actors/clients';
import { DAY, HOUR, MINUTE } from './clock';
import { deploymentOf, opened } from './deployment';
import { loadBalancerOf } from './estate';
import { takeOver } from './globals';
import { ALL, type Finding, type Invariant } from './observer/invariants';
import { isUndo } from './observer/memory';
import { Observer } from './observer/observer';
import { randomOf } from './random';
import { World } from './world';

/** A Monday. */
const START = Date.UTC(2026, 10, 2);
export const DAYS = 14;

export interface Told {
  readonly seed: number;
  readonly findings: readonly Finding[];
  /** The story for people, as far as that finding. */
  readonly text: (finding: Finding) => string;
  /** Every call of it. */
  readonly all: () => string;
  /** How much happened. */
  readonly processes: number;
  readonly writes: number;
}

/** One story: fourteen days in which everything happens that can, then calm; told by its seed alone. */
export async function tell(seed: number, wanted: readonly Invariant[] = ALL): Promise<Told> {
  const random = randomOf(seed);
  const until = START + DAYS * DAY;
  const world = new World(seed, START, {
    deployment: deploymentOf(random.fork('deployment'), START),
    climate: { rate: random.pick([0, 0, 0.001, 0.005, 0.02]), storms: random.pick([0, 0, 1, 2, 4]) },
    until,
  });
  const giveBack = takeOver(world.random.fork('machine'));
  try {
    const observer = new Observer(world, new Set(wanted));
    people(world, observer, until);
    await world.time.runUntil(until);
    await calm(world, observer);
    return {
      seed,
      findings: [...observer.findings.values()],
      text: (finding) => textOf(world, finding),
      all: () => world.log.whole(),
      processes: world.processes.length,
      writes: observer.memory.writes.length,
    };
  } finally {
    giveBack();
  }
}

function people(world: World, observer: Observer, until: number): void {
  const random = world.random.fork('people');
  const estate = world.random.fork('estate');
  for (let left = random.between(3, 8); left > 0; left -= 1) {
    world.account.add(loadBalancerOf(estate, `web-${left}`, world.deployment.regions));
  }
  if (random.chance(0.15)) {
    for (const { name } of world.account.loadBalancers.slice(0, random.between(1, 3)))
      world.account.refused.add(name);
  }
  const haste = { kills: random.pick([0, 0.05, 0.2]), doubles: random.pick([0, 0.05, 0.3]) };
  schedule(world, until, { ...haste, isOddTried: random.chance(0.3) });
  if (world.deployment.hearsCalls) calls(world, until, haste);
  operator(world, observer.memory, until, {
    daily: random.pick([0, 0.2, 0.6]),
    offset: random.chance(0.25) ? random.pick([-2, 2, 26]) * HOUR : 0,
    kills: random.pick([0, 0, 0.15]),
    sleeps: random.pick([0, 0, 0.1]),
  });
  owners(world, until, {
    daily: random.pick([0, 0.3, 1, 2]),
    races: random.pick([0, 0.002, 0.01]),
  });
  if (random.chance(0.2)) controller(world, until);
  spikes(world, random.pick([0, 0.1, 0.3]), until);
}

/** Nobody disturbs any more: two runs later all is done, and an undo of everything takes everything back. */
async function calm(world: World, observer: Observer): Promise<void> {
  const { time, weather, log, processes } = world;
  log.event(time.now, 'the story', 'is calm from here on');
  weather.calmFrom = time.now;
  await inTurn(world, observer);
  world.deployment = opened(world.deployment);
  for (let run = 0; run < 2; run += 1) {
    sweep(world);
    const process = processes.at(-1);
    await time.runUntil(time.now + 24 * HOUR);
    const isRefused = world.account.refused.size > 0;
    if (process?.end === 'returned' || process === undefined || isRefused) continue;
    observer.found('answers-at-calm', `${process.name} ${process.end}: ${String(process.error)}`, [
      process.id,
    ]);
  }
  observer.atCalm();
  const changes = new Set(
    observer.memory.writes.filter(({ process }) => !isUndo(process)).map(({ process }) => process),
  );
  for (const run of observer.memory.runs.toReversed()) {
    if (!changes.has(run.process)) continue;
    undo(world, run, { random: world.random, options: {}, what: 'undo' });
    await time.runUntil(time.now + 20 * MINUTE);
    // What the record cannot tell, an undo leaves until it is named.
    undo(world, run, { random: world.random, options: {}, what: 'undo all' });
    await time.runUntil(time.now + 20 * MINUTE);
  }
  observer.afterUndo();
}

/** Days that the waves of a story take, one after another, where all goes well. */
const CALM_DAYS = 8;

/** Where somebody may be kept waiting, the settings stay as they are until everybody who waits can have had a turn. */
async function inTurn(world: World, observer: Observer): Promise<void> {
  const { deployment, account, time } = world;
  const { limit, waves, isDry } = deployment;
  await time.runUntil(time.now + 6 * HOUR);
  const mayStarve = (limit !== null && account.refused.size > 0) || (waves !== null && world.newEachDay > 0);
  if (mayStarve && !isDry) {
    const turns = Math.ceil(observer.waiting / ((limit ?? Infinity) - world.newEachDay));
    for (let days = CALM_DAYS + turns; days > 0; days -= 1) {
      sweep(world);
      await time.runUntil(time.now + DAY);
    }
    observer.inTurn();
  }
  world.newEachDay = 0;
}

function textOf({ log, seed, planned }: World, { invariant, what, at, processes }: Finding): string {
  const settings = JSON.stringify(planned);
  return `${log.story(at, processes)}\n\n${invariant}: ${what}\nseed ${seed}, deployed with ${settings}`;
}
