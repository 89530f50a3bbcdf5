import { contentsOf, isSame, othersOf, type Listener, type LoadBalancer } from '../account/estate';
import { STICKY } from '../estate';
import { CLASSIC_BEST, goTogether, OLD, PREDEFINED, SSL } from '../policies';
import type { World } from '../world';

/** What owners, and the tools that act for them, do to listeners. */

/** Sets the TLS policy of a listener. On Classic the old one or the best, whatever was asked for. */
export function setPolicies(
  world: World,
  loadBalancer: LoadBalancer,
  listener: Listener,
  wanted: string,
  who = 'an owner',
): void {
  const { policies: before } = listener;
  const beforeContents = contentsOf(loadBalancer, before);
  const after =
    loadBalancer.type === 'classic'
      ? [
          ...othersOf(loadBalancer, before),
          ...onClassic(loadBalancer, wanted === CLASSIC_BEST ? wanted : OLD),
        ]
      : [wanted];
  const others = loadBalancer.listeners.filter((one) => one !== listener);
  const names = [...after, ...others.flatMap(({ policies }) => policies)];
  if (isSame(before, after) || (loadBalancer.type === 'application' && !goTogether(names))) return;
  listener.policies = after;
  listener.origin = { process: null, at: world.time.now, before, beforeContents };
  loadBalancer.touchedAt = world.time.now;
  world.log.event(
    world.time.now,
    who,
    `sets ${loadBalancer.name} :${listener.port} from ${before.join(' ')} to ${after.join(' ')}`,
  );
}

/** A policy of the owner's own, made from a predefined one. */
function onClassic(loadBalancer: LoadBalancer, reference: string): readonly string[] {
  const contents = PREDEFINED.get(reference);
  if (contents === undefined) return [];
  const name = `owner-${reference.slice(-7)}`;
  if (!loadBalancer.policies.some((policy) => policy.name === name)) {
    loadBalancer.policies = [...loadBalancer.policies, { ...contents, name, type: SSL, reference }];
  }
  return [name];
}

/** Cookies have nothing to do with TLS: what the listener has of that stays whose it is. */
export function addSticky(world: World, loadBalancer: LoadBalancer, listener: Listener): void {
  if (loadBalancer.type !== 'classic' || listener.policies.includes(STICKY.name)) return;
  if (!loadBalancer.policies.some(({ name }) => name === STICKY.name)) {
    loadBalancer.policies = [...loadBalancer.policies, STICKY];
  }
  listener.policies = [STICKY.name, ...listener.policies];
  listener.stickyAt = world.time.now;
  world.log.event(world.time.now, 'an owner', `makes ${loadBalancer.name} :${listener.port} sticky`);
}

/** Tidies up: deletes the policies that no listener has. */
export function deleteUnused(world: World, loadBalancer: LoadBalancer): void {
  const used = new Set(loadBalancer.listeners.flatMap(({ policies }) => policies));
  const kept = loadBalancer.policies.filter(({ name }) => used.has(name));
  if (kept.length === loadBalancer.policies.length) return;
  loadBalancer.policies = kept;
  world.log.event(world.time.now, 'an owner', `deletes the unused policies of ${loadBalancer.name}`);
}
