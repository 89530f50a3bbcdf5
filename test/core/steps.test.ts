import { REASONS, type Outcome, type Reason } from '../../lambda/core/reasons';
import type { Entry } from '../../lambda/core/report';
import { buildReport } from '../../lambda/core/steps/build';
import { stepsFor } from '../../lambda/core/steps/of-reason';
import { kindOf, STEP_IDS, STEPS } from '../../lambda/core/step-table';
import * as fc from 'fast-check';
import { anyReport } from '../report/arbitraries';
import { anEntry, aReport } from '../report/fixtures';

const isOutcome = (text: string): text is Outcome => Object.hasOwn(REASONS, text);
const isReason = (text: string): text is Reason =>
  Object.values(REASONS).some((reasons) => Object.hasOwn(reasons, text));

const ALL = Object.keys(REASONS)
  .filter(isOutcome)
  .flatMap((outcome) =>
    Object.keys(REASONS[outcome])
      .filter(isReason)
      .map((reason): [Outcome, Reason] => [outcome, reason]),
  );
const OPEN = ALL.filter(([outcome]) => outcome !== 'compliant');

describe('the step of a listener', () => {
  it.each(OPEN)('is there for %s, %s, and of the closed set', (outcome, reason) => {
    const { steps } = aReport({ listeners: [anEntry({ outcome, reason })] });

    expect(steps).toHaveLength(1);
    expect(STEP_IDS).toContain(steps[0]?.id);
    expect(steps[0]?.listeners).toEqual([1]);
  });

  it.each(ALL.filter(([outcome]) => outcome === 'compliant'))('is none for %s, %s', (outcome, reason) => {
    expect(aReport({ listeners: [anEntry({ outcome, reason })] }).steps).toEqual([]);
  });

  it.each(OPEN.filter(([outcome]) => outcome === 'failed'))(
    'needs somebody where it %s, %s',
    (outcome, reason) => {
      expect(stepsFor(outcome, reason).map(kindOf)).toEqual(stepsFor(outcome, reason).map(() => 'do'));
    },
  );

  it('is what its advice says, only while the advice is of its reason', () => {
    const advice = { step: 'allow-in-scp', how: 'AccessDenied on ModifyListener.' } as const;
    const idOf = (patch: Partial<Entry>): string | undefined =>
      aReport({ listeners: [{ ...anEntry(), ...patch, advice }] }).steps[0]?.id;

    expect(idOf({ outcome: 'failed', reason: 'change-failed' })).toBe('allow-in-scp');
    // Judged anew, it still carries what was said before.
    expect(idOf({ outcome: 'held', reason: 'frozen' })).toBe('wait-for-freeze');
    expect(idOf({ outcome: 'planned', reason: 'below-target' })).toBe('planned');
  });
});

function undone(runId: string, name: string): Entry {
  return anEntry({
    name,
    outcome: 'held',
    reason: 'undone',
    detail: 'x',
    command: { kind: 'forget', runId },
  });
}

describe('the steps of a report', () => {
  it('have each listener that is not fine once, and none that is', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const { listeners, steps } = buildReport({ ...report, inScope: [] });
        const told = steps.flatMap((step) => step.listeners);
        const open = listeners.flatMap(({ outcome }, index) => (outcome === 'compliant' ? [] : [index + 1]));
        expect(told.toSorted((a, b) => a - b)).toEqual(open);
      }),
    );
  });

  it('come in the order of the table, so that what needs somebody comes first', () => {
    fc.assert(
      fc.property(anyReport, ({ steps }) => {
        const ranks = steps.map(({ id }) => STEP_IDS.indexOf(id));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      }),
    );
    const kinds = STEP_IDS.map((id) => ['do', 'wait', 'done'].indexOf(STEPS[id].kind));
    expect(kinds).toEqual(kinds.toSorted((a, b) => a - b));
  });

  it('have listeners of which the same is to be done together', () => {
    const { steps } = aReport({ listeners: [undone('a', '1'), undone('b', '2'), undone('a', '3')] });

    // Of whichever run: the numbers of this one clear them.
    expect(steps.map(({ listeners }) => listeners)).toEqual([[1, 2, 3]]);
  });

  it('have Regions that fail alike together', () => {
    const error = { code: 'TimeoutError', message: 'no answer' };
    const failed = ['eu-west-1', 'us-east-1'].map((region) => ({ region, status: 'failed' as const, error }));
    const { steps } = aReport({ regions: failed });

    expect(steps).toMatchObject([
      { id: 'read-region', items: ['eu-west-1, us-east-1: TimeoutError: no answer'], listeners: [] },
    ]);
  });
});
