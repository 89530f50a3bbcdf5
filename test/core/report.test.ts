import type { Entry, Report, ReportParts } from '../../lambda/core/report';
import { hasFailed, runIdOf } from '../../lambda/core/report';
import { buildReport, withListeners } from '../../lambda/core/steps/build';
import { full } from './catalogue';
import { alb, classic, entries, nlb, NOW } from './estate';

const [PLANNED] = entries(alb([full('2016-08')]));
const LISTENERS: readonly Entry[] = [
  ...entries(nlb([full('2016-08'), full('TLS13-1-3-PQ-2025-09')])),
  ...entries(classic([[]])),
  ...entries(alb([full('2016-08')])),
];

function report(parts: Partial<ReportParts> = {}): Report {
  return buildReport({
    runId: '20261122T060000Z-3f9c',
    mode: 'plan',
    account: '111122223333',
    startedAt: NOW.toISOString(),
    finishedAt: NOW.toISOString(),
    scope: { tagKey: 'Tier', tagValues: ['web'], regions: ['eu-west-1'] },
    target: 'recommended',
    regions: [{ region: 'eu-west-1', status: 'examined' }],
    listeners: LISTENERS,
    notes: [],
    inScope: LISTENERS.map(({ loadBalancer }) => loadBalancer.arn),
    ...parts,
  });
}

function entry(changes: Partial<Entry>): Entry {
  if (PLANNED === undefined) throw new Error('the ALB has no secure listener');
  return { ...PLANNED, ...changes };
}

function entryAt(region: string, name: string, port: number | null): Entry {
  return entry({ region, port, loadBalancer: { name, arn: `arn:${name}`, type: 'application' } });
}

describe('buildReport', () => {
  it('counts entries by outcome', () => {
    const outcomes = [
      'compliant',
      'planned',
      'changed',
      'changed',
      'held',
      'exempt',
      'failed',
      'reverted',
    ] as const;

    const { totals } = report({ listeners: outcomes.map((outcome) => entry({ outcome })), inScope: ['a'] });

    expect(totals).toEqual({
      loadBalancers: 1,
      listeners: 8,
      compliant: 1,
      planned: 1,
      changed: 2,
      held: 1,
      exempt: 1,
      failed: 1,
      reverted: 1,
    });
  });

  it('counts load balancers in scope once, those without an entry too', () => {
    const { totals } = report({ inScope: ['arn:a', 'arn:b', 'arn:a'], listeners: [] });

    expect(totals).toMatchObject({ loadBalancers: 2, listeners: 0 });
  });

  it('counts a load balancer that could not be read among the listeners', () => {
    const unread = entry({
      port: null,
      protocol: null,
      from: null,
      to: null,
      outcome: 'failed',
      reason: 'read-failed',
    });

    expect(report({ listeners: [unread] }).totals).toMatchObject({ listeners: 1, failed: 1 });
  });

  it('leaves a failed Region out of the totals', () => {
    const failed = {
      region: 'us-east-1',
      status: 'failed',
      error: { code: 'AccessDenied', message: 'no' },
    } as const;

    expect(report({ regions: [failed], listeners: [] }).totals).toMatchObject({ failed: 0, listeners: 0 });
  });

  it('sorts by Region, load balancer and port', () => {
    const shuffled = [
      entryAt('us-east-1', 'a', 443),
      entryAt('eu-west-1', 'b', 9443),
      entryAt('eu-west-1', 'b', 443),
      entryAt('eu-west-1', 'a', 443),
      entryAt('eu-west-1', 'b', null),
    ];

    const { listeners } = report({ listeners: shuffled });

    expect(
      listeners.map(({ region, loadBalancer, port }) => `${region} ${loadBalancer.name} ${port}`),
    ).toEqual([
      'eu-west-1 a 443',
      'eu-west-1 b null',
      'eu-west-1 b 443',
      'eu-west-1 b 9443',
      'us-east-1 a 443',
    ]);
  });

  it('is elb-tls-report/1, and has no field that the contract does not know', () => {
    expect(Object.keys(report()).toSorted()).toEqual([
      'account',
      'finishedAt',
      'listeners',
      'mode',
      'notes',
      'regions',
      'runId',
      'schema',
      'scope',
      'startedAt',
      'steps',
      'target',
      'totals',
    ]);
    expect(report().schema).toBe('elb-tls-report/1');
  });
});

describe('withListeners', () => {
  it('counts afresh, in the same load balancers', () => {
    const before = report({ inScope: ['a', 'b'] });
    const after = withListeners(before, [entry({ outcome: 'changed' })]);

    expect(after.totals).toMatchObject({ loadBalancers: 2, listeners: 1, changed: 1, planned: 0 });
    expect(after.steps).toMatchObject([{ id: 'changed', listeners: [1] }]);
    expect({ ...after, listeners: [], totals: null, steps: [] }).toEqual({
      ...before,
      listeners: [],
      totals: null,
      steps: [],
    });
  });
});

describe('hasFailed', () => {
  it.each([
    ['all went well', {}, false],
    ['a listener failed', { listeners: [entry({ outcome: 'failed', reason: 'change-failed' })] }, true],
    ['a listener is held', { listeners: [entry({ outcome: 'held', reason: 'no-target' })] }, false],
    ['a Region failed', { regions: [{ region: 'us-east-1', status: 'failed' }] } as const, true],
  ])('%s: %s', (_, parts, expected) => {
    expect(hasFailed(report(parts))).toBe(expected);
  });
});

describe('runIdOf', () => {
  it.each([
    ['2026-11-22T06:00:00.000Z', '20261122T060000Z-3f9c'],
    ['2026-11-22T06:00:59.987Z', '20261122T060059Z-3f9c'],
  ])('%s: %s', (startedAt, expected) => {
    expect(runIdOf(new Date(startedAt), '3f9c')).toBe(expected);
  });
});
