import type { CertificatePlace } from '../../lambda/core/certificate';
import type { ElbV2LoadBalancer, LoadBalancer } from '../../lambda/core/estate';
import { ownerOf } from '../../lambda/core/gates/owners';
import { DEFAULT_OWNERSHIP } from '../../lambda/core/rollout';
import type { SettingOwner } from '../../lambda/core/wording/gates';
import { emptyHistory } from '../../lambda/core/history';
import { exemptionNotices } from '../../lambda/core/plan/exemption-notices';
import { newWords } from '../../lambda/core/plan/offer';
import { intendedUndo, judgeUndo } from '../../lambda/core/plan/undo';
import type { Entry, Report } from '../../lambda/core/report';
import * as sayOfGates from '../../lambda/core/wording/gates';
import * as say from '../../lambda/core/wording/plan';
import { untold, type Verification } from '../../lambda/core/verify/verification';
import * as sayOfUndo from '../../lambda/core/wording/undo';
import { INTERNAL_NOT_ASKED, verificationNotes } from '../../lambda/core/wording/verification';
import { CANDIDATES, full, policy } from '../core/catalogue';
import { alb, classic, custom, decide, entries, nlb, offeringAlso } from '../core/estate';
import { ACCOUNT, EU, NOW, OLD, PLAIN, PQ, RFC9151, US, WEB } from '../vocabulary';
import { PHONES, SEEN } from './evidence';
import { anEntry, anUnreadEntry, aReport } from './fixtures';

/**
 * Whole reports as a real account gives them: the golden texts render these. Every entry comes from the planner, every
 * sentence from the function that says it in production; what is spelled here is what AWS or an owner said.
 */

const RECORD = `s3://elb-tls-records-${ACCOUNT}-${EU}`;
const EARLIER = '20261118T060000Z-77ab';
const UNDO = '20261119T141200Z-51d0';
const TWO_REGIONS = [
  { region: EU, status: 'examined' },
  { region: US, status: 'examined' },
] as const;
const DENIED = `User: arn:aws:sts::${ACCOUNT}:assumed-role/elb-tls-remediator/sweep is not authorized to perform:`;
const BY_SCP = 'with an explicit deny in a service control policy';

/** The plan for a load balancer with one secure listener. */
function planned(loadBalancer: LoadBalancer): Entry {
  return decide(loadBalancer).entry;
}

function changed(entry: Entry): Entry {
  return { ...entry, ...say.changed(entry) };
}

function fine(howMany: number, region = EU): readonly Entry[] {
  return Array.from({ length: howMany }, (_, index) => planned(alb([PQ], `fine-${index}`, WEB, region)));
}

function tagged(value: string): Readonly<Record<string, string>> {
  return { ...WEB, 'tls-remediation': value };
}

function owner(tags: Readonly<Record<string, string>>, entry: Entry): SettingOwner {
  const found = ownerOf(tags, entry, DEFAULT_OWNERSHIP);
  if (found === null || found.kind === 'direct') throw new Error('nothing owns this load balancer');
  return found;
}

const CHECKOUT = planned(alb([OLD], 'checkout'));
const LANDING = planned(alb([OLD], 'landing'));

/** A morning's dry run. */
export const dryRun: Report = aReport({
  regions: TWO_REGIONS,
  listeners: [
    CHECKOUT,
    LANDING,
    ...entries(alb([full('TLS13-1-2-Ext2-2021-06'), full('TLS13-1-2-Ext2-2021-06')], 'api-gateway-partner')),
    planned(nlb([full('TLS13-1-3-2021-06')], 'stream', WEB, US)),
    planned(classic([[OLD]], [], 'legacy-shop', tagged('exempt until 2026-10-31'), US)),
    planned(
      classic(
        [[OLD]],
        [],
        'partner-edi',
        tagged('exempt until 2027-03-31: partner terminals speak TLS 1.0 until spring'),
        US,
      ),
    ),
    planned(alb([full('Bank-2031-01')], 'bank-link')),
    ...fine(17),
    ...fine(4, US),
  ],
});

