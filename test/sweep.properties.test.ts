import * as fc from 'fast-check';
import { formatTarget } from '../lambda/core/policy/target';
import type { Report } from '../lambda/core/report';
import type { Settings } from '../lambda/core/settings';
import { estates, faults, furnished, targets } from './accounts';
import { EU, US, apply, plan, shownIn, stopAll } from './helpers';
import { asksForFips } from './core/oracle';
import { expectNoHarm, expectOneOutcomeEach, momentOf } from './invariants';
import { expectValidReport } from './report/schema';

afterEach(stopAll);

const BOTH: Partial<Settings> = { regions: [EU, US] };
const RUNS = { numRuns: 25 };
/** A few seconds when the machine has nothing else to do. */
const PATIENCE = 120_000;

/** What a report says of the listeners, without the sentences: an apply has others than a dry run. */
function wordless(report: Report): readonly object[] {
  return report.listeners.map(({ changedAt: _changedAt, ...entry }) => ({ ...entry, detail: '' }));
}

it(
  'any estate: a dry run writes nothing and says what an apply does; the second apply writes nothing',
  async () => {
    const property = fc.asyncProperty(estates, targets, async (estate, target) => {
      const sandbox = await furnished(estate);
      const before = momentOf(sandbox);
      const settings = { ...BOTH, target };

      const planned = await plan(sandbox, settings);
      expect(sandbox.mutations()).toEqual([]);
      expect(shownIn(sandbox)).toEqual(before.shown);

      const applied = await apply(sandbox, settings);
      const done = planned.listeners.map((entry) =>
        entry.outcome === 'planned' ? { ...entry, outcome: 'changed' as const } : entry,
      );
      expect(wordless(applied)).toEqual(wordless({ ...planned, listeners: done }));
      expectNoHarm(before, sandbox, asksForFips(formatTarget(target)));

      sandbox.forgetCalls();
      const again = await apply(sandbox, settings);
      expect(sandbox.mutations()).toEqual([]);
      const { compliant, changed } = applied.totals;
      expect(again.totals).toMatchObject({ changed: 0, failed: 0, compliant: compliant + changed });

      for (const report of [planned, applied, again]) {
        expectOneOutcomeEach(before, report, sandbox);
        expectValidReport(report);
      }
      await sandbox.stop();
    });

    await fc.assert(property, RUNS);
  },
  PATIENCE,
);

it(
  'any fault: nothing is weakened, all have one outcome, and the next run finishes the job',
  async () => {
    const property = fc.asyncProperty(estates, faults, async (estate, fault) => {
      const [sandbox, calm] = [await furnished(estate), await furnished(estate)];
      const before = momentOf(sandbox);
      sandbox.fault(fault);

      const reports = await apply(sandbox, BOTH).then(
        (report) => [report],
        () => [],
      );
      // Without an account there is no report, and no change either.
      const mayThrow = fault.action === 'GetCallerIdentity' && sandbox.mutations().length === 0;
      expect(reports.length === 1 || mayThrow).toBe(true);
      for (const report of reports) {
        expectOneOutcomeEach(before, report, sandbox);
        expectValidReport(report);
      }
      expectNoHarm(before, sandbox);

      sandbox.clearFaults();
      const next = await apply(sandbox, BOTH);
      await apply(calm, BOTH);
      expect(next.totals).toMatchObject({ failed: 0, planned: 0 });
      expectNoHarm(before, sandbox);
      expectValidReport(next);
      // But for what went away, the account is as if nothing had gone wrong.
      const now = shownIn(sandbox);
      const left = Object.entries(shownIn(calm)).filter(([arn]) => arn in now);
      expect(now).toEqual(Object.fromEntries(left));

      sandbox.forgetCalls();
      await apply(sandbox, BOTH);
      expect(sandbox.mutations()).toEqual([]);
      await Promise.all([sandbox.stop(), calm.stop()]);
    });

    await fc.assert(property, RUNS);
  },
  PATIENCE,
);
