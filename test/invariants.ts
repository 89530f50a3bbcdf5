import type { Report } from '../lambda/core/report';
import type { Sandbox } from '../sandbox';
import { SSL } from './accounts';
import { ELBV2 } from './core/catalogue';
import { byName, onClassic, weakens, type Judged } from './core/oracle';
import { listenersIn, shownIn, type SandboxListener, type Shown } from './helpers';

/** What has to be so after any run (docs/rules.md), judged from outside: by the account, and by the tests' own oracle. */

/** An account at one moment; a listener's posture is in the words of the tests' own oracle. */
export interface Moment {
  readonly shown: Readonly<Record<string, Shown>>;
  readonly listeners: readonly SandboxListener[];
  readonly postures: ReadonlyMap<string, Judged | undefined>;
}

export function momentOf(sandbox: Sandbox): Moment {
  const shown = shownIn(sandbox);
  const listeners = listenersIn(sandbox);
  const postures = listeners.map((listener) => [listener.id, postureOf(listener, shown)] as const);
  return { shown, listeners, postures: new Map(postures) };
}

function postureOf(
  { type, loadBalancerArn, policies }: SandboxListener,
  shown: Moment['shown'],
): Judged | undefined {
  if (type === 'classic') return classicPosture(shown[loadBalancerArn]?.policies ?? [], policies);
  const policy = ELBV2.find(({ name }) => name === policies[0]);
  return policy && byName(policy);
}

function classicPosture(
  policies: NonNullable<Shown['policies']>,
  names: readonly string[],
): Judged | undefined {
  const policy = policies.find(({ name, type }) => type === SSL && names.includes(name));
  if (policy === undefined) return undefined;
  const on = Object.keys(policy.attributes).filter((key) => policy.attributes[key] === 'true');
  const protocols = on.filter(isProtocol).map((key) => key.slice('Protocol-'.length));
  const ciphers = on.filter((key) => !isProtocol(key) && key !== 'Server-Defined-Cipher-Order');
  return onClassic({ name: policy.name, protocols, ciphers });
}

function isProtocol(attribute: string): boolean {
  return attribute.startsWith('Protocol-');
}

/** Whether the load balancer is in scope by its own tags. */
function isWeb({ shown }: Moment, arn: string): boolean {
  return shown[arn]?.tags['Tier'] === 'web';
}

/** Rules 1, 3 and 5: what is out of scope is as it was, nothing is weakened, stickiness stays in its place. `forFips`: FIPS was asked for. */
export function expectNoHarm(before: Moment, sandbox: Sandbox, forFips = false): void {
  const now = momentOf(sandbox);
  const left = Object.keys(before.shown).filter((arn) => arn in now.shown);
  const outOfScope = left.filter((arn) => !isWeb(before, arn));
  expect(outOfScope.map((arn) => now.shown[arn])).toEqual(outOfScope.map((arn) => before.shown[arn]));
  expect(left.map((arn) => stickinessOf(now.shown[arn]))).toEqual(
    left.map((arn) => stickinessOf(before.shown[arn])),
  );
  const weakened = [...now.postures].filter(([id, posture]) =>
    isWeakened(before.postures.get(id), posture, forFips),
  );
  expect(weakened).toEqual([]);
}

/** A listener of which nobody can say what it accepts must not move at all. */
function isWeakened(was: Judged | undefined, is: Judged | undefined, forFips: boolean): boolean {
  if (JSON.stringify(was) === JSON.stringify(is)) return false;
  return was === undefined || is === undefined || weakens(was, is, forFips);
}

function stickinessOf(shown: Shown | undefined): readonly number[] | undefined {
  return shown?.listeners.map(({ policyNames = [] }) => policyNames.indexOf('sticky'));
}

/**
 * Rule 6: each secure listener in scope has one entry, its own or that of its load balancer; none may be
 * missing but those of a failed Region and of what is gone. What is out of scope has no entry, unless its tags could
 * not be read.
 */
export function expectOneOutcomeEach(before: Moment, report: Report, sandbox: Sandbox): void {
  const examined = report.regions.filter(({ status }) => status === 'examined');
  const whole = new Set(examined.map(({ region }) => region));
  const now = shownIn(sandbox);
  const wrong = before.listeners.filter(({ id, loadBalancerArn: arn, isSecure }) => {
    const its = report.listeners.filter((entry) => entry.id === id || entry.id === arn);
    const mayBeMissing = !(arn in now) || !whole.has(arn.split(':')[3] ?? '');
    if (!isSecure || !isWeb(before, arn)) return its.some((entry) => entry.id === id);
    return mayBeMissing ? its.length > 1 : its.length !== 1;
  });
  expect(wrong).toEqual([]);
}
