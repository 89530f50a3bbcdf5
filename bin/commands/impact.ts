import { KNOWN_CLIENTS } from '../../lambda/core/clients/known';
import { impactOf } from '../../lambda/core/impact/impact-of';
import type { Impact } from '../../lambda/core/impact/impact';
import { Tally } from '../../lambda/core/impact/tally';
import { readLogs } from '../../lambda/logs/read-logs';
import { impactText } from '../../lambda/report/impact';
import { impactCsv } from '../../lambda/report/impact-csv';
import { STATUS } from '../exit-status';
import { impactFrom, type ImpactFlags } from '../impact-flags';
import { logsAt } from '../log-place';
import { jsonText, print, say } from '../terminal/output';
import { width } from '../terminal/stream';

/** `elb-tls impact --logs PLACE --target POLICY`: who would break, by what the load balancers have written down. */
export async function showImpact(flags: ImpactFlags): Promise<number> {
  const { place, policies, names, fullAddresses } = impactFrom(flags);
  const { files, concurrency } = await logsAt(place);
  const tally = new Tally({ policies, fullAddresses });
  const reading = await readLogs(files, tally, { concurrency });
  const impact = impactOf(tally, reading, names, KNOWN_CLIENTS);
  if (flags.json) await print(jsonText(impact));
  else await print(flags.csv ? impactCsv(impact) : impactText(impact, width(process.stdout)));
  if (flags.json || flags.csv)
    for (const { file, reason } of impact.unread) say(`not read to its end: ${file} (${reason})`);
  return statusOf(impact);
}

/** What could not be read comes before who is refused: it may be more. */
function statusOf({ readShare, loadBalancers }: Impact): number {
  if (readShare === null) return STATUS.empty;
  if (readShare < 1) return STATUS.failed;
  return loadBalancers.some(({ refused }) => refused > 0) ? STATUS.open : STATUS.done;
}
