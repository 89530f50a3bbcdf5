import { REASONS } from '../../lambda/core/reasons';
import type { Entry, Report } from '../../lambda/core/report';
import { URGENCY } from '../../lambda/report/order';
import schema from '../../lambda/core/report.schema.json';
import { aFineEntry, anEntry, anUnreadEntry, aReport } from './fixtures';
import * as reports from './reports';
import { expectValidReport, faultsOf } from './schema';

const LISTS = { before: ['sticky', 'console'], after: ['sticky', 'elb-tls-x'], creates: 'elb-tls-x' };
const REVERTED = anEntry({ outcome: 'reverted', reason: 'undone-by-request' });

describe('report.schema.json', () => {
  it.each(Object.entries(reports))('accepts the report %s', (_, report) => {
    expect(() => expectValidReport(report)).not.toThrow();
  });

  it('accepts fields that are added later', () => {
    const report = aReport({ listeners: [anEntry()] });
    expect(faultsOf({ ...report, wave: 1, listeners: [{ ...report.listeners[0], owner: 'me' }] })).toEqual(
      [],
    );
  });

  it.each(['planned', 'held', 'failed', 'reverted'] as const)('accepts in an undo what is %s', (outcome) => {
    const [reason = ''] = Object.keys(REASONS[outcome]);
    const report = { ...aReport(), mode: 'undo', listeners: [{ ...anEntry({ outcome }), reason }] };

    expect(faultsOf(report)).toEqual([]);
  });

  it('accepts when a change was read back, and where the record is', () => {
    const listeners = [anEntry({ outcome: 'changed', changedAt: '2026-11-22T06:00:31.123Z' })];

    expect(faultsOf(aReport({ mode: 'apply', listeners, record: 's3://records' }))).toEqual([]);
  });

  it('has just the outcomes of REASONS, in entries and in totals', () => {
    expect(URGENCY.toSorted()).toEqual(Object.keys(REASONS).toSorted());
    const { outcome } = schema.$defs.entry.properties;
    expect(outcome.enum.toSorted()).toEqual(Object.keys(REASONS).toSorted());
    expect(schema.properties.totals.required.toSorted()).toEqual(
      [...Object.keys(REASONS), 'listeners', 'loadBalancers'].toSorted(),
    );
  });

  it.each(URGENCY)('has just the reasons of %s', (outcome) => {
    const accepted = everyReason().filter((reason) => {
      const entry = { ...(outcome === 'compliant' ? aFineEntry() : anEntry({ outcome })), reason };
      return !faultsOf(withEntry(entry)).some((fault) => fault.includes('/reason'));
    });
    // What an undo found in place was held by an older version; its reports are still read.
    const former = outcome === 'held' ? ['nothing-to-undo'] : [];
    expect(accepted.toSorted()).toEqual([...Object.keys(REASONS[outcome]), ...former].toSorted());
  });

  it.each<[string, (report: Report) => unknown]>([
    ['another schema', (report) => ({ ...report, schema: 'elb-tls-report/2' })],
    ['a run id without its suffix', (report) => ({ ...report, runId: '20261122T060000Z' })],
    ['an unknown mode', (report) => ({ ...report, mode: 'dry' })],
    ['an account that is not 12 digits', (report) => ({ ...report, account: '1234' })],
    ['a local time', (report) => ({ ...report, startedAt: '2026-11-22T06:00:00+01:00' })],
    ['a time that is none', (report) => ({ ...report, finishedAt: '2026-13-22T06:00:00Z' })],
    ['a scope without values', (report) => ({ ...report, scope: { ...report.scope, tagValues: [] } })],
    ['a Region that is none', (report) => ({ ...report, scope: { ...report.scope, regions: ['all'] } })],
    [
      'a failed Region without its error',
      (report) => ({ ...report, regions: [{ region: 'eu-west-1', status: 'failed' }] }),
    ],
    [
      'an examined Region with an error',
      (report) => ({
        ...report,
        regions: [{ region: 'eu-west-1', status: 'examined', error: { code: 'E', message: '' } }],
      }),
    ],
    ['no notes', ({ notes, ...report }) => ({ ...report, was: notes })],
    ['a total below zero', (report) => ({ ...report, totals: { ...report.totals, held: -1 } })],
    ['a change in a dry run', (report) => ({ ...report, listeners: [anEntry({ outcome: 'changed' })] })],
    ['a plan left in an apply', (report) => ({ ...report, mode: 'apply', listeners: [anEntry()] })],
    ['an undo in an apply', (report) => ({ ...report, mode: 'apply', listeners: [REVERTED] })],
    [
      'a change in an undo',
      (report) => ({ ...report, mode: 'undo', listeners: [anEntry({ outcome: 'changed' })] }),
    ],
    ['an empty record', (report) => ({ ...report, record: '' })],
    ['exemptions that are no sentences', (report) => ({ ...report, exemptions: [{ name: 'shop' }] })],
  ])('refuses %s', (_, spoil) => {
    expect(faultsOf(spoil(aReport()))).not.toEqual([]);
  });

  it.each<[string, Entry | Record<string, unknown>]>([
    ['an outcome that nobody knows', { ...anEntry(), outcome: 'skipped' }],
    ['a planned one without a target', anEntry({ to: null })],
    ['an exempt one without a target', anEntry({ outcome: 'exempt', reason: 'exempt-by-tag', to: null })],
    ['a held one without a target', anEntry({ outcome: 'held', reason: 'change-limit', to: null })],
    ['a failed change without a target', anEntry({ outcome: 'failed', reason: 'change-failed', to: null })],
    ['a compliant one with a target', aFineEntry({ to: 'ELBSecurityPolicy-2016-08' })],
    ['a compliant one that loses something', aFineEntry({ drops: { protocols: ['TLSv1'], ciphers: [] } })],
    ['one that is not failed and has no port', anEntry({ port: null, protocol: null, from: null })],
    ['a listener without a protocol', anEntry({ protocol: null })],
    ['a listener that is not secure', anEntry({ protocol: 'TCP' })],
    ['a port that is none', anEntry({ port: 65_536 })],
    [
      'a protocol spelled as Classic spells it',
      anEntry({ drops: { protocols: ['Protocol-TLSv1'], ciphers: [] } }),
    ],
    ['an id that is no ARN', anEntry({ id: 'shop:443' })],
    [
      'a load balancer of an unknown type',
      { ...anEntry(), loadBalancer: { ...anEntry().loadBalancer, type: 'gateway' } },
    ],
    ['a command of a kind that nobody knows', { ...anEntry(), command: { kind: 'run', runId: 'x' } }],
    ['nothing said', anEntry({ detail: '' })],
    ['lists on what is not Classic', anEntry({ classic: LISTS })],
    ['an empty list', anEntry({ type: 'classic', classic: { ...LISTS, before: [] } })],
    ['a change at a local time', anEntry({ changedAt: '2026-11-22T06:00:00+01:00' })],
    ['no notes', { ...anEntry(), notes: undefined }],
  ])('refuses %s', (_, entry) => {
    expect(faultsOf(withEntry(entry))).not.toEqual([]);
  });

  it.each<[string, Entry]>([
    ['a held one for which nothing qualifies', anEntry({ outcome: 'held', reason: 'no-target', to: null })],
    [
      'a held one on an unknown policy',
      anEntry({ outcome: 'held', reason: 'unknown-policy', from: null, to: null }),
    ],
    [
      'a failed one of which only the policy is known',
      anEntry({ outcome: 'failed', reason: 'catalogue-unreadable', to: null }),
    ],
    ['a load balancer that could not be read', anUnreadEntry()],
    ['a Classic listener', anEntry({ type: 'classic', protocol: 'SSL' })],
    ['a listener in China', anEntry({ region: 'cn-north-1' })],
    ['what can be cleared', anEntry({ command: { kind: 'forget', runId: '20261118T060000Z-77ab' } })],
    ['a Classic listener with its lists', anEntry({ type: 'classic', classic: LISTS })],
    [
      'a Classic policy that is there already',
      anEntry({ type: 'classic', classic: { ...LISTS, creates: null } }),
    ],
    [
      'a listener that shows no policy any more',
      anEntry({ outcome: 'held', reason: 'changed-since', from: null }),
    ],
  ])('accepts %s', (_, entry) => {
    expect(faultsOf(withEntry(entry))).toEqual([]);
  });
});

describe('expectValidReport', () => {
  it('refuses totals that do not add up', () => {
    const report = aReport({ listeners: [anEntry()] });
    expect(() => expectValidReport({ ...report, totals: { ...report.totals, planned: 2 } })).toThrow(
      'planned',
    );
  });

  it('refuses a listener that is there twice', () => {
    expect(() => expectValidReport(aReport({ listeners: [anEntry(), anEntry()] }))).toThrow('Expected: 2');
  });

  it('refuses what the schema refuses', () => {
    expect(() => expectValidReport({})).toThrow('required');
  });
});

function withEntry(entry: unknown): unknown {
  return { ...aReport(), listeners: [entry] };
}

/** All reasons of all outcomes, and one that is none. */
function everyReason(): readonly string[] {
  return [...new Set(Object.values(REASONS).flatMap((reasons) => Object.keys(reasons))), 'because'];
}
