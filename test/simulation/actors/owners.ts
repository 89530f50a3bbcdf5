import { isSecure } from '../account/estate';
import { DAY, HOUR, SECOND } from '../clock';
import type { Random } from '../random';
import type { World } from '../world';
import { ACTS, grow } from './acts';

/** Owners: they do what they like with what is theirs, on any day, and sometimes just when a run is at it. */

export interface Temper {
  /** How often something is done on a day. */
  readonly daily: number;
  /** How often somebody acts just as a run makes a call. */
  readonly races: number;
}

export function owners(world: World, until: number, { daily, races }: Temper): void {
  const random = world.random.fork('owners');
  const { time } = world;
  for (let day = time.now; day < until; day += DAY) {
    for (let left = daily; left > 0; left -= 1) {
      if (random.chance(Math.min(1, left))) {
        time.at(day + random.between(0, 24 * 3600) * SECOND, () => act(world, random));
      }
    }
  }
  time.at(time.now + 5 * HOUR, () => growOn(world, random));
  world.wire.onCall = (_process, { service, action, target }) => {
    if (time.now >= until || service !== 'elb' || !random.chance(races)) return;
    // Around the writes there is most to lose.
    if (!/Modify|Set|Create/.test(action) && !random.chance(0.3)) return;
    const wait = random.chance(0.5) ? 0 : random.between(0, 20) * SECOND;
    time.after(wait, () => act(world, random, target));
  };
}

/** `target`: what a call is about, which is where there is most to lose. */
function act(world: World, random: Random, target = ''): void {
  const { loadBalancers } = world.account;
  if (loadBalancers.length === 0) return;
  const meant = loadBalancers.filter(({ name }) => target.includes(name));
  const loadBalancer = random.pick(meant.length > 0 && random.chance(0.7) ? meant : loadBalancers);
  const secure = loadBalancer.listeners.filter(isSecure);
  if (secure.length === 0) return;
  random.pick(ACTS)({ world, random, loadBalancer, listener: random.pick(secure) });
  world.onTouch(loadBalancer);
}

/** Where the estate grows, a new load balancer in the first wave every so often, in the calm as well. */
function growOn(world: World, random: Random): void {
  if (world.newEachDay === 0) return;
  grow({ world, random });
  world.time.after(DAY / world.newEachDay, () => growOn(world, random));
}
