import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import reportSchema from '../../lambda/core/report.schema.json';
import { REASONS } from '../../lambda/core/reasons';
import type { Report } from '../../lambda/core/report';
import { ParseError } from '../../lambda/records/check';
import { parseJournalPage, parsePlanRecord, parseReport } from '../../lambda/records/parse-report';
import type { JournalPage } from '../../lambda/records/journal';
import journalSchema from '../../lambda/records/journal.schema.json';
import type { LeaseRecord } from '../../lambda/records/lease-record';
import leaseSchema from '../../lambda/records/lease.schema.json';
import { parseLease } from '../../lambda/records/parse-lease';
import { aFineEntry, anEntry, anUnreadEntry, aReport } from '../report/fixtures';
import { ACCOUNT } from '../vocabulary';
import * as reports from '../report/reports';
import { faultsOf } from '../report/schema';
import { mutationsOf } from './mutations';

/** What is wrong, by the parser; `null` where it reads the text. */
function refusal(parse: (text: string) => unknown, value: unknown): string | null {
  try {
    parse(JSON.stringify(value) ?? 'nothing');
    return null;
  } catch (error) {
    if (error instanceof ParseError) return error.message;
    throw error;
  }
}

const LISTS = {
  before: ['sticky', 'mine'],
  after: ['sticky', 'elb-tls-x'],
  creates: 'elb-tls-x',
  contents: [
    { policyName: 'mine', reference: null, attributes: ['Protocol-TLSv1.2', 'AES128-SHA'] },
    { policyName: 'made', reference: 'console', attributes: [] },
  ],
};
const REGION = { region: 'us-east-1', status: 'failed', error: { code: 'E', message: '' } } as const;
const CLOSED = { ...REGION, region: 'sa-east-1', status: 'closed' } as const;

/** Small, so that a mutation often hits what a rule is about. */
const SMALL: readonly Report[] = [
  aReport({ listeners: [anEntry(), aFineEntry({ name: 'fine' })], regions: [REGION, CLOSED] }),
  aReport({
    listeners: [anEntry({ type: 'classic', classic: LISTS, drops: { protocols: ['TLSv1'], ciphers: [] } })],
  }),
  aReport({ listeners: [anUnreadEntry(), anEntry({ outcome: 'failed', reason: 'change-failed' })] }),
  aReport({
    mode: 'apply',
    listeners: [
      anEntry({ outcome: 'changed', changedAt: '2026-11-22T06:00:31.123Z' }),
      anEntry({ name: 'held', outcome: 'held', reason: 'no-target', to: null }),
      anEntry({ name: 'exempt', outcome: 'exempt', reason: 'exempt-by-tag' }),
    ],
    exemptions: ['shop is exempt.'],
    record: 's3://records',
  }),
  aReport({
    mode: 'apply',
    listeners: [
      {
        ...anEntry({ outcome: 'changed' }),
        verification: {
          host: 'shop-1.elb.amazonaws.com',
          asExpected: false,
          stillWorks: { protocols: ['TLSv1'], ciphers: ['AES128-SHA'] },
          refused: ['TLSv1.3'],
          untold: ['after the change: it hung up without a word'],
        },
      },
    ],
  }),
  aReport({
    mode: 'undo',
    listeners: [
      anEntry({ outcome: 'reverted', reason: 'undone-by-request' }),
      aFineEntry({ name: 'there', reason: 'nothing-to-undo' }),
    ],
    undoes: '20261120T060000Z-81cc',
    undoneUntil: '2027-01-31',
  }),
  aReport({
    mode: 'apply',
    listeners: [anEntry({ outcome: 'failed', reason: 'throttled', wave: 'dev', locksOut: ['Java 7u25'] })],
    number: 7,
    cutOff: [
      {
        runId: '20261121T060000Z-81cd',
        mode: 'apply',
        numbers: [3],
        listeners: [anEntry({ outcome: 'changed', changedAt: '2026-11-22T06:00:31Z', unconfirmed: true })],
      },
      { runId: '20261121T070000Z-81ce', listeners: [], ended: true },
      {
        runId: '20261121T073000Z-81d0',
        mode: 'undo',
        listeners: [],
        notBegun: [anEntry({ outcome: 'held', reason: 'out-of-time' })],
        notBegunNumbers: [2],
        undoes: '20261120T060000Z-81cc',
      },
      // As an earlier version wrote it.
      { runId: '20261121T080000Z-81cf', listeners: [] },
    ],
  }),
];

