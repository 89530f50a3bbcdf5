import { exemptionNotices, listedMonth } from '../../../lambda/core/plan/exemption-notices';
import { emptyHistory, type History } from '../../../lambda/core/history';
import type { ReportParts } from '../../../lambda/core/report';
import { anEntry, anUnreadEntry, aReport } from '../../report/fixtures';
import { full } from '../catalogue';
import { alb, NOW, WEB } from '../estate';
import { ACCOUNT } from '../../vocabulary';

const EMPTY = emptyHistory(ACCOUNT);
const NAMED_THIS_MONTH: History = { ...EMPTY, exemptionsListedIn: '2026-11' };

function notices(
  tags: readonly (string | null)[],
  history: History | null = EMPTY,
  now = NOW,
): readonly string[] {
  const loadBalancers = tags.map((tag, index) =>
    alb([full('2016-08')], `lb-${index}`, tag === null ? WEB : { ...WEB, 'tls-remediation': tag }),
  );
  return exemptionNotices(loadBalancers, history, now).map(({ text }) => text);
}

describe('exemptionNotices', () => {
  it.each<[string, readonly string[]]>([
    ['exempt until 2026-11-21', ['Exemption of lb-0 (eu-west-1) ended on 2026-11-21.']],
    ['exempt until 2026-10-23: old tills', ['Exemption of lb-0 (eu-west-1) ended on 2026-10-23: old tills.']],
    // Long past, it keeps nothing back and tells nobody anything.
    ['exempt until 2026-10-22: old tills', []],
    ['exempt until 2026-11-22', ['Exemption of lb-0 (eu-west-1) ends on 2026-11-22, today.']],
    ['exempt until 2026-11-23', ['Exemption of lb-0 (eu-west-1) ends on 2026-11-23, in 1 day.']],
    [
      'exempt until 2026-12-22: freeze',
      ['Exemption of lb-0 (eu-west-1) ends on 2026-12-22, in 30 days: freeze.'],
    ],
    ['exempt until 2026-12-23', []],
    ['exempt', ['Exemption of lb-0 (eu-west-1) has no end date.']],
    ['exempt: partner.', ['Exemption of lb-0 (eu-west-1) has no end date: partner.']],
    ['exempt until whenever', []],
  ])('%s', (tag, expected) => {
    expect(notices([tag])).toEqual(expected);
  });

  it('counts days by the calendar, whatever the hour', () => {
    const late = new Date('2026-11-22T23:59:59.999Z');

    expect(notices(['exempt until 2026-11-23'], EMPTY, late)).toEqual([expect.stringContaining('in 1 day.')]);
  });

  it.each<[string, History | null, string, number]>([
    ['never yet', EMPTY, '2026-11-22', 1],
    ['this month', NAMED_THIS_MONTH, '2026-11-30', 0],
    ['last month', NAMED_THIS_MONTH, '2026-12-01', 1],
    ['in this month of another year', NAMED_THIS_MONTH, '2027-11-22', 1],
    ['nobody knows when', null, '2026-11-22', 1],
  ])('names those without an end date once a month: named %s', (_, history, day, expected) => {
    expect(notices(['exempt'], history, new Date(`${day}T06:00:00Z`))).toHaveLength(expected);
  });

  it('names the others every time', () => {
    expect(notices(['exempt until 2026-11-21', 'exempt until 2026-12-01'], NAMED_THIS_MONTH)).toHaveLength(2);
  });

  it('begins with the most urgent', () => {
    const tags = [
      'exempt',
      'exempt until 2026-12-01',
      null,
      'exempt until 2026-11-01',
      'exempt until 2026-11-22',
    ];

    expect(notices(tags).map((notice) => /lb-\d/.exec(notice)?.[0])).toEqual([
      'lb-3',
      'lb-4',
      'lb-1',
      'lb-0',
    ]);
  });
});

describe('listedMonth', () => {
  it.each([
    ['2026-11-30T23:59:59.999Z', '2026-11'],
    ['2026-12-01T00:00:00.000Z', '2026-12'],
  ])('is that in which the run looked, and not that of its end: %s', (startedAt, expected) => {
    expect(listedMonth(aReport({ startedAt, finishedAt: '2026-12-01T00:05:00.000Z' }))).toBe(expected);
  });

  it.each<[string, Partial<ReportParts>, string | null]>([
    ['all was read', { listeners: [anEntry()] }, '2026-11'],
    ['a load balancer could not be read, and its tags could', { listeners: [anUnreadEntry()] }, '2026-11'],
    ['tags could not be read', { listeners: [anUnreadEntry({ reason: 'tags-unreadable' })] }, null],
    [
      'some load balancers alone were looked at',
      { scope: { tagKey: 'Tier', tagValues: ['web'], regions: ['eu-west-1'], only: ['shop'] } },
      null,
    ],
    ['a Region failed', { regions: [{ region: 'eu-west-1', status: 'failed' }] }, null],
  ])('(36) %s', (_, parts, expected) => {
    expect(listedMonth(aReport(parts))).toBe(expected);
  });
});
