/**
 * The closed set of next steps: what somebody has to do, what goes on by itself, what was done. A digest is grouped by
 * them; docs/steps.md prints this table, with step-meanings.ts. `do` needs a person, `wait` ends by itself, `done` is for the record.
 */
export const STEPS = {
  'look-at-cut-off': {
    kind: 'do',
    title: 'look at what a run did before it was cut off',
  },
  'look-at-watch': {
    kind: 'do',
    title: 'look at what the watch found',
  },
  'mend-setting': {
    kind: 'do',
    title: 'mend the settings',
  },
  'find-scope': {
    kind: 'do',
    title: 'see whether the tag of the scope is right',
  },
  'read-region': {
    kind: 'do',
    title: 'find out why a Region cannot be read',
  },
  'allow-read': {
    kind: 'do',
    title: 'let the role read this',
  },
  'allow-change': {
    kind: 'do',
    title: 'let the role change this',
  },
  'allow-in-scp': {
    kind: 'do',
    title: 'allow this in the service control policy',
  },
  'check-change': {
    kind: 'do',
    title: 'check these by hand',
  },
  'look-at-handshakes': {
    kind: 'do',
    title: 'see whether these changes have reached their clients',
  },
  'look-at-failure': {
    kind: 'do',
    title: 'find out why this failed',
  },
  'see-next-run': {
    kind: 'do',
    title: 'see whether the next run comes through',
  },
  'undo-again': {
    kind: 'do',
    title: 'run the undo again',
  },
  'clear-closed-region': {
    kind: 'do',
    title: 'clear what was left in a closed Region, or name the Regions you use',
  },
  'mend-record': {
    kind: 'do',
    title: 'mend the record: without it nothing is changed',
  },
  'set-at-owner': {
    kind: 'do',
    title: 'set the policy where its owner sets it',
  },
  'fix-exemption-tag': {
    kind: 'do',
    title: 'write an exemption tag that can be read: "exempt until YYYY-MM-DD"',
  },
  'find-who-set-it-back': {
    kind: 'do',
    title: 'find out who set these back, mend it there, then clear them',
  },
  'clear-undone': {
    kind: 'do',
    title: 'clear what was undone, once its clients are ready',
  },
  'call-clients': {
    kind: 'do',
    title: 'move the clients that these would lock out',
  },
  'read-logs': {
    kind: 'do',
    title: 'let the run read the logs of these',
  },
  'recreate-listeners': {
    kind: 'do',
    title: 'recreate the listeners of these load balancers',
  },
  'choose-target': {
    kind: 'do',
    title: 'choose a policy for these by hand',
  },
  'judge-policy': {
    kind: 'do',
    title: 'judge these policies by hand',
  },
  'delete-policy': {
    kind: 'do',
    title: 'delete the policy that is in the way',
  },
  'plan-again': {
    kind: 'do',
    title: 'make a new plan',
  },
  'name-in-undo': {
    kind: 'do',
    title: 'name these to undo them',
  },
  'compare-by-hand': {
    kind: 'do',
    title: 'look at what these have now',
  },
  'replace-certificate': {
    kind: 'do',
    title: 'put other certificates on these listeners',
  },
  'renew-certificate': {
    kind: 'do',
    title: 'help ACM renew these certificates',
  },
  'complete-chain': {
    kind: 'do',
    title: 'import these certificates again, with their chain',
  },
  'read-certificate': {
    kind: 'do',
    title: 'find out why these certificates cannot be read',
  },
  'turn-on-logs': {
    kind: 'do',
    title: 'see to the logs of these: nobody knows who uses them',
  },
  'review-exemption': {
    kind: 'do',
    title: 'renew or remove the exemption',
  },
  'wait-for-wave': {
    kind: 'wait',
    title: 'waits for an earlier wave',
  },
  'wait-for-window': {
    kind: 'wait',
    title: 'waits for the change window',
  },
  'wait-for-freeze': {
    kind: 'wait',
    title: 'waits for the end of the freeze',
  },
  'wait-for-turn': {
    kind: 'wait',
    title: 'waits for its turn',
  },
  'wait-for-run': {
    kind: 'wait',
    title: 'waits for the next run',
  },
  'wait-for-day': {
    kind: 'wait',
    title: 'waits for its day',
  },
  changed: { kind: 'done', title: 'changed' },
  planned: { kind: 'done', title: 'planned' },
  'put-back': { kind: 'done', title: 'put back' },
  'put-back-planned': {
    kind: 'done',
    title: 'to be put back',
  },
  exempt: { kind: 'done', title: 'exempt' },
  gone: { kind: 'done', title: 'gone' },
} as const satisfies Readonly<Record<string, StepRow>>;

interface StepRow {
  readonly kind: 'do' | 'wait' | 'done';
  /** What stands above its listeners. */
  readonly title: string;
}

/** Public: docs and subscribers know them. */
export type StepId = keyof typeof STEPS;

/** Most urgent first. */
export const STEP_IDS: readonly StepId[] = Object.keys(STEPS).filter(isStepId);

function isStepId(id: string): id is StepId {
  return Object.hasOwn(STEPS, id);
}

export function kindOf(id: StepId): StepRow['kind'] {
  return STEPS[id].kind;
}