const WORDS = [
  ...Object.keys(REASONS),
  ...Object.values(REASONS).flatMap((reasons) => Object.keys(reasons)),
  'plan',
  'apply',
  'undo',
  'examined',
  'failed',
  'elb-tls-report/2',
];

const anyMode = fc.constantFrom('plan', 'apply', 'undo');

/** The parts fit one by one; whether they do so together is up to the rules. */
const anyEntry = fc
  .record({
    judgement: fc.constantFrom(
      ...Object.entries(REASONS).flatMap(([outcome, reasons]) =>
        [...Object.keys(reasons), 'out-of-time'].map((reason) => ({ outcome, reason })),
      ),
    ),
    type: fc.constantFrom('application', 'classic'),
    port: fc.constantFrom(443, null),
    protocol: fc.constantFrom('HTTPS', null),
    from: fc.constantFrom('console', null),
    to: fc.constantFrom('elb-tls-x', null),
    protocols: fc.constantFrom([], ['TLSv1']),
    classic: fc.constantFrom({}, { classic: LISTS }),
    lost: fc.constantFrom(
      {},
      { locksOut: [] },
      { locksOut: ['IE 8', 'Java 7'] },
      { locksOut: ['IE 8', 'IE 8'] },
    ),
  })
  .map(({ judgement, protocols, classic, lost, ...parts }) =>
    Object.assign(anEntry(parts), judgement, classic, lost, { drops: { protocols, ciphers: [] } }),
  );

describe('parseReport', () => {
  it.each(Object.entries(reports))('reads the report %s', (_, report) => {
    expect(parseReport(JSON.stringify(report))).toEqual(report);
  });

  it('keeps fields that are added later', () => {
    const report = { ...aReport(), watched: 1 };
    expect(parseReport(JSON.stringify(report))).toEqual(report);
  });

  it.each<[string, fc.Arbitrary<unknown>]>([
    ['of a report with something else in it', fc.oneof(...SMALL.map((report) => mutationsOf(report, WORDS)))],
    ['of any entry', anyEntry.map((entry) => aReport({ mode: 'undo', listeners: [entry] }))],
    [
      'of any mode',
      fc.tuple(anyMode, anyEntry).map(([mode, entry]) => aReport({ mode, listeners: [entry] })),
    ],
  ])('says what the published schema says %s, and where', (_, values) => {
    fc.assert(
      fc.property(values, (value) => {
        // The bytes that the parser gets: undefined is no JSON.
        const written: unknown = JSON.parse(JSON.stringify(value) ?? 'null');
        const said = refusal(parseReport, written);
        const faults = faultsOf(written);
        const where = /^(\/\S*)?/.exec(said ?? '')?.[0] ?? '';
        const isThere = faults.some((each) => where.startsWith(each.split(' ')[0] ?? ''));
        expect([written, said, said === null ? faults : isThere]).toEqual([
          written,
          said,
          said === null ? [] : true,
        ]);
      }),
      { numRuns: 500 },
    );
  });

  it.each<[string, (report: Report) => unknown, string]>([
    ['nothing', () => ({}), 'must have property schema'],
    ['a list', () => [], 'must be object'],
    ['null', () => null, 'must be object'],
    [
      'another version',
      (report) => ({ ...report, schema: 'elb-tls-report/9' }),
      '/schema must be elb-tls-report/1, not elb-tls-report/9',
    ],
    ['a mode', (report) => ({ ...report, mode: 'dry' }), '/mode must be one of plan, apply, undo, not dry'],
    [
      'a port',
      ({ listeners, ...report }) => ({ ...report, listeners: [...listeners, { ...anEntry(), port: '443' }] }),
      '/listeners/1/port must be integer,null',
    ],
    [
      'a name',
      (report) => ({ ...report, listeners: [{ ...anEntry(), from: 7 }] }),
      '/listeners/0/from must be string,null',
    ],
    ['a time', (report) => ({ ...report, startedAt: 'now' }), '/startedAt must be a time (ISO 8601, UTC)'],
    [
      'a reason',
      (report) => ({ ...report, listeners: [{ ...anEntry(), reason: 'gone' }] }),
      '/listeners/0/reason must be a reason of planned',
    ],
    [
      'clients that a move without a target locks out',
      (report) => ({ ...report, listeners: [{ ...aFineEntry(), locksOut: [] }] }),
      '/listeners/0/locksOut must not be there without a target',
    ],
    [
      'a client that is named twice',
      (report) => ({ ...report, listeners: [{ ...anEntry(), locksOut: ['IE 8', 'IE 8'] }] }),
      '/listeners/0/locksOut must not repeat an item',
    ],
    ['an outcome', (report) => ({ ...report, mode: 'apply' }), '/totals/planned must be 0 in this apply'],
  ])('says where and what of %s', (_, spoil, says) => {
    expect(refusal(parseReport, spoil(aReport({ listeners: [anEntry()] })))).toBe(says);
  });

  it('says that text is not JSON', () => {
    expect(() => parseReport('{')).toThrow(new ParseError('not JSON'));
  });
});

