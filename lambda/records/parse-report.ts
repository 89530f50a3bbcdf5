import type { ReadError } from '../core/estate';
import type { PolicyToCreate } from '../core/change';
import { REASONS, type Outcome, type Reason } from '../core/reasons';
import { SCHEMA, type ClassicLists, type Entry, type Mode, type RegionStatus } from '../core/report';
import { withSteps } from '../core/steps/build';
import type { CutOff, EntryCommand, Report, ReportScope, Totals } from '../core/report';
import type { WatchedRun } from '../core/watched';
import { watchedRunFields } from './watch-record';
import { isEvidence } from './evidence';
import { isKeyOf, ruleOfEntry } from './entry-rules';
import type { JournalPage } from './journal';
import { anyText, fault, first, integer, list, nullable, object, obeying, oneOf } from './check';
import { day, parse, record, text, time, type Check } from './check';
import {
  isAdvice,
  isCertificates,
  isConcern,
  isDrops,
  isLinks,
  isOutside,
  isSince,
  isStep,
} from './report-parts';
import { isVerification, isWake } from './report-parts';

/**
 * Reads a report: of a run, or of a file that a user names. A test holds this to report.schema.json; the schema's own
 * validator would be a seventh of the function.
 *
 * @throws ParseError that says where and what
 */
export function parseReport(json: string): Report {
  const report = parse(
    json,
    obeying(isReport, (read, path) => byMode(read, read.mode, path)),
  );
  return withSteps(report);
}

/**
 * Reads what a run recorded before its first change. It has the mode of the run, and the outcomes of a plan.
 *
 * @throws ParseError that says where and what
 */
export function parsePlanRecord(json: string): Report {
  const plan = parse(
    json,
    obeying(isReport, (read, path) => byMode(read, read.mode === 'apply' ? 'plan' : read.mode, path)),
  );
  return withSteps(plan);
}

/** Reads a page of a run's journal. @throws ParseError that says where and what */
export function parseJournalPage(json: string): JournalPage {
  return parse(json, isJournalPage);
}

/** What no run of a mode says of a listener. */
const NEVER_IN: Readonly<Record<Mode, readonly Outcome[]>> = {
  plan: ['changed', 'reverted'],
  apply: ['planned', 'reverted'],
  undo: ['changed', 'exempt'],
};

/** An undo judges no target: what it finds fine has its former policy. */
const OF_A_SWEEP: readonly Reason[] = ['meets-target', 'stricter-than-target', 'specialised-family'];

function byMode({ totals, listeners }: Written, mode: Mode, path: string): string | null {
  const never = NEVER_IN[mode];
  const what = `must not be ${never.join(', ')} in this ${mode}`;
  return (
    first(never, (outcome) =>
      totals[outcome] === 0 ? null : fault(`${path}/totals/${outcome}`, `must be 0 in this ${mode}`),
    ) ??
    first(listeners, ({ outcome }, index) =>
      never.includes(outcome) ? fault(`${path}/listeners/${index}/outcome`, what) : null,
    ) ??
    first(listeners, ({ reason }, index) =>
      mode === 'undo' && OF_A_SWEEP.includes(reason)
        ? fault(`${path}/listeners/${index}/reason`, `must not be ${OF_A_SWEEP.join(', ')} in this undo`)
        : null,
    )
  );
}

/** Reports of before have no steps; whoever reads one gets them anew. */
type Written = Omit<Report, 'steps'> & Partial<Pick<Report, 'steps'>>;

const region = text(/^[a-z]{2,}(-[a-z0-9]+)+$/u);
const policyName = nullable(text());
const sentences = list(text());
const policyList = list(text(), { atLeast: 1, unique: true });
const count = integer(0);

const ARN = 'arn:[a-z0-9-]+:elasticloadbalancing:[a-z0-9-]+:\\d{12}:';
const LISTENER = `(listener/(app|net)/.+/.+/.+|loadbalancer/[^#]+(#\\d+)?)`;

const isReason: Check<Reason> = (value, path) =>
  Object.values(REASONS).some((reasons) => isKeyOf(reasons, value)) ? null : fault(path, 'must be a reason');

const isPolicyToCreate = object<PolicyToCreate>({
  policyName: text(),
  reference: policyName,
  attributes: list(text(), { unique: true }),
});