const STREAM = entries(
  nlb([full('TLS13-1-3-PQ-2025-09')], 'stream', WEB, US),
  full('TLS13-1-3-PQ-2026-04'),
  offeringAlso({ ...policy('TLS13-1-3-PQ-2025-09'), name: full('TLS13-1-3-PQ-2026-04') }),
);
const INTERNAL = { code: 'InternalFailure', message: 'We encountered an internal error. Please try again.' };
const CARDS = 'exempt until 2026-10-31: card terminals, ticket OPS-4711, to be replaced before the season';
const EXEMPTED = [
  classic([[OLD]], [], 'legacy-shop', tagged(CARDS), US),
  classic([[OLD]], [], 'partner-edi', tagged('exempt')),
];

/** An apply with something in every section that an apply has. */
export const applied: Report = aReport({
  mode: 'apply',
  regions: TWO_REGIONS,
  listeners: [
    {
      ...planned(alb([OLD], 'shop-public')),
      ...say.changeFailed(
        { code: 'AccessDenied', message: `${DENIED} elasticloadbalancing:ModifyListener ${BY_SCP}` },
        'modify-listener',
        [OLD],
      ),
    },
    anUnreadEntry({ name: 'intranet', region: US, ...say.unread('read-failed', INTERNAL) }),
    ...entries(alb([OLD, RFC9151], 'search')),
    planned(
      classic(
        [['bank-2019']],
        [custom('bank-2019', ['TLSv1.1', 'TLSv1.2'], ['ECDHE-RSA-AES128-GCM-SHA256'])],
        'bank-link',
      ),
    ),
    changed(CHECKOUT),
    changed(LANDING),
    ...STREAM.map(changed),
    ...EXEMPTED.map(planned).filter(({ outcome }) => outcome === 'exempt'),
    ...fine(40),
  ],
  notes: newWords(US, offeringAlso(...CANDIDATES.slice(0, 1))),
  exemptions: exemptionNotices(EXEMPTED, emptyHistory(ACCOUNT), NOW).map(({ text }) => text),
  concerns: exemptionNotices(EXEMPTED, emptyHistory(ACCOUNT), NOW)
    .filter(({ hasEnded }) => !hasEnded)
    .map(({ text }) => ({ step: 'review-exemption', text }) as const),
  record: RECORD,
});

/** The same, at a terminal that keeps no record. */
export const unrecorded: Report = aReport({ mode: 'apply', listeners: [changed(CHECKOUT), ...fine(2)] });

function ofStack(loadBalancer: ElbV2LoadBalancer): Entry {
  const entry = planned(loadBalancer);
  const note = sayOfGates.ownerNote(owner(loadBalancer.tags, entry));
  return changed({ ...entry, notes: [...entry.notes, note] });
}

const INGRESS = planned(alb([OLD], 'k8s-shop-web-50dc6c495c'));
const FLAPPING = planned(alb([OLD], 'flapping'));
const TILLS = planned(nlb([OLD], 'tills'));

