import { readName } from './policy';
import { countKept, isModern, lowestProtocol, weakenings, type Posture } from './posture';

/** The settings that choose by properties, and name no policy. */
const RULES_OF_THUMB = ['recommended', 'classical', 'tls13', 'fips'] as const;
type RuleOfThumb = (typeof RULES_OF_THUMB)[number];

/** What the user wants: see docs/rules.md, rule 2. */
export type TargetSetting =
  | { readonly kind: RuleOfThumb }
  | { readonly kind: 'named'; readonly name: string };

/** The target of a listener, or why there is none. */
export type TargetChoice =
  | { readonly found: true; readonly target: Posture }
  | { readonly found: false; readonly reason: 'target-not-offered' | 'no-target' };

/**
 * Reads a target setting: `recommended`, `classical`, `tls13`, `fips` or the name of a policy.
 * Answers `null` for anything that cannot be one of these.
 */
export function parseTarget(text: string): TargetSetting | null {
  const kind = RULES_OF_THUMB.find((rule) => rule === text);
  if (kind !== undefined) return { kind };
  return /^ELB(SecurityPolicy|Sample)-[A-Za-z0-9-]+$/.test(text) ? { kind: 'named', name: text } : null;
}

/** A target setting as its user wrote it. */
export function formatTarget(setting: TargetSetting): string {
  return setting.kind === 'named' ? setting.name : setting.kind;
}

/** Whether a setting asks for FIPS, so that a standard listener may go there: by its word, or by the name of a policy. */
export function asksForFips(setting: TargetSetting): boolean {
  return setting.kind === 'named' ? readName(setting.name).family === 'fips' : setting.kind === 'fips';
}

/**
 * The policy that an ALB or NLB listener should have, of those on offer there.
 *
 * @param mayMoveTo what the other listeners of the load balancer leave possible (docs/rules.md, rule 4)
 */
export function chooseTarget(
  current: Posture,
  setting: TargetSetting,
  offered: readonly Posture[],
  mayMoveTo: (candidate: Posture) => boolean,
): TargetChoice {
  if (setting.kind === 'named') return named(setting.name, offered);
  const candidates = offered.filter(
    (candidate) =>
      isModern(candidate) &&
      suits(setting.kind, current, candidate) &&
      mayMoveTo(candidate) &&
      weakenings(current, candidate, asksForFips(setting)).length === 0,
  );
  return best(candidates, [(policy) => Number(policy.postQuantum), ...keepsMost(current)]);
}

/**
 * The policy that a Classic listener should have: the predefined one with the highest lowest protocol, or the
 * named one where Classic has it. The settings say nothing else there: Classic knows neither TLS 1.3 nor
 * post-quantum nor FIPS ([CLB-tab] the Classic policy table).
 */
export function chooseClassicTarget(
  current: Posture,
  setting: TargetSetting,
  offered: readonly Posture[],
): TargetChoice {
  if (setting.kind === 'named') {
    const choice = named(setting.name, offered);
    if (choice.found) return choice;
  }
  const weakensNothing = (policy: Posture): number => Number(weakenings(current, policy).length === 0);
  return best(offered, [lowestProtocol, weakensNothing, ...keepsMost(current)]);
}

/**
 * Stands in for a policy whose contents nobody told us: it accepts all that anything here accepts, so the target
 * chosen for it is the setting's own. Only ever shown (`to` of a held listener), never acted on.
 */
export function permissivePosture(name: string | null, offered: readonly Posture[]): Posture {
  const { family, postQuantum } = readName(name ?? '');
  return {
    name: name ?? '',
    family: offered[0]?.family === 'custom' ? 'custom' : family === 'fips' ? 'fips' : 'standard',
    postQuantum,
    protocols: new Set(offered.flatMap((policy) => [...policy.protocols])),
    ciphers: new Set(offered.flatMap((policy) => [...policy.ciphers])),
    weaknesses: new Set(offered.flatMap((policy) => [...policy.weaknesses])),
  };
}

function named(name: string, offered: readonly Posture[]): TargetChoice {
  const target = offered.find((policy) => policy.name === name);
  return target ? { found: true, target } : { found: false, reason: 'target-not-offered' };
}

/** What each setting asks beyond the common rule. */
function suits(kind: RuleOfThumb, current: Posture, candidate: Posture): boolean {
  switch (kind) {
    case 'recommended':
      return keepsTls12(current, candidate);
    case 'classical':
      return keepsTls12(current, candidate) && candidate.postQuantum === current.postQuantum;
    case 'tls13':
      return candidate.protocols.size === 1;
    case 'fips':
      return keepsTls12(current, candidate) && candidate.family === 'fips';
  }
}

/** A listener that serves TLS 1.2 is not moved to TLS 1.3 alone unless its owner asks for just that. */
function keepsTls12(current: Posture, candidate: Posture): boolean {
  return candidate.protocols.has('TLSv1.2') || !current.protocols.has('TLSv1.2');
}

type Score = (policy: Posture) => number | string;

function keepsMost(current: Posture): readonly Score[] {
  return [
    (policy) => countKept(current.protocols, policy.protocols),
    (policy) => countKept(current.ciphers, policy.ciphers),
    (policy) => readName(policy.name).date ?? '',
    // No preference: it only makes the choice the same every time.
    (policy) => policy.name,
  ];
}

/** The one with the highest first score; of equals, the one with the highest second score; and so on. */
function best(candidates: readonly Posture[], scores: readonly Score[]): TargetChoice {
  const beats = (a: Posture, b: Posture): boolean => {
    const decisive = scores.find((score) => score(a) !== score(b));
    return decisive !== undefined && decisive(a) > decisive(b);
  };
  const [first, ...rest] = candidates;
  if (first === undefined) return { found: false, reason: 'no-target' };
  return { found: true, target: rest.reduce((winner, next) => (beats(next, winner) ? next : winner), first) };
}
