import pMap from 'p-map';
import type { RegionEstate } from '../core/estate';
import { groupBy } from '../core/group';
import type { Entry } from '../core/report';
import { isNamed } from '../core/scope';
import { count } from '../core/wording/sentence';
import { evidenceByReading } from './evidence-by-reading';
import { evidenceBySql } from './evidence-by-sql';
import { deadlineWithin } from './log-purse';
import { subjectOf, type EvidenceById, type EvidenceRun, type LogSubject } from './log-subject';

/** Load balancers that are asked for their logs at a time; the rate is kept by the clients (pace.ts). */
const AT_ONCE = 5;

/**
 * The entries that would change, with what the logs of their load balancers say of their clients; as they were where nobody
 * asked for it.
 */
export async function withEvidence(
  entries: readonly Entry[],
  estates: readonly RegionEstate[],
  account: string,
  run: EvidenceRun,
): Promise<readonly Entry[]> {
  const { only, rollout } = run.settings;
  const { impact } = rollout;
  if (impact === null) return entries;
  const ahead = entries.filter(
    ({ outcome, loadBalancer }) =>
      outcome === 'planned' && (only === undefined || isNamed(loadBalancer, only)),
  );
  const loadBalancers = [...groupBy(ahead, ({ loadBalancer }) => loadBalancer.arn).values()];
  const asked = await pMap(loadBalancers, (its) => subjectOf(its, estates, account, run), {
    concurrency: AT_ONCE,
  });
  const subjects = asked.filter(writesLogs);
  const read = await (impact.workgroup === null
    ? evidenceByReading(subjects, account, impact.days, run)
    : evidenceByAthena(subjects, account, { ...impact, workgroup: impact.workgroup }, run));
  if (loadBalancers.length > 0)
    run.progress(`logs of ${count(loadBalancers.length, 'load balancer')} looked at`);
  const told = asked.flatMap((each) => (writesLogs(each) ? [] : [each]));
  const byId = new Map([...told, ...read].flatMap((each) => [...each]));
  return entries.map((entry) => {
    const evidence = byId.get(entry.id);
    return evidence === undefined ? entry : { ...entry, evidence };
  });
}

/** Queries and all that comes before them. */
const MOST_MS = 180_000;

function evidenceByAthena(
  subjects: readonly LogSubject[],
  account: string,
  { days, workgroup }: { readonly days: number; readonly workgroup: string },
  { aws, clock, ends, held }: EvidenceRun,
): Promise<readonly EvidenceById[]> {
  const deadline = deadlineWithin(ends.looking, MOST_MS, clock);
  return evidenceBySql(subjects, {
    sql: aws.sql(workgroup),
    list: (region, bucket, prefix) => aws.logObjects(region, { bucket, prefix }, deadline.signal),
    account,
    days,
    now: clock.now(),
    deadline,
    onAnswer: () => void held?.lease.mayWrite(),
  });
}

function writesLogs(found: LogSubject | EvidenceById): found is LogSubject {
  return 'logs' in found;
}
