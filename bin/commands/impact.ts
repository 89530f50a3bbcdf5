import { KNOWN_CLIENTS } from '../../lambda/core/clients/known';
import { fittingOf } from '../../lambda/core/impact/clients-that-fit';
import { impactOf } from '../../lambda/core/impact/impact-of';
import type { Impact } from '../../lambda/core/impact/impact';
import type { Reading, WhatWasRead } from '../../lambda/core/impact/reading';
import { Tally, type Seen } from '../../lambda/core/impact/tally';
import type { Clock } from '../../lambda/core/clock';
import { count } from '../../lambda/core/wording/sentence';
import { readLogs } from '../../lambda/logs/read-logs';
import { impactText } from '../../lambda/report/impact';
import { impactCsv } from '../../lambda/report/impact-csv';
import { systemClock } from '../../lambda/runs/system-clock';
import { STATUS } from '../exit-status';
import { impactFrom, type ImpactFlags, type ImpactRequest } from '../impact-flags';
import { logsAt } from '../log-place';
import { jsonText, print, say } from '../terminal/output';
import { progress } from '../terminal/progress';
import { movesCursor, width } from '../terminal/stream';
import { collectsYoung } from '../young-garbage';

const SECOND = 1000;
const MIB = 1024 * 1024;

/** `elb-tls impact --logs PLACE --target POLICY`: who would break, by what the load balancers have written down. */
export async function showImpact(flags: ImpactFlags): Promise<number> {
  const request = impactFrom(flags, systemClock.now());
  if (request.athena !== null && flags.showSql) {
    const { sqlFor } = await import('./impact-athena');
    await print(await sqlFor(request.athena, request));
    return STATUS.done;
  }
  const { seen, read } = await counted(request);
  const impact = impactOf(seen, read, request.names, fittingOf(KNOWN_CLIENTS));
  if (flags.json) await print(jsonText(impact));
  else await print(flags.csv ? impactCsv(impact) : impactText(impact, width(process.stdout)));
  if (flags.json || flags.csv)
    for (const { file, reason } of impact.unread) say(`not read to its end: ${file} (${reason})`);
  return statusOf(impact);
}

/** Athena's client is no other run's: loading it would keep all of them waiting. */
async function counted(request: ImpactRequest): Promise<{ readonly seen: Seen; readonly read: WhatWasRead }> {
  if (request.athena !== null) {
    const { countByAthena } = await import('./impact-athena');
    return countByAthena(request.athena, request);
  }
  const { files, concurrency } = await logsAt(request.place);
  const seen = new Tally(request);
  const tell = nowAndThen(systemClock);
  const collect = collectsYoung();
  const onPart = (soFar: Reading): void => {
    tell(soFar);
    collect(soFar.counts.bytes);
  };
  const read = await readLogs(files, seen, { concurrency, onPart });
  return { seen, read };
}

/** What could not be read comes before who is refused: it may be more. */
function statusOf({ readShare, loadBalancers }: Impact): number {
  if (readShare === null) return STATUS.empty;
  if (readShare < 1) return STATUS.failed;
  return loadBalancers.some(({ refused }) => refused > 0) ? STATUS.open : STATUS.done;
}

/** At a terminal, how far it is: not more than once a second. */
function nowAndThen(clock: Clock): (reading: Reading) => void {
  let next = clock.elapsed() + SECOND;
  return ({ files, counts }) => {
    if (clock.elapsed() < next || !movesCursor(process.stderr)) return;
    next = clock.elapsed() + SECOND;
    progress(`${count(files, 'file')} read, ${Math.round(counts.bytes / MIB)} MiB unpacked`);
  };
}
