import { DAY, HOUR } from '../clock';
import type { World } from '../world';
import { setPolicies } from './by-hand';

/** A tool without tags of its own that sets what it was told, each night: drift. */
export function controller(world: World, until: number): void {
  const random = world.random.fork('controller');
  const [first] = world.account.loadBalancers;
  if (first === undefined) return;
  const { arn } = random.pick(world.account.loadBalancers);
  const wanted = new Map(
    world.account.byArn(arn).listeners.map(({ id, policies }) => [id, policies[0] ?? ''] as const),
  );
  for (let day = world.time.now; day < until; day += DAY) {
    if (random.chance(0.4)) world.time.at(day + 3 * HOUR, () => setBack(world, arn, wanted));
  }
}

function setBack(world: World, arn: string, wanted: ReadonlyMap<string, string>): void {
  const loadBalancer = world.account.loadBalancers.find((one) => one.arn === arn);
  if (loadBalancer === undefined || loadBalancer.type === 'classic') return;
  for (const listener of loadBalancer.listeners) {
    const policy = wanted.get(listener.id);
    if (policy === undefined || listener.policies.includes(policy)) continue;
    setPolicies(world, loadBalancer, listener, policy, 'a controller');
    world.onTouch(loadBalancer);
  }
}
