import { DAY, HOUR, MINUTE, SECOND } from '../clock';
import { callFunction } from '../product';
import type { Random } from '../random';
import type { World } from '../world';

/** Who calls the function: EventBridge, at least once and not always on time; and people who try something. */

/** Events that somebody might send by hand. None of them may change anything. */
const ODD: readonly { readonly input: unknown; readonly isNonsense: boolean }[] = [
  { input: { dryRun: true }, isNonsense: false },
  { input: { DryRun: true }, isNonsense: false },
  { input: { dryRun: 'true' }, isNonsense: false },
  { input: { watch: 5 }, isNonsense: true },
  { input: { Watch: '20261101T060000Z-0000' }, isNonsense: true },
];

export interface Haste {
  /** How often a function is killed at a call of its own. */
  readonly kills: number;
  readonly doubles: number;
  readonly isOddTried: boolean;
}

export function schedule(world: World, until: number, { kills, doubles, isOddTried }: Haste): void {
  const random = world.random.fork('schedule');
  const { time, account } = world;
  account.onAppointment = ({ at, input }) => {
    const late = random.chance(0.1) ? random.between(0, 120) * MINUTE : random.between(0, 5) * SECOND;
    const event = world.nextEvent();
    time.at(at + late, () => watch(world, input, event, killAt(random, kills)));
    if (random.chance(doubles)) {
      time.at(at + late + random.between(0, 90) * SECOND, () => watch(world, input, event));
    }
  };
  for (let day = time.now; day < until; day += DAY) {
    for (const hour of world.deployment.hours) {
      const due = startOfDay(day) + hour * HOUR + lateness(world, random, hour);
      const event = world.nextEvent();
      const kill = killAt(random, kills);
      time.at(due, () => sweep(world, event, kill));
      if (random.chance(doubles)) time.at(due + random.between(0, 90) * SECOND, () => sweep(world, event));
    }
    if (isOddTried && random.chance(0.15)) {
      const odd = random.pick(ODD);
      time.at(startOfDay(day) + random.between(7, 20) * HOUR, () => tryOut(world, odd));
    }
  }
}

/** One sweep of the deployed function. */
export function sweep(world: World, event = world.nextEvent(), kill?: number): void {
  const purpose = { kind: 'sweep', where: 'function', isDry: world.deployment.isDry, event } as const;
  world.start(purpose, (machine) => callFunction(machine, { scheduledTime: String(event) }), {
    killAt: kill,
  });
}

function watch(world: World, input: unknown, event: number, kill?: number): void {
  const run = typeof input === 'object' && input !== null && 'watch' in input ? String(input.watch) : '?';
  const purpose = { kind: 'watch', where: 'function', isDry: world.deployment.isDry, event, run } as const;
  world.start(purpose, (machine) => callFunction(machine, input), { killAt: kill });
}

function tryOut(world: World, { input, isNonsense }: (typeof ODD)[number]): void {
  const event = world.nextEvent();
  world.log.event(world.time.now, 'somebody', `sends the event ${JSON.stringify(input)}`);
  world.start({ kind: 'sweep', where: 'function', isDry: true, event, isNonsense }, (machine) =>
    callFunction(machine, input),
  );
}

/** Mostly prompt; sometimes late, and then now and then just before the change window closes. */
function lateness(world: World, random: Random, hour: number): number {
  if (!random.chance(0.12)) return random.between(0, 40) * SECOND;
  const { window } = world.deployment;
  if (window === null || random.chance(0.5)) return random.between(0, 180) * MINUTE;
  return Math.max(0, (window.closes - hour) * HOUR - random.between(1, 8) * SECOND);
}

function killAt(random: Random, kills: number): number | undefined {
  return random.chance(kills) ? random.between(1, 70) : undefined;
}

function startOfDay(moment: number): number {
  return Math.floor(moment / DAY) * DAY;
}