/** Changes that wait: for a person, for another wave, for the night. */
export const staged: Report = aReport({
  mode: 'apply',
  listeners: [
    ofStack(
      alb([OLD], 'dev-shop', {
        ...WEB,
        'aws:cloudformation:stack-name': 'dev',
        'aws:cloudformation:logical-id': 'Shop',
      }),
    ),
    { ...INGRESS, ...sayOfGates.owned(owner({ 'ingress.k8s.aws/stack': 'shop/web' }, INGRESS)) },
    {
      ...FLAPPING,
      ...sayOfGates.revertedByOthers(
        { runId: EARLIER, number: 3, at: '2026-11-18T06:00:31Z', from: OLD, to: PQ },
        FLAPPING,
        NOW,
      ),
    },
    {
      ...TILLS,
      ...sayOfGates.undone({ runId: EARLIER, by: UNDO, number: 4, at: '2026-11-19T14:12:00Z', until: null }),
    },
    ...['prod-a', 'prod-b', 'prod-c', 'prod-d'].map((name) => ({
      ...planned(alb([OLD], name)),
      ...sayOfGates.waveWaiting({ kind: 'not-done', wave: 'dev', listeners: 1 }),
    })),
    { ...planned(nlb([OLD], 'night')), ...sayOfGates.outsideWindow() },
    ...fine(12),
  ],
  number: 7,
  cutOff: [
    {
      runId: '20261121T060000Z-0c0f',
      mode: 'apply',
      numbers: [4, 11, 17],
      listeners: [
        changed(planned(alb([OLD], 'basket'))),
        changed(planned(classic([[OLD]], [], 'returns'))),
        { ...planned(nlb([OLD], 'wire')), ...sayOfUndo.notKnown([PLAIN]), unconfirmed: true },
      ],
    },
    { runId: '20261121T180000Z-0d0d', listeners: [] },
  ],
  notes: [sayOfGates.unknownWave('Environment=qa', ['dev', 'staging', 'prod'])],
  record: RECORD,
});

/** The first apply on a large estate: a limit of 25 and not enough time. */
export const large: Report = aReport({
  mode: 'apply',
  listeners: [
    ...Array.from({ length: 25 }, (_, index) => changed(planned(alb([OLD], `team-${index}-web`)))),
    ...Array.from({ length: 12 }, (_, index) => ({
      ...planned(alb([OLD], `shop-${index}-web`)),
      ...(index % 3 === 0 ? say.outOfTime() : sayOfGates.changeLimit(25)),
    })),
    planned(alb([OLD], 'odd', tagged('exempt til 2027'))),
    ...fine(3),
  ],
  record: RECORD,
});

/** The second run: nothing left. */
export const allFine: Report = aReport({ mode: 'apply', regions: TWO_REGIONS, listeners: fine(48) });

/** A dry run that finds no load balancer with the tag. */
export const nothingFound: Report = aReport();

/** Regions that could not be examined, one listener that could. */
export const failedRegions: Report = aReport({
  mode: 'plan',
  regions: [
    {
      region: 'ap-southeast-2',
      status: 'failed',
      error: { code: 'AccessDeniedException', message: `${DENIED} tag:GetResources ${BY_SCP}` },
    },
    { region: 'eu-central-1', status: 'examined' },
    { region: 'eu-north-1', status: 'examined' },
    { region: EU, status: 'examined' },
    { region: US, status: 'failed', error: { code: 'TimeoutError', message: 'connect ETIMEDOUT' } },
  ],
  listeners: fine(1),
});

/** An account under a Region deny, whose function is told to look everywhere. */
export const closedRegions: Report = aReport({
  mode: 'apply',
  regions: [
    ...['ap-northeast-1', 'ap-northeast-2', 'ap-south-1', 'ap-southeast-1', 'sa-east-1'].map((region) => ({
      region,
      status: 'closed' as const,
      error: {
        code: 'AccessDenied',
        message: `${DENIED} elasticloadbalancing:DescribeLoadBalancers ${BY_SCP}`,
      },
    })),
    ...TWO_REGIONS,
  ],
  listeners: [changed(CHECKOUT), ...fine(3)],
  record: RECORD,
});

const CERTIFICATE = 'arn:aws:acm:eu-west-1:111122223333:certificate/0f3ab2c4-5d6e-4f70-8192-a3b4c5d6e7f8';

function placeOf(name: string, port = 443): CertificatePlace {
  return { region: EU, loadBalancer: anEntry({ name }).loadBalancer, port, isDefault: true };
}

