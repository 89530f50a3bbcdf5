import type { Entry, Report } from '../../lambda/core/report';
import {
  outsideWindow,
  owned,
  ownerNote,
  revertedByOthers,
  undone as undoneSince,
  waveWaiting,
} from '../../lambda/core/wording/gates';
import { changedSince, nothingToUndo, reverted, toBeUndone } from '../../lambda/core/wording/plan';
import { aFineEntry, anEntry, anUnreadEntry, aReport } from './fixtures';

/** Whole reports as a real account gives them: the golden texts render these. */

const RES_PQ = 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09';
const OLD = 'ELBSecurityPolicy-2016-08';
const RECORD = 's3://elb-tls-records-111122223333-eu-west-1';
const EARLIER = '20261118T060000Z-77ab';
const NOW = new Date('2026-11-22T06:00:00Z');
const OLD_CIPHERS = Array.from({ length: 11 }, (_, index) => `AES128-SHA-${index}`);
const OLD_DROPS = { protocols: ['TLSv1', 'TLSv1.1'], ciphers: OLD_CIPHERS };
const PLAIN = 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06';
const CLASSIC = 'ELBSecurityPolicy-TLS-1-2-2017-01';
const TWO_REGIONS = [
  { region: 'eu-west-1', status: 'examined' },
  { region: 'us-east-1', status: 'examined' },
] as const;

const PQ_BINDS =
  'From then on a new secure listener on this ALB must have a post-quantum or FIPS policy; the default of the API ' +
  '(ELBSecurityPolicy-2016-08) is refused.';
const PQ_NEEDS =
  'Post-quantum policies do not mix with the plain ones on this ALB: for post-quantum, remove all secure listeners ' +
  'but one, change that one and make the others again.';
const CHANGE_LIMIT = {
  outcome: 'held',
  reason: 'change-limit',
  detail: 'This run may change 25 load balancers; this one waits for the next run.',
} as const;
const OUT_OF_TIME = {
  outcome: 'held',
  reason: 'out-of-time',
  detail: 'The time of this run was up before this change; the next run makes it.',
} as const;

function exempt(detail: string): Pick<Entry, 'outcome' | 'reason' | 'detail'> {
  return { outcome: 'exempt', reason: 'exempt-by-tag', detail };
}

/** The note of a stack that owns a load balancer. */
function owner(stack: string): string {
  const name = `CloudFormation (stack ${stack}, Shop)`;
  return ownerNote({
    kind: 'stack',
    name,
    fix: `set SslPolicy to ${RES_PQ} on listener :443 of Shop, in the template`,
  });
}

function fine(howMany: number, region = 'eu-west-1'): readonly Entry[] {
  return Array.from({ length: howMany }, (_, index) => aFineEntry({ name: `fine-${index}`, region }));
}

function checkout(outcome: 'planned' | 'changed'): Entry {
  return anEntry({ name: 'checkout', outcome, drops: OLD_DROPS, notes: [PQ_BINDS] });
}

/** A morning's dry run. */
export const dryRun: Report = aReport({
  regions: TWO_REGIONS,
  listeners: [
    checkout('planned'),
    anEntry({ name: 'landing', drops: OLD_DROPS, notes: [PQ_BINDS] }),
    ...[443, 8443].map((port) =>
      anEntry({
        name: 'api-gateway-partner',
        port,
        from: 'ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06',
        to: PLAIN,
        drops: { protocols: [], ciphers: OLD_CIPHERS.slice(0, 8) },
        notes: [PQ_NEEDS],
      }),
    ),
    anEntry({
      name: 'stream',
      type: 'network',
      region: 'us-east-1',
      from: 'ELBSecurityPolicy-TLS13-1-3-2021-06',
      to: 'ELBSecurityPolicy-TLS13-1-3-PQ-2025-09',
    }),
    anEntry({
      name: 'legacy-shop',
      type: 'classic',
      region: 'us-east-1',
      to: CLASSIC,
      drops: OLD_DROPS,
      notes: ['Its exemption ended on 2026-10-31.'],
    }),
    anEntry({
      name: 'partner-edi',
      type: 'classic',
      region: 'us-east-1',
      to: CLASSIC,
      drops: OLD_DROPS,
      ...exempt('Exempt until 2027-03-31: partner terminals speak TLS 1.0 until spring.'),
    }),
    anEntry({
      name: 'bank-link',
      from: 'ELBSecurityPolicy-Bank-2031-01',
      outcome: 'held',
      reason: 'unknown-policy',
      detail:
        'AWS does not list its policy, so nobody can tell what it accepts (ELBSecurityPolicy-Bank-2031-01).',
    }),
    ...fine(17),
    ...fine(4, 'us-east-1'),
  ],
});

