import type { Outcome, Reason, ReasonOf } from '../reasons';
import type { StepId } from '../step-table';

/** What is fine leads to nothing. */
type Open = Exclude<Outcome, 'compliant'>;

type Steps = readonly [StepId, ...StepId[]];

const READ: Steps = ['look-at-failure', 'allow-read', 'allow-in-scp'];
const CHANGE: Steps = ['look-at-failure', 'allow-change', 'allow-in-scp'];

/** The next steps that an outcome and its reason can lead to; the first where an entry says no more. */
const STEPS_OF: { readonly [O in Open]: Readonly<Record<ReasonOf<O>, Steps>> } = {
  planned: {
    'below-target': ['planned'],
    'newer-edition': ['planned'],
    'to-be-undone': ['put-back-planned'],
  },
  changed: { 'below-target': ['changed'], 'newer-edition': ['changed'] },
  reverted: { 'undone-by-request': ['put-back'], 'undone-by-watch': ['put-back'] },
  exempt: { 'exempt-by-tag': ['exempt'] },
  failed: {
    'read-failed': READ,
    'read-throttled': ['see-next-run'],
    'tags-unreadable': READ,
    'out-of-time': ['see-next-run', 'undo-again'],
    'catalogue-unreadable': READ,
    'change-failed': CHANGE,
    throttled: ['see-next-run'],
    'session-expired': ['see-next-run'],
    'not-confirmed': ['check-change'],
  },
  held: {
    'unknown-policy': ['judge-policy'],
    'unknown-family': ['judge-policy'],
    'other-family': ['choose-target'],
    'not-comparable': ['choose-target'],
    'no-target': ['choose-target'],
    'target-not-offered': ['choose-target'],
    'alb-policy-mix': ['recreate-listeners'],
    'exemption-unreadable': ['fix-exemption-tag'],
    'name-taken': ['delete-policy'],
    'reverted-by-others': ['find-who-set-it-back'],
    'history-unreadable': ['mend-record'],
    'owned-by-controller': ['set-at-owner'],
    'owned-by-stack': ['set-at-owner'],
    'changed-since': ['compare-by-hand'],
    undone: ['clear-undone', 'wait-for-day'],
    'clients-would-break': ['call-clients'],
    'clients-unknown': ['read-logs', 'wait-for-run'],
    frozen: ['wait-for-freeze'],
    'outside-window': ['wait-for-window'],
    'wave-waiting': ['wait-for-wave', 'clear-closed-region'],
    'change-limit': ['wait-for-turn'],
    'out-of-time': ['wait-for-run', 'undo-again'],
    'not-recorded': ['mend-record'],
    'lease-lost': ['wait-for-run', 'undo-again'],
    'not-known-done': ['name-in-undo'],
    'changed-since-plan': ['plan-again'],
    gone: ['gone'],
  },
};

/** The steps of an outcome and its reason, the usual one first; none for what is fine. */
export function stepsFor(outcome: Outcome, reason: Reason): readonly StepId[] {
  if (outcome === 'compliant') return [];
  const steps: Readonly<Partial<Record<Reason, Steps>>> = STEPS_OF[outcome];
  return steps[reason] ?? [];
}
