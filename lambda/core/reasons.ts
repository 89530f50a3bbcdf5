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
    'meets-target': 'it has the target already',
    'stricter-than-target': 'it is at least as strict as the target',
    'specialised-family': 'its policy is of a special-purpose family (RFC 9151), which is never left',
  },
  planned: { ...MOVES, 'to-be-undone': 'an undo would put its former policy back' },
  changed: MOVES,
  held: {
    'unknown-policy':
      'nobody can tell what it accepts: AWS does not list its policy, or shows none or several',
    'unknown-family': 'the name of its policy has a word this version does not know',
    'other-family': 'the target is of another family, which a listener never leaves (FIPS stays FIPS)',
    'not-comparable': 'the move would weaken something',
    'no-target': 'no policy on offer qualifies',
    'target-not-offered': 'this Region does not offer the named target for this type of load balancer',
    'alb-policy-mix': 'the policies of one ALB would not go together',
    'exemption-unreadable': 'its tls-remediation tag cannot be read',
    'name-taken': 'a Classic policy with our name has other contents',
    'reverted-by-others': 'an earlier run changed it, and somebody has taken that back',
    'history-unreadable':
      'the record of earlier runs could not be read, so nobody knows whether it was undone',
    'owned-by-controller': 'a controller sets it too, and would put its own policy back',
    'owned-by-stack': 'a stack or a tool sets it too, and StackOwned says to hold those',
    'changed-since': 'it no longer has what the run to be undone had set',
    'nothing-to-undo': 'it has its former policy already',
    undone: 'somebody undid an earlier change of it, and it is left alone since',
    frozen: 'no changes are made until the freeze is over',
    'outside-window': 'the change window is closed',
    'wave-waiting': 'an earlier wave is not done, or has not been quiet for long enough',
    'change-limit': 'this run has changed as many load balancers as it may',
    'out-of-time': 'the run ended before this change',
    'changed-since-plan': 'it is no longer what the plan was made for',
    gone: 'it went away between plan and change',
  },
  exempt: { 'exempt-by-tag': 'its owner has exempted it with the tls-remediation tag' },
  failed: {
    'read-failed': 'it could not be read',
    'tags-unreadable': 'its tags could not be read',
    'out-of-time': 'the run ended before it was read',
    'catalogue-unreadable': 'the policies on offer could not be read',
    'change-failed': 'AWS did not make the change',
    'not-confirmed': 'AWS accepted the change, but the listener does not show it',
  },
  reverted: {
    'undone-by-request': 'somebody asked for its former policy back',
    'undone-by-watch': 'clients failed after the change, and AutoUndo is on',
  },
} as const;

export type ReasonOf<O extends Outcome> = keyof (typeof REASONS)[O] & string;

export type Reason = { [O in Outcome]: ReasonOf<O> }[Outcome];