/** An apply with something in every section that an apply has. */
export const applied: Report = aReport({
  mode: 'apply',
  regions: TWO_REGIONS,
  listeners: [
    anEntry({
      name: 'shop-public',
      outcome: 'failed',
      reason: 'change-failed',
      detail:
        'AccessDenied on ModifyListener: User: arn:aws:sts::111122223333:assumed-role/elb-tls-remediator/sweep is not ' +
        'authorized to perform: elasticloadbalancing:ModifyListener with an explicit deny in a service control ' +
        'policy. A service control policy or the role may restrict elasticloadbalancing:SecurityPolicy. It still has ' +
        'ELBSecurityPolicy-2016-08.',
    }),
    anUnreadEntry({
      name: 'intranet',
      region: 'us-east-1',
      detail: 'It could not be read: InternalFailure: We encountered an internal error. Please try again.',
    }),
    anEntry({
      name: 'search',
      outcome: 'held',
      reason: 'alb-policy-mix',
      to: PLAIN,
      detail:
        'This policy and those of the other listeners of the ALB do not go together. AWS has all but one secure ' +
        'listener removed, that one changed and the others made again.',
    }),
    anEntry({
      name: 'bank-link',
      type: 'classic',
      from: 'bank-strict-2019',
      to: CLASSIC,
      outcome: 'held',
      reason: 'not-comparable',
      detail: 'The move would weaken something: it would bring in no forward secrecy, CBC, SHA-1 MAC.',
    }),
    checkout('changed'),
    anEntry({ name: 'landing', outcome: 'changed', drops: OLD_DROPS, notes: [PQ_BINDS] }),
    anEntry({
      name: 'stream',
      type: 'network',
      region: 'us-east-1',
      from: 'ELBSecurityPolicy-TLS13-1-3-PQ-2025-09',
      to: 'ELBSecurityPolicy-TLS13-1-3-PQ-2026-04',
      outcome: 'changed',
      reason: 'newer-edition',
    }),
    anEntry({
      name: 'partner-edi',
      type: 'classic',
      to: CLASSIC,
      ...exempt('Exempt without an end date.'),
    }),
    ...fine(41),
  ],
  notes: [
    'us-east-1 offers policies of a family that this version does not know, and never chooses: ' +
      'ELBSecurityPolicy-TLS13-1-2-CNSA2-INTEROP2-FIPS-PQ-2026-07.',
  ],
  exemptions: [
    'The exemption of legacy-shop (us-east-1) ended on 2026-10-31: card terminals, ticket OPS-4711, to be replaced ' +
      'before the season.',
    'The exemption of partner-edi (eu-west-1) has no end date.',
  ],
  record: RECORD,
});

/** The same, at a terminal that keeps no record. */
export const unrecorded: Report = aReport({ mode: 'apply', listeners: [checkout('changed'), ...fine(2)] });

/** Changes that wait: for a person, for another wave, for the night. */
export const staged: Report = aReport({
  mode: 'apply',
  listeners: [
    anEntry({ name: 'dev-shop', outcome: 'changed', drops: OLD_DROPS, notes: [PQ_BINDS, owner('dev')] }),
    anEntry({
      name: 'k8s-shop-web-50dc6c495c',
      ...owned({
        kind: 'controller',
        name: 'the AWS Load Balancer Controller (ingress shop/web)',
        fix:
          `set the annotation alb.ingress.kubernetes.io/ssl-policy: ${RES_PQ} on the ingress, or sslPolicy: ${RES_PQ} ` +
          `in its IngressClassParams, which wins; or start the controller with --default-ssl-policy=${RES_PQ}, for ` +
          'whatever has no policy set in the cluster',
      }),
    }),
    anEntry({
      name: 'flapping',
      ...revertedByOthers(
        { runId: EARLIER, at: '2026-11-18T06:00:31Z', from: OLD, to: RES_PQ },
        anEntry({ name: 'flapping' }),
        NOW,
      ),
    }),
    anEntry({
      name: 'tills',
      type: 'network',
      ...undoneSince(
        { runId: EARLIER, at: '2026-11-19T14:12:00Z', until: null },
        anEntry({ name: 'tills', type: 'network' }).id,
      ),
    }),
    ...['prod-a', 'prod-b', 'prod-c', 'prod-d'].map((name) =>
      anEntry({ name, ...waveWaiting({ kind: 'not-done', wave: 'dev', listeners: 1 }) }),
    ),
    anEntry({ name: 'night', type: 'network', ...outsideWindow() }),
    ...fine(12),
  ],
  notes: ['Environment=qa is in no wave (dev, staging, prod): its load balancers go last.'],
  record: RECORD,
});

