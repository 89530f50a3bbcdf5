/** What happened, or would happen, to a secure listener. Every one in scope has exactly one outcome. */
export type Outcome = keyof typeof REASONS;

/** A dry run says what an apply would do: `planned` and `changed` share their reasons. */
const MOVES = {
  'below-target': 'its policy is weaker than the target, and the move weakens nothing',
  'newer-edition': 'AWS offers the same policy under a newer name',
} as const;

/**
 * The closed set of reasons, by outcome, each with what it means. docs/reasons.md prints this table.
 */
export const REASONS = {
  compliant: {
    'meets-target': 'it already has the target policy',
    'stricter-than-target': 'its policy is at least as strict as the target',
    'nothing-to-undo': 'it already has the policy that an undo would put back',
    'specialised-family': 'its policy is from a special-purpose family (RFC 9151), which sweeps leave alone',
  },
  planned: { ...MOVES, 'to-be-undone': 'an undo would roll it back to its former policy' },
  changed: MOVES,
  held: {
    'unknown-policy': 'AWS does not say what its policy accepts, or shows none or several',
    'unknown-family': 'the name of its policy has a word that this version does not know',
    'other-family':
      'the target is from another policy family, and a listener stays in its own (FIPS stays FIPS)',
    'not-comparable': 'the move would weaken the listener',
    'no-target': 'AWS offers no policy that qualifies',
    'target-not-offered': 'this Region does not offer the target policy for this type of load balancer',
    'alb-policy-mix': "AWS does not allow this policy next to those of the ALB's other listeners",
    'exemption-unreadable': 'its tag tls-remediation is not valid',
    'name-taken': 'a Classic policy with the name that this tool uses has other contents',
    'reverted-by-others': 'drift: it no longer has what an earlier run set',
    'history-unreadable': 'what earlier runs did could not be read, so its change may have been undone',
    'owned-by-controller': 'a controller manages it and would overwrite the change',
    'owned-by-stack': 'a stack or a tool manages it, and StackOwned is hold',
    'changed-since': 'it no longer has what the run set',
    undone: 'an earlier change was undone, and sweeps skip it until you clear it or its date has passed',
    'clients-would-break':
      'its logs show clients that the target would refuse, more than ImpactThreshold allows',
    'clients-unknown':
      'its logs, which ImpactAnalysis looks at, could not be read, or say too little to move by',
    frozen: 'a change freeze is on',
    'outside-window': 'the change window is closed',
    'wave-waiting': 'an earlier wave is not done, or its bake time is not over',
    'change-limit': 'this run has reached its limit of load balancers',
    'out-of-time': 'the run ended before this change',
    'not-recorded': 'the record could not be written, and without a record nothing is changed',
    'lease-lost': 'the run no longer held the lease of the account',
    'not-known-done':
      'the record does not say that the run made this change; an undo makes it when the listener is named',
    'changed-since-plan': 'it changed since the plan',
    gone: 'it no longer exists',
  },
  exempt: { 'exempt-by-tag': 'its owner exempted it with the tag tls-remediation' },
  failed: {
    'read-failed': 'it could not be read',
    'read-throttled': 'AWS throttled the calls that read it for as long as the run tried',
    'tags-unreadable': 'its tags could not be read',
    'out-of-time': 'the run ended before reading it, or an undo before changing it',
    'catalogue-unreadable': 'the policies that AWS offers could not be read',
    'change-failed': 'the change failed',
    throttled: 'AWS throttled the change for as long as the run tried',
    'session-expired': 'the session or its credentials ended in the middle of the run',
    'not-confirmed': 'AWS accepted the change, or did not answer, and the listener does not show it',
  },
  reverted: {
    'undone-by-request': 'an operator asked for the undo',
    'undone-by-watch': 'clients failed after the change, and AutoUndo is on',
  },
} as const;

export type ReasonOf<O extends Outcome> = keyof (typeof REASONS)[O] & string;

export type Reason = { [O in Outcome]: ReasonOf<O> }[Outcome];
