import type { OneTimeCall } from '../../lambda/aws/scheduler';
import type { Report } from '../../lambda/core/report';
import { memoryStore } from '../../lambda/records/memory-store';
import { Records } from '../../lambda/records/records';
import { scheduleWatches } from '../../lambda/runs/schedule-watch';
import { anEntry, aReport } from '../report/fixtures';
import { clockAt, connectTo, start, stopAll } from '../helpers';

const SCHEDULE = { minutes: 30, roleArn: 'role', deadLetterArn: 'queue', functionArn: 'function' };
const CUT_OFF = '20261122T050000Z-gone';

function changedBy(runId: string, patch: Partial<Report> = {}): Report {
  return {
    ...aReport({ runId, mode: 'apply', listeners: [anEntry({ outcome: 'changed' })] }),
    record: 's3://b',
    ...patch,
  };
}

afterEach(stopAll);

/** Schedules, and answers what was asked for and what the report says then. */
async function scheduled(
  report: Report,
  cutOff: readonly Report[],
  refuse: (call: OneTimeCall) => Error | null = () => null,
): Promise<{ readonly names: readonly string[]; readonly notes: readonly string[] }> {
  const names: string[] = [];
  const aws = {
    ...connectTo(await start()),
    callOnce: (call: OneTimeCall) => {
      names.push(call.name);
      const error = refuse(call);
      return error === null ? Promise.resolve() : Promise.reject(error);
    },
  };
  const runs = cutOff.map((each) => ({
    runId: each.runId,
    report: each,
    hasEnded: true,
    place: 'function' as const,
    told: false,
    remembered: false,
  }));
  const records = new Records(memoryStore(), clockAt());
  const { notes } = await scheduleWatches(report, runs, SCHEDULE, { aws, clock: clockAt(), records });
  return { names, notes };
}

function refusing(name: string): () => Error {
  return () => Object.assign(new Error('no'), { name });
}

describe('scheduleWatches', () => {
  it('(18) has the changes of a run that was cut off watched as well', async () => {
    const { names, notes } = await scheduled(changedBy('20261122T060000Z-here'), [changedBy(CUT_OFF)]);
    expect(names).toEqual(['elb-tls-watch-20261122T060000Z-here', `elb-tls-watch-${CUT_OFF}`]);
    expect(notes).toEqual([
      `Run ${CUT_OFF}, which was cut off: The watch looks and tells, and undoes nothing unasked: that run had not scheduled it, and nobody else knows which version of the report it wrote.`,
    ]);
  });

  it('has it watched by the version of the report where this run has settled it, and says nothing', async () => {
    const settled = changedBy(CUT_OFF);
    const sandbox = await start();
    sandbox.bucket('records').keepVersions();
    const aws = connectTo(sandbox);
    const inputs: unknown[] = [];
    const callOnce = ({ input }: OneTimeCall): Promise<void> => Promise.resolve(void inputs.push(input));
    const records = new Records(aws.bucket('records'), clockAt());
    await records.report(settled);
    const cutOff = {
      runId: CUT_OFF,
      report: settled,
      hasEnded: false,
      place: 'function',
      told: false,
      remembered: false,
    } as const;
    const run = { aws: { ...aws, callOnce }, clock: clockAt(), records };
    const { notes } = await scheduleWatches(aReport({ mode: 'apply' }), [cutOff], SCHEDULE, run);
    expect(inputs).toEqual([{ watch: CUT_OFF, report: expect.any(String) }]);
    expect(notes).toEqual([]);
  });

  it('(14) has a change watched that AWS took and nobody could read back', async () => {
    const entry = anEntry({ outcome: 'failed', reason: 'not-confirmed', unconfirmed: true });
    const { names } = await scheduled(changedBy('20261122T060000Z-here', { listeners: [entry] }), []);
    expect(names).toEqual(['elb-tls-watch-20261122T060000Z-here']);
  });

  it('does so where this run has changed nothing itself', async () => {
    const { names } = await scheduled(aReport({ mode: 'apply' }), [changedBy(CUT_OFF)]);
    expect(names).toEqual([`elb-tls-watch-${CUT_OFF}`]);
  });

  it('says which run cannot be watched, and why', async () => {
    const { notes } = await scheduled(
      aReport({ mode: 'apply' }),
      [changedBy(CUT_OFF)],
      refusing('AccessDeniedException'),
    );
    expect(notes).toEqual([
      `Run ${CUT_OFF}, which was cut off: The changes are not watched: AccessDenied on scheduler:CreateSchedule: no`,
    ]);
  });

  it('takes a schedule that is there already for one that was made', async () => {
    expect(
      (await scheduled(aReport({ mode: 'apply' }), [changedBy(CUT_OFF)], refusing('ConflictException')))
        .notes,
    ).toEqual([]);
  });

  it('watches no undo', async () => {
    const undone = aReport({ runId: CUT_OFF, mode: 'undo', listeners: [anEntry({ outcome: 'reverted' })] });
    expect((await scheduled(aReport({ mode: 'undo' }), [undone])).names).toEqual([]);
  });
});
