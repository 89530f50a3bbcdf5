import pMap from 'p-map';
import { UnreadableError } from '../../lambda/aws/errors';
import { count } from '../../lambda/core/wording/sentence';
import { reportOf } from '../../lambda/core/plan/run-record';
import type { Records } from '../../lambda/records/records';
import { brief } from '../../lambda/report/sentences';
import { oneLine } from '../../lambda/report/text';
import { UserError } from '../../lambda/core/user-error';
import { STATUS } from '../exit-status';
import type { RunsFlags } from '../flags';
import { print, say } from '../terminal/output';
import { contextOfRecord } from '../context';

/** Each run is read for its line: a year of them is too many to read unasked. */
const LAST = '20';

/** `elb-tls runs`: lists the newest runs, the last one last: `20261122T060000Z-3f9c  apply  111122223333  3 changed`. */
export async function listRuns(flags: RunsFlags): Promise<number> {
  const last = flags.last ?? LAST;
  if (!/^[1-9]\d{0,5}$/.test(last)) {
    throw new UserError(`--last got "${last}"; use how many of the newest runs to list, 1 or more`);
  }
  const { records } = await contextOfRecord(flags, false);
  const runs = await records.runs();
  const newest = runs.slice(-Number(last));
  const lines = await pMap(newest, (runId) => lineOf(runId, records), { concurrency: 8 });
  if (lines.length > 0) await print(`${lines.join('\n')}\n`);
  else say(`no runs in ${records.place}`);
  const older = runs.length - newest.length;
  if (older > 0)
    say(
      `${count(older, 'older run')} ${older === 1 ? 'is' : 'are'} not shown; use --last ${runs.length} for all`,
    );
  return STATUS.done;
}

async function lineOf(runId: string, records: Records): Promise<string> {
  try {
    const record = await records.run(runId, null);
    const report = reportOf(record);
    if (report === null) return `${oneLine(runId)}  under way or cut off`;
    const ended = record.report === null ? 'under way or cut off' : brief(report).join(', ');
    return [runId, report.mode, report.account, ended]
      .map((text, column) => oneLine(text).padEnd(column === 1 ? 5 : 0))
      .join('  ');
  } catch (error) {
    if (error instanceof UserError || error instanceof UnreadableError)
      return [runId, error.message].map(oneLine).join('  ');
    throw error;
  }
}