describe('parsePlanRecord', () => {
  it.each(['plan', 'apply', 'undo'] as const)('reads what an %s is about to do', (mode) => {
    const plan = aReport({ mode, listeners: [anEntry()] });
    expect(parsePlanRecord(JSON.stringify(plan))).toEqual(plan);
  });

  it('refuses what was done already', () => {
    const done = aReport({ mode: 'apply', listeners: [anEntry({ outcome: 'changed' })] });
    expect(refusal(parsePlanRecord, done)).toBe('/totals/changed must be 0 in this plan');
  });
});

describe('parseJournalPage', () => {
  const PAGE: JournalPage = {
    schema: 'elb-tls-journal/1',
    runId: '20261121T060000Z-81cd',
    number: 7,
    entries: [
      anEntry({ wave: 'dev' }),
      { ...anEntry({ type: 'classic', classic: LISTS, outcome: 'changed' }), id: aFineEntry().id },
    ],
  };
  const isPage = addFormats(new Ajv2020({ strict: true, strictRequired: false }))
    .addSchema(reportSchema)
    .compile<JournalPage>(journalSchema);

  it('reads a page', () => {
    expect(isPage(PAGE)).toBe(true);
    expect(parseJournalPage(JSON.stringify(PAGE))).toEqual(PAGE);
  });

  it('reads what its schema accepts, and refuses what it refuses', () => {
    fc.assert(
      fc.property(mutationsOf(PAGE, WORDS), (value) => {
        const written: unknown = JSON.parse(JSON.stringify(value) ?? 'null');
        const isRefused = refusal(parseJournalPage, written) !== null;
        expect({ written, isRefused }).toEqual({ written, isRefused: !isPage(written) });
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['no page', [], 'must be object'],
    ['another version', { ...PAGE, schema: 'x' }, '/schema must be elb-tls-journal/1, not x'],
    ['something else', { ...PAGE, entries: [anEntry(), {}] }, '/entries/1 must have property id'],
  ])('refuses %s', (_, value, says) => {
    expect(refusal(parseJournalPage, value)).toBe(says);
  });
});

function parseIt(json: string): LeaseRecord {
  return parseLease(json, ACCOUNT);
}

describe('parseLease', () => {
  const HELD: LeaseRecord = {
    schema: 'elb-tls-lease/1',
    account: ACCOUNT,
    number: 7,
    holder: {
      runId: '20261121T060000Z-81cd',
      place: 'function',
      mode: 'apply',
      since: '2026-11-22T06:00:31.123Z',
      event: '4f1c',
    },
    forMs: 300_000,
    unsettled: [{ runId: '20261120T060000Z-3f9c', place: 'terminal', told: false, remembered: true }],
    events: ['3e0b'],
  };
  const isLease = addFormats(new Ajv2020({ strict: true, allowUnionTypes: true })).compile<LeaseRecord>(
    leaseSchema,
  );

  it.each([HELD, { ...HELD, holder: null, unsettled: [] }])('reads one: %#', (lease) => {
    expect(isLease(lease)).toBe(true);
    expect(parseIt(JSON.stringify(lease))).toEqual(lease);
  });

  it('reads what its schema accepts, and refuses what it refuses', () => {
    fc.assert(
      fc.property(mutationsOf(HELD, ['elb-tls-lease/2', '999988887777', 'undo']), (value) => {
        const written: unknown = JSON.parse(JSON.stringify(value) ?? 'null');
        const isOk = isLease(written) && written.account === ACCOUNT;
        expect({ written, isRefused: refusal(parseIt, written) !== null }).toEqual({
          written,
          isRefused: !isOk,
        });
      }),
      { numRuns: 500 },
    );
  });

  it('refuses that of another account', () => {
    expect(refusal(parseIt, { ...HELD, account: '999988887777' })).toBe(
      `/account must be ${ACCOUNT}, not 999988887777`,
    );
  });
});
