/**
 * The closed set of next steps: what somebody has to do, what goes on by itself, what was done. A digest is grouped by
 * them; docs/steps.md prints this table. `do` needs a person, `wait` ends by itself, `done` is for the record.
 */
export const STEPS = {
  'look-at-cut-off': {
    kind: 'do',
    title: 'look at what a run did before it was cut off',
    means:
      'a run did not come to its end, or its digest may not have been delivered; nobody was told what it did',
  },
  'look-at-watch': {
    kind: 'do',
    title: 'look at what the watch found',
    means: 'after a run, clients fail, somebody else changed a listener, or the watch could not look',
  },
  'mend-setting': {
    kind: 'do',
    title: 'mend the settings',
    means: 'a setting cannot be read or does not fit, so the run does less than was asked for',
  },
  'find-scope': {
    kind: 'do',
    title: 'see whether the tag of the scope is right',
    means: 'no load balancer carries it: a run over nothing proves nothing',
  },
  'read-region': {
    kind: 'do',
    title: 'find out why a Region cannot be read',
    means: 'a Region, or part of it, could not be read: nobody knows what is there',
  },
  'allow-read': {
    kind: 'do',
    title: 'let the role read this',
    means: 'AWS denied a call that reads: the role, a boundary or a resource policy lacks the action',
  },
  'allow-change': {
    kind: 'do',
    title: 'let the role change this',
    means: 'AWS denied a call that changes: the role, a boundary or a condition lacks the action',
  },
  'allow-in-scp': {
    kind: 'do',
    title: 'allow this in the service control policy',
    means: 'a policy of the organisation denies the call explicitly: no role of the account can allow it',
  },
  'check-change': {
    kind: 'do',
    title: 'check these by hand',
    means: 'AWS took a change, or may have, and the listener does not show it',
  },
  'look-at-handshakes': {
    kind: 'do',
    title: 'see whether these changes have reached their clients',
    means:
      'AWS confirmed a change, and handshakes after it (`apply --verify`, `VerifyHandshake`) still got what should have gone, or were refused what should work',
  },
  'look-at-failure': {
    kind: 'do',
    title: 'find out why this failed',
    means: 'AWS answered with another error',
  },
  'see-next-run': {
    kind: 'do',
    title: 'see whether the next run comes through',
    means: 'the time, the calls or the session ran out; the next run tries again',
  },
  'undo-again': {
    kind: 'do',
    title: 'run the undo again',
    means: 'the undo ended, or lost its lease, before this change; no sweep makes it',
  },
  'clear-closed-region': {
    kind: 'do',
    title: 'clear what was left in a closed Region, or name the Regions you use',
    means:
      'later waves wait for what earlier runs left in a Region that a service control policy has closed since',
  },
  'mend-record': {
    kind: 'do',
    title: 'mend the record: without it nothing is changed',
    means: 'the record could not be read or written',
  },
  'set-at-owner': {
    kind: 'do',
    title: 'set the policy where its owner sets it',
    means: 'a controller, a stack or a tool manages the listener and would put its own policy back',
  },
  'fix-exemption-tag': {
    kind: 'do',
    title: 'write an exemption tag that can be read: "exempt until YYYY-MM-DD"',
    means: 'the tag tls-remediation has a value that nobody can read, so nothing is changed',
  },
  'find-who-set-it-back': {
    kind: 'do',
    title: 'find out who set these back, mend it there, then clear them',
    means: 'drift: the listener no longer has what an earlier run set, and the tool does not fight over it',
  },
  'clear-undone': {
    kind: 'do',
    title: 'clear what was undone, once its clients are ready',
    means: 'a change was undone, and the listener is left alone until somebody clears it',
  },
  'call-clients': {
    kind: 'do',
    title: 'move the clients that these would lock out',
    means:
      'the logs show handshakes that the target would refuse, more than ImpactThreshold allows; the addresses and user agents say whom to call',
  },
  'read-logs': {
    kind: 'do',
    title: 'let the run read the logs of these',
    means: 'ImpactAnalysis is on and the load balancer writes logs, but none of them could be read',
  },
  'recreate-listeners': {
    kind: 'do',
    title: 'recreate the listeners of these load balancers',
    means: 'AWS does not allow the policy next to those of the other listeners of this ALB',
  },
  'choose-target': {
    kind: 'do',
    title: 'choose a policy for these by hand',
    means: 'no policy on offer is a target that weakens nothing and stays in the family',
  },
  'judge-policy': {
    kind: 'do',
    title: 'judge these policies by hand',
    means: 'nobody can tell what the policy accepts',
  },
  'delete-policy': {
    kind: 'do',
    title: 'delete the policy that is in the way',
    means: 'a Classic policy with the name that this tool uses has other contents',
  },
  'plan-again': {
    kind: 'do',
    title: 'make a new plan',
    means: 'the listener is not what it was when the plan was made',
  },
  'name-in-undo': {
    kind: 'do',
    title: 'name these to undo them',
    means:
      'the record does not say that the run made the change; an undo makes it where the listener is named',
  },
  'compare-by-hand': {
    kind: 'do',
    title: 'look at what these have now',
    means: 'an undo left the listener alone: it no longer has what the run set',
  },
  'replace-certificate': {
    kind: 'do',
    title: 'put other certificates on these listeners',
    means: 'clients refuse a certificate, or will soon (docs/certificates.md)',
  },
  'renew-certificate': {
    kind: 'do',
    title: 'help ACM renew these certificates',
    means: 'ACM could not renew a certificate, or waits for somebody to validate a name',
  },
  'complete-chain': {
    kind: 'do',
    title: 'import these certificates again, with their chain',
    means: 'a certificate came without the certificate of its issuer',
  },
  'read-certificate': {
    kind: 'do',
    title: 'find out why these certificates cannot be read',
    means: 'certificates were to be looked at, and some could not be: nobody knows whether they are well',
  },
  'turn-on-logs': {
    kind: 'do',
    title: 'turn on the logs of these: nobody knows who uses them',
    means: 'ImpactAnalysis is on, and the load balancer writes no log to S3: the run is blind there',
  },
  'review-exemption': {
    kind: 'do',
    title: 'renew or remove the exemption',
    means: 'an exemption ends within 30 days, or (named once a month) has no end',
  },
  'wait-for-wave': {
    kind: 'wait',
    title: 'waits for an earlier wave',
    means: 'an earlier wave is not done, or its bake time is not over',
  },
  'wait-for-window': {
    kind: 'wait',
    title: 'waits for the change window',
    means: 'the change window is closed',
  },
  'wait-for-freeze': {
    kind: 'wait',
    title: 'waits for the end of the freeze',
    means: 'a change freeze is on',
  },
  'wait-for-turn': {
    kind: 'wait',
    title: 'waits for its turn',
    means: 'the run has reached its limit of load balancers',
  },
  'wait-for-run': {
    kind: 'wait',
    title: 'waits for the next run',
    means: 'the run ended, or lost its lease, before this change',
  },
  'wait-for-day': {
    kind: 'wait',
    title: 'waits for its day',
    means: 'a change was undone, and the listener is left alone until a day',
  },
  changed: { kind: 'done', title: 'changed', means: 'the listener was moved, and read back' },
  planned: { kind: 'done', title: 'planned', means: 'an apply would move the listener' },
  'put-back': { kind: 'done', title: 'put back', means: 'an undo put the former policy back' },
  'put-back-planned': {
    kind: 'done',
    title: 'to be put back',
    means: 'an undo would put the former policy back',
  },
  exempt: { kind: 'done', title: 'exempt', means: 'its owner exempted the load balancer' },
  gone: { kind: 'done', title: 'gone', means: 'it no longer exists' },
} as const satisfies Readonly<Record<string, StepRow>>;

interface StepRow {
  readonly kind: 'do' | 'wait' | 'done';
  /** What stands above its listeners. */
  readonly title: string;
  /** When it is said. */
  readonly means: string;
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
