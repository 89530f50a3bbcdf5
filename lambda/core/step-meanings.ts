import type { StepId } from './step-table';

/** When each next step is said, for docs/steps.md: apart from the table, so that the function does not carry it. */
export const STEP_MEANINGS: Readonly<Record<StepId, string>> = {
  'look-at-cut-off':
    'a run did not come to its end, or its digest may not have been delivered; nobody was told what it did',
  'look-at-watch': 'after a run, clients fail, somebody else changed a listener, or the watch could not look',
  'mend-setting': 'a setting cannot be read or does not fit, so the run does less than was asked for',
  'find-scope': 'no load balancer carries it: a run over nothing proves nothing',
  'read-region': 'a Region, or part of it, could not be read: nobody knows what is there',
  'allow-read': 'AWS denied a call that reads: the role, a boundary or a resource policy lacks the action',
  'allow-change': 'AWS denied a call that changes: the role, a boundary or a condition lacks the action',
  'allow-in-scp':
    'a policy of the organisation denies the call explicitly: no role of the account can allow it',
  'check-change': 'AWS took a change, or may have, and the listener does not show it',
  'look-at-handshakes':
    'AWS confirmed a change, and handshakes after it (`apply --verify`, `VerifyHandshake`) still got what should have gone, or were refused what should work',
  'look-at-failure': 'AWS answered with another error',
  'see-next-run': 'the time, the calls or the session ran out; the next run tries again',
  'undo-again': 'the undo ended, or lost its lease, before this change; no sweep makes it',
  'clear-closed-region':
    'later waves wait for what earlier runs left in a Region that a service control policy has closed since',
  'mend-record': 'the record could not be read or written',
  'set-at-owner': 'a controller, a stack or a tool manages the listener and would put its own policy back',
  'fix-exemption-tag': 'the tag tls-remediation has a value that nobody can read, so nothing is changed',
  'find-who-set-it-back':
    'drift: the listener no longer has what an earlier run set, and the tool does not fight over it',
  'clear-undone': 'a change was undone, and the listener is left alone until somebody clears it',
  'call-clients':
    'the logs show handshakes that the target would refuse, more than ImpactThreshold allows; the addresses and user agents say whom to call',
  'read-logs':
    'ImpactAnalysis is on and the load balancer writes logs, but none of them, or less than half, could be read',
  'recreate-listeners': 'AWS does not allow the policy next to those of the other listeners of this ALB',
  'choose-target': 'no policy on offer is a target that weakens nothing and stays in the family',
  'judge-policy': 'nobody can tell what the policy accepts',
  'delete-policy': 'a Classic policy with the name that this tool uses has other contents',
  'plan-again': 'the listener is not what it was when the plan was made',
  'name-in-undo':
    'the record does not say that the run made the change; an undo makes it where the listener is named',
  'compare-by-hand': 'an undo left the listener alone: it no longer has what the run set',
  'replace-certificate': 'clients refuse a certificate, or will soon (docs/certificates.md)',
  'renew-certificate': 'ACM could not renew a certificate, or waits for somebody to validate a name',
  'complete-chain': 'a certificate came without the certificate of its issuer',
  'read-certificate':
    'certificates were to be looked at, and some could not be: nobody knows whether they are well',
  'turn-on-logs':
    'ImpactAnalysis is on, and the load balancer writes no log to S3, or none of the window is there: the run is blind there',
  'review-exemption': 'an exemption ends within 30 days, or (named once a month) has no end',
  'wait-for-wave': 'an earlier wave is not done, or its bake time is not over',
  'wait-for-window': 'the change window is closed',
  'wait-for-freeze': 'a change freeze is on',
  'wait-for-turn': 'the run has reached its limit of load balancers',
  'wait-for-run': 'the run ended, or lost its lease, before this change; or a log is too young to move by',
  'wait-for-day': 'a change was undone, and the listener is left alone until a day',
  changed: 'the listener was moved, and read back',
  planned: 'an apply would move the listener',
  'put-back': 'an undo put the former policy back',
  'put-back-planned': 'an undo would put the former policy back',
  exempt: 'its owner exempted the load balancer',
  gone: 'it no longer exists',
};
