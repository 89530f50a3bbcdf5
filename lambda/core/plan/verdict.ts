import { isAtLeastAsStrict, isNewerEdition, keepsFamily, weakenings, type Posture } from '../policy/posture';
import type { ReasonOf } from '../reasons';
import type { TargetChoice } from '../policy/target';

/** What the rules say of one listener taken by itself (docs/rules.md, rule 3). */
export type Verdict =
  | { readonly outcome: 'compliant'; readonly reason: ReasonOf<'compliant'> }
  | { readonly outcome: 'planned'; readonly reason: ReasonOf<'planned'>; readonly to: Posture }
  | { readonly outcome: 'held'; readonly reason: ReasonOf<'held'>; readonly why: readonly string[] };

/** Judges a listener that has `current` against its target: the first rule that fits decides. */
export function judge(current: Posture, choice: TargetChoice): Verdict {
  if (current.family === 'rfc9151') return { outcome: 'compliant', reason: 'specialised-family' };
  if (current.family === 'other') return { outcome: 'held', reason: 'unknown-family', why: [] };
  if (!choice.found) return { outcome: 'held', reason: choice.reason, why: [] };
  const { target } = choice;
  if (current.name === target.name) return { outcome: 'compliant', reason: 'meets-target' };
  if (isNewerEdition(current, target)) return { outcome: 'planned', reason: 'newer-edition', to: target };
  if (isAtLeastAsStrict(current, target) && hasNewestProtocol(current)) {
    return { outcome: 'compliant', reason: 'stricter-than-target' };
  }
  // Where a standard listener has a target of the FIPS family, the setting has asked for it: no other finds one there.
  const why = weakenings(current, target, true);
  if (why.length === 0) return { outcome: 'planned', reason: 'below-target', to: target };
  return {
    outcome: 'held',
    reason: keepsFamily(current, target, true) ? 'not-comparable' : 'other-family',
    why,
  };
}

/** Strict is not enough on ALB and NLB: a policy that cannot speak TLS 1.3 moves to one that can. */
function hasNewestProtocol(current: Posture): boolean {
  return current.family === 'custom' || current.protocols.has('TLSv1.3');
}