const isEntry = obeying(
  object<Entry>(
    {
      id: text(new RegExp(`^${ARN}${LISTENER}$`, 'u')),
      region,
      loadBalancer: object<Entry['loadBalancer']>(
        {
          name: text(),
          arn: text(new RegExp(`^${ARN}loadbalancer/.+$`, 'u')),
          type: oneOf('application', 'network', 'classic'),
          created: time,
          ownerTags: record(anyText),
        },
        'created',
        'ownerTags',
      ),
      port: nullable(integer(1, 65_535)),
      protocol: oneOf('HTTPS', 'TLS', 'SSL', null),
      from: policyName,
      to: policyName,
      outcome: oneOf('compliant', 'planned', 'changed', 'held', 'exempt', 'failed', 'reverted'),
      reason: isReason,
      detail: text(),
      drops: isDrops,
      locksOut: list(text(), { unique: true }),
      notes: sentences,
      classic: object<ClassicLists>(
        { before: policyList, after: policyList, creates: policyName, contents: list(isPolicyToCreate) },
        'contents',
      ),
      changedAt: time,
      wave: text(),
      unconfirmed: oneOf(true),
      command: object<EntryCommand>({ kind: oneOf('forget'), runId: text() }),
      advice: isAdvice,
      openSince: day,
      verification: isVerification,
      evidence: isEvidence,
    },
    'locksOut',
    'classic',
    'changedAt',
    'wave',
    'unconfirmed',
    'command',
    'advice',
    'openSince',
    'verification',
    'evidence',
  ),
  ruleOfEntry,
);

const isRegionStatus = obeying(
  object<RegionStatus>(
    {
      region,
      status: oneOf('examined', 'failed', 'closed'),
      error: object<ReadError>({ code: text(), message: anyText }),
    },
    'error',
  ),
  ({ status, error }, path) => {
    if ((status !== 'examined') === (error !== undefined)) return null;
    return fault(path, status === 'examined' ? 'must not have property error' : 'must have property error');
  },
);

const isReport = object<Written>(
  {
    schema: oneOf(SCHEMA),
    runId: text(/^\d{8}T\d{6}Z-[0-9a-z]{4}$/u),
    mode: oneOf('plan', 'apply', 'undo'),
    account: text(/^\d{12}$/u),
    startedAt: time,
    finishedAt: time,
    scope: object<ReportScope>(
      {
        tagKey: text(),
        tagValues: list(anyText, { atLeast: 1 }),
        regions: list(region, { atLeast: 1, unique: true }),
        only: list(text(), { atLeast: 1 }),
      },
      'only',
    ),
    target: text(),
    regions: list(isRegionStatus),
    totals: object<Totals>({
      loadBalancers: count,
      listeners: count,
      compliant: count,
      planned: count,
      changed: count,
      held: count,
      exempt: count,
      failed: count,
      reverted: count,
    }),
    listeners: list(isEntry),
    notes: sentences,
    exemptions: sentences,
    record: text(),
    number: integer(1),
    undoes: text(),
    numbers: list(integer(1)),
    cutOff: list(
      object<CutOff>(
        {
          runId: text(),
          mode: oneOf('plan', 'apply', 'undo'),
          listeners: list(isEntry),
          numbers: list(integer(1)),
          notBegun: list(isEntry),
          notBegunNumbers: list(integer(1)),
          undoes: text(),
          ended: oneOf(true),
        },
        'mode',
        'numbers',
        'notBegun',
        'notBegunNumbers',
        'undoes',
        'ended',
      ),
    ),
    watches: list(object<WatchedRun>(watchedRunFields)),
    undoneUntil: day,
    version: text(),
    accountName: text(),
    concerns: list(isConcern),
    since: isSince,
    outside: isOutside,
    certificates: isCertificates,
    wokenBy: list(isWake),
    links: isLinks,
    steps: list(isStep),
  },
  'exemptions',
  'record',
  'number',
  'undoes',
  'numbers',
  'cutOff',
  'watches',
  'undoneUntil',
  'version',
  'accountName',
  'concerns',
  'since',
  'outside',
  'certificates',
  'wokenBy',
  'links',
  'steps',
);

const isJournalPage = object<JournalPage>({
  schema: oneOf('elb-tls-journal/1'),
  runId: text(),
  number: integer(1),
  entries: list(isEntry),
});