/** A web tier whose policies are fine, and whose certificates are not. */
export const certificates: Report = aReport({
  mode: 'apply',
  regions: TWO_REGIONS,
  listeners: fine(4),
  record: RECORD,
  certificates: {
    days: [30, 14, 7],
    read: 7,
    faults: [
      {
        fault: 'expired',
        certificate: CERTIFICATE,
        names: ['shop.example.com', 'www.example.com'],
        notAfter: '2026-11-20T23:59:59.000Z',
        daysLeft: -2,
        detail: 'has expired on 2026-11-20',
        on: [placeOf('shop'), placeOf('shop', 8443), placeOf('edge')],
      },
      {
        fault: 'expiring',
        certificate: 'arn:aws:iam::111122223333:server-certificate/partner-2026',
        names: ['partner.example.com'],
        notAfter: '2026-11-28T23:59:59.000Z',
        daysLeft: 6,
        within: 7,
        detail: 'expires in 6 days, on 2026-11-28',
        on: [placeOf('partner-gateway')],
      },
      {
        fault: 'renewal-failed',
        certificate: CERTIFICATE.replace('0f3a', '1f3a'),
        names: ['api.example.com'],
        notAfter: '2027-01-15T23:59:59.000Z',
        daysLeft: 54,
        detail: 'could not be renewed (CAA_ERROR)',
        on: [placeOf('api')],
      },
      {
        fault: 'name-without-rule',
        certificate: CERTIFICATE.replace('0f3a', '2f3a'),
        names: ['old.example.com'],
        notAfter: '2027-05-15T23:59:59.000Z',
        daysLeft: 174,
        detail: 'names old.example.com, which meets no host rule there',
        on: [placeOf('shop')],
      },
      {
        fault: 'unused',
        certificate: 'arn:aws:iam::111122223333:server-certificate/shop-2019',
        names: ['shop-2019'],
        notAfter: '2020-05-15T23:59:59.000Z',
        daysLeft: -2382,
        detail: 'is on no load balancer in eu-west-1, us-east-1',
        on: [],
      },
    ],
    unread: [
      {
        certificate: CERTIFICATE.replace('0f3a', '3f3a'),
        action: 'acm:GetCertificate',
        error: { code: 'AccessDenied', message: `${DENIED} acm:GetCertificate` },
        on: [placeOf('landing')],
      },
    ],
  },
});

const LANDING_SINCE = judgeUndo(changed(LANDING), alb([PLAIN], 'landing')).entry;

/** An undo of three changes: one listener has drifted since, and one had never been changed. */
export const undone: Report = aReport({
  mode: 'undo',
  listeners: [
    { ...intendedUndo(changed(CHECKOUT)), ...say.reverted('undone-by-request', OLD) },
    LANDING_SINCE,
    judgeUndo(changed(planned(nlb([OLD], 'stream'))), nlb([OLD], 'stream')).entry,
  ],
  notes: [say.undoMayWeaken(EARLIER)],
});

/** What an undo would do. */
export const undoPlanned: Report = aReport({
  mode: 'undo',
  listeners: [
    intendedUndo(changed(CHECKOUT)),
    intendedUndo(changed(planned(classic([[OLD]], [], 'legacy-shop')))),
    LANDING_SINCE,
  ],
  notes: [say.undoMayWeaken(EARLIER), say.undoPlanned()],
});

/** One listener, and it moved. */
export const one: Report = aReport({ mode: 'apply', listeners: [changed(CHECKOUT)], record: RECORD });

/** What somebody's call brought up: a storm on one load balancer, and a service on another. */
export const woken: Report = aReport({
  mode: 'apply',
  listeners: [changed(CHECKOUT)],
  record: RECORD,
  scope: { tagKey: 'Tier', tagValues: ['web'], regions: ['eu-west-1'], only: [CHECKOUT.loadBalancer.arn] },
  wokenBy: [
    {
      loadBalancer: CHECKOUT.loadBalancer.arn,
      call: 'ModifyListener',
      at: '2026-11-22T05:59:00.000Z',
      times: 12,
      by: 'arn:aws:sts::111122223333:assumed-role/Dev/ann',
      from: '198.51.100.7',
      userAgent: 'aws-cli/2.31.13 md/awscrt#0.27.6 ua/2.1 os/linux#6.1',
    },
    {
      loadBalancer: CHECKOUT.loadBalancer.arn,
      call: 'AddTags',
      at: '2026-11-22T05:59:30.000Z',
      times: 1,
      by: 'arn:aws:sts::111122223333:assumed-role/Deploy/pipeline',
      from: 'cloudformation.amazonaws.com',
      userAgent: 'cloudformation.amazonaws.com',
    },
  ],
});