/** The first apply on a large estate: a limit of 25 and not enough time. */
export const large: Report = aReport({
  mode: 'apply',
  listeners: [
    ...Array.from({ length: 25 }, (_, index) =>
      anEntry({ name: `team-${index}-web`, outcome: 'changed', drops: OLD_DROPS, notes: [PQ_BINDS] }),
    ),
    ...Array.from({ length: 12 }, (_, index) =>
      anEntry({ name: `shop-${index}-web`, ...(index % 3 === 0 ? OUT_OF_TIME : CHANGE_LIMIT) }),
    ),
    anEntry({
      name: 'odd',
      outcome: 'held',
      reason: 'exemption-unreadable',
      detail:
        'The tag tls-remediation says "exempt til 2027"; write "exempt" or "exempt until YYYY-MM-DD", with ": why" behind it if you like.',
    }),
    ...fine(3),
  ],
  record: RECORD,
});

/** The second run: nothing left. */
export const allFine: Report = aReport({ mode: 'apply', regions: TWO_REGIONS, listeners: fine(48) });

/** A dry run that finds nobody with the tag. */
export const nothingFound: Report = aReport();

/** Regions that could not be examined, one listener that could. */
export const failedRegions: Report = aReport({
  mode: 'plan',
  regions: [
    {
      region: 'ap-southeast-2',
      status: 'failed',
      error: {
        code: 'AccessDeniedException',
        message:
          'User: arn:aws:sts::111122223333:assumed-role/elb-tls-remediator/sweep is not authorized to perform: ' +
          'tag:GetResources with an explicit deny in a service control policy',
      },
    },
    { region: 'eu-central-1', status: 'examined' },
    { region: 'eu-north-1', status: 'examined' },
    { region: 'eu-west-1', status: 'examined' },
    { region: 'us-east-1', status: 'failed', error: { code: 'TimeoutError', message: 'connect ETIMEDOUT' } },
  ],
  listeners: [aFineEntry()],
});

const UNDO_NOTE = `Undoes run ${EARLIER}. An undo may weaken: it puts back what was there before.`;

/** An undo of three changes, one of which somebody has changed again, and one of which had not been made. */
export const undone: Report = aReport({
  mode: 'undo',
  listeners: [
    anEntry({ name: 'checkout', from: RES_PQ, to: OLD, ...reverted('undone-by-request', OLD) }),
    anEntry({ name: 'landing', from: PLAIN, to: OLD, ...changedSince(PLAIN) }),
    anEntry({ name: 'stream', type: 'network', from: OLD, to: OLD, ...nothingToUndo() }),
  ],
  notes: [UNDO_NOTE],
});

/** What an undo would do. */
export const undoPlanned: Report = aReport({
  mode: 'undo',
  listeners: [
    anEntry({ name: 'checkout', from: RES_PQ, to: OLD, ...toBeUndone(OLD) }),
    anEntry({
      name: 'legacy-shop',
      type: 'classic',
      from: CLASSIC,
      to: OLD,
      ...toBeUndone(OLD),
      classic: { before: ['elb-tls-TLS-1-2-2017-01'], after: ['sticky', 'console'], creates: null },
    }),
    anEntry({ name: 'landing', from: PLAIN, to: OLD, ...changedSince(PLAIN) }),
  ],
  notes: [UNDO_NOTE, 'Nothing was changed: this is what the undo would do.'],
});
