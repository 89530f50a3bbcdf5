import { DAY, MINUTE, SECOND } from '../clock';
import type { World } from '../world';

/** Clients of the web tier: on some days many of them fail, with a change or without one. */
export function spikes(world: World, daily: number, until: number): void {
  const random = world.random.fork('clients');
  const { time, account, metrics, wire, log } = world;
  const fail = (arn: string): void => {
    const length = random.between(5, 240) * MINUTE;
    metrics.spikes.push({
      arn,
      from: time.now,
      until: time.now + length,
      perMinute: random.between(10, 200),
    });
    log.event(time.now, 'clients', `fail on ${arn} for ${length / MINUTE} min`);
  };
  for (let day = time.now; day < until; day += DAY) {
    if (!random.chance(daily)) continue;
    time.at(day + random.between(0, 24 * 3600) * SECOND, () => {
      if (account.loadBalancers.length > 0) fail(random.pick(account.loadBalancers).arn);
    });
  }
  const before = wire.onCall;
  wire.onCall = (process, call) => {
    before(process, call);
    if (time.now >= until || !/ModifyListener/.test(call.action) || !random.chance(daily)) return;
    const isBefore = random.chance(0.3);
    const [path = ''] = call.target.split(' ');
    const found = account.loadBalancers.find(({ arn }) => arn.endsWith(path));
    if (found === undefined) return;
    // Some seconds of trouble that end where the change begins have nothing to do with it.
    const { arn } = found;
    if (isBefore)
      metrics.spikes.push({ arn, from: time.now - 5 * SECOND, until: time.now, perMinute: 5_000 });
    else time.after(random.between(0, 10) * MINUTE, () => fail(arn));
  };
}