const AS_EXPECTED: Verification = {
  host: 'checkout-1.eu-west-1.elb.amazonaws.com',
  asExpected: true,
  stillWorks: { protocols: [], ciphers: [] },
  refused: [],
  untold: [],
};

const VERIFIED: readonly Entry[] = [
  { ...changed(CHECKOUT), verification: AS_EXPECTED },
  {
    ...changed(planned(alb([OLD], 'shop'))),
    verification: {
      ...AS_EXPECTED,
      host: 'shop-2134567890.eu-west-1.elb.amazonaws.com',
      asExpected: false,
      stillWorks: { protocols: ['TLSv1', 'TLSv1.1'], ciphers: ['AES128-SHA'] },
    },
  },
  { ...changed(planned(nlb([OLD], 'stream'))), verification: notAsked(INTERNAL_NOT_ASKED) },
];

function notAsked(why: string): Verification {
  return untold('stream-3.eu-west-1.elb.amazonaws.com', [why]);
}

/** Handshakes before and after: one change is not seen yet, one load balancer could not be asked. */
export const verified: Report = aReport({
  mode: 'apply',
  listeners: VERIFIED,
  notes: verificationNotes(VERIFIED),
  record: RECORD,
});

const NEVER_SHIPPED = 'AccessDenied: the role may not list all-logs';

/** Logs were read first: one listener is held for its clients, of one the run may not read, of one nobody knows. */
export const seen: Report = aReport({
  mode: 'plan',
  listeners: [
    {
      ...planned(alb([OLD], 'web')),
      evidence: { ...SEEN, readShare: 0.82, postQuantum: 301_082, keyExchangeTold: 1_204_331 },
    },
    { ...planned(alb([OLD], 'landing')), evidence: { ...SEEN, handshakes: 8120 } },
    { ...planned(nlb([OLD], 'stream')), evidence: { status: 'no-log' } },
    { ...planned(alb([OLD], 'shop')), evidence: PHONES, ...sayOfGates.clientsWouldBreak(PHONES) },
    {
      ...planned(alb([OLD], 'portal')),
      evidence: { status: 'unread', why: NEVER_SHIPPED },
      ...sayOfGates.clientsUnknown(NEVER_SHIPPED),
    },
  ],
  record: RECORD,
});

/** An estate of which most is held for people: owners, tags, drift, what was undone. */
const MIXED: readonly Entry[] = [
  ...applied.listeners.filter(({ outcome }) => outcome === 'failed' || outcome === 'changed'),
  ...staged.listeners.filter(({ outcome }) => outcome === 'held'),
];

/** As many listeners as the demo has, with owner tags and ages, in an account with a name. */
export const twentyFour: Report = aReport({
  mode: 'apply',
  regions: TWO_REGIONS,
  accountName: 'acme-prod',
  version: '1.2.0',
  listeners: [
    ...MIXED.map((entry, index) => ({
      ...entry,
      openSince: `2026-11-${String(10 + (index % 9)).padStart(2, '0')}`,
      loadBalancer: { ...entry.loadBalancer, ownerTags: { Owner: index % 2 === 0 ? 'team-shop' : 'ann' } },
    })),
    ...fine(24 - MIXED.length),
  ],
  record: RECORD,
  links: {
    dashboard: `https://${EU}.console.aws.amazon.com/cloudwatch/home?region=${EU}#dashboards/dashboard/elb-tls`,
    record: `https://s3.console.aws.amazon.com/s3/buckets/elb-tls-records-${ACCOUNT}-${EU}`,
  },
  since: {
    at: '2026-11-21T06:00:00.000Z',
    opened: [],
    gone: [{ id: 'gone', region: US, name: 'us-blog', port: 443 }],
    fixedByOthers: [],
  },
});

