import type { Write } from '../account/account';
import { classicTls, isSame, isSecure, type Listener, type LoadBalancer } from '../account/estate';
import type { Deployment } from '../deployment';
import { wantsToMove, wantsToMoveOnClassic } from '../policies';
import type { World } from '../world';
import { isUndo, type Memory } from './memory';

/** What every judge is given. */
export interface Facts {
  readonly world: World;
  readonly memory: Memory;
}

/** What is wrong with a write; `null`: nothing. */
export type JudgeWrite = (write: Write, facts: Facts) => string | null;

/** Judges writes that are no undo. One that should not be there at all is judged as that, and as nothing else. */
export function ofChanges(judge: JudgeWrite): JudgeWrite {
  return (write, facts) => {
    const { isDry, isNonsense } = write.process.purpose;
    return isUndo(write.process) || isDry || isNonsense === true ? null : judge(write, facts);
  };
}

export function ofUndos(judge: JudgeWrite): JudgeWrite {
  return (write, facts) => (isUndo(write.process) ? judge(write, facts) : null);
}

/** The tag that an owner exempts with, read again. */
export function isExempt(tags: LoadBalancer['tags'], now: number): boolean {
  const until = /^exempt(?: until ([\d-]+))?(?:: .*)?$/.exec(tags['tls-remediation'] ?? '');
  if (until === null) return false;
  const [, day] = until;
  return day === undefined || new Date(now).toISOString().slice(0, 10) <= day;
}

export function isOwned(tags: LoadBalancer['tags']): boolean {
  return tags['elbv2.k8s.aws/cluster'] !== undefined;
}

/** The number of its wave; what no wave names goes last. */
export function waveOf(tags: LoadBalancer['tags'], { waves }: Deployment): number {
  if (waves === null) return 0;
  const index = waves.order.indexOf(tags[waves.key] ?? '');
  return index === -1 ? waves.order.length : index;
}

/** Whether the program had read the listener with what it had when it was changed. */
export function wasSeen({ seen, listener, before }: Write): boolean {
  return isSame(seen.listeners.get(listener.id) ?? [], before);
}

/** Whether the rules want this listener to move, whoever has done what to it before. */
export function isOpen(loadBalancer: LoadBalancer, listener: Listener): boolean {
  if (!isSecure(listener)) return false;
  if (loadBalancer.type === 'classic') {
    const tls = classicTls(loadBalancer, listener.policies);
    return tls !== null && wantsToMoveOnClassic(tls);
  }
  const others = loadBalancer.listeners.filter((one) => one !== listener && isSecure(one));
  const [policy = ''] = listener.policies;
  return wantsToMove(
    policy,
    others.flatMap(({ policies }) => policies),
    loadBalancer.type,
  );
}

/** Whether the product has to do with it at all. */
export function isOurs({ tags, name }: LoadBalancer, { world }: Facts): boolean {
  const { account, time } = world;
  return tags['Tier'] === 'web' && !isExempt(tags, time.now) && !isOwned(tags) && !account.refused.has(name);
}