/** An estate that a limit of 25 lets out slowly. */
export const fiveThousand: Report = aReport({
  mode: 'apply',
  listeners: [
    ...Array.from({ length: 25 }, (_, index) => changed(planned(alb([OLD], `team-${index}-web`)))),
    ...Array.from({ length: 4972 }, (_, index) => ({
      ...planned(alb([OLD], `shop-${index}-web`)),
      ...sayOfGates.changeLimit(25),
    })),
    planned(alb([OLD], 'odd', tagged('exempt til 2027'))),
    ...fine(2),
  ],
  record: RECORD,
});

/** A change freeze over everything, and a tag that its owner has to mend first. */
export const allHeld: Report = aReport({
  mode: 'apply',
  listeners: [
    ...['shop', 'till', 'blog'].map((name) => ({
      ...planned(alb([OLD], name)),
      ...sayOfGates.frozen('2027-01-06'),
    })),
    planned(alb([OLD], 'odd', tagged('exempt til 2027'))),
  ],
  record: RECORD,
});

/** A run that was cut off before it could tell. */
export const cutOff: Report = aReport({
  mode: 'apply',
  listeners: fine(9),
  number: 8,
  cutOff: staged.cutOff ?? [],
  record: RECORD,
});

/** Waves that wait for one another, and nobody else. */
export const waves: Report = aReport({
  mode: 'apply',
  listeners: [
    ...['dev-a', 'dev-b'].map((name) => changed(planned(alb([OLD], name)))),
    ...Array.from({ length: 8 }, (_, index) => ({
      ...planned(alb([OLD], `prod-${index}`)),
      ...sayOfGates.waveWaiting({ kind: 'not-done', wave: 'dev', listeners: 2 }),
    })),
  ],
  record: RECORD,
});

const ENDING = [
  alb([OLD], 'kiosk', tagged('exempt until 2026-12-10: kiosks speak TLS 1.0')),
  classic([[OLD]], [], 'fax', tagged('exempt until 2026-11-30')),
];
const ENDING_NOTICES = exemptionNotices(ENDING, emptyHistory(ACCOUNT), NOW);

/** Exemptions that end within the month. */
export const exemptionsEnding: Report = aReport({
  mode: 'apply',
  listeners: [...ENDING.map(planned), ...fine(6)],
  exemptions: ENDING_NOTICES.map(({ text }) => text),
  concerns: ENDING_NOTICES.map(({ text }) => ({ step: 'review-exemption', text }) as const),
});

/** Names that are longer than a line: AWS takes no more than 32 characters of a load balancer, tags take 256. */
export const longNames: Report = aReport({
  mode: 'apply',
  accountName: 'n'.repeat(50),
  listeners: ['a', 'b'].map((letter) => {
    const entry = planned(alb([OLD], letter.repeat(255), tagged('exempt til 2027')));
    return { ...entry, loadBalancer: { ...entry.loadBalancer, ownerTags: { Owner: 'o'.repeat(255) } } };
  }),
});

/** So many that cannot be read that one message does not hold them. */
export const cutForSns: Report = aReport({
  mode: 'apply',
  regions: TWO_REGIONS,
  listeners: Array.from({ length: 9000 }, (_, index) =>
    anUnreadEntry({
      name: `shop-${index}-web`,
      ...say.unread('read-failed', {
        code: 'AccessDenied',
        message: `${DENIED} elasticloadbalancing:DescribeListeners`,
      }),
    }),
  ),
});

/** Settings that do less than was meant. */
export const misconfigured: Report = aReport({
  listeners: [CHECKOUT, ...fine(3)],
  concerns: [{ step: 'mend-setting', text: 'DRY_RUN got "flase"; use true or false. This was a dry run.' }],
  notes: ['DRY_RUN got "flase"; use true or false. This was a dry run.'],
});
