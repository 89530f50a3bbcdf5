import type { Finding } from './checks';
import type { Facts, RecordState } from './facts';
import { about, fine, judged, untold, wrong } from './finding';
import { count } from '../wording/sentence';

/** What the record says: whether it can be read, when a run was last there, who holds the lease. */
export function ofRecord(facts: Facts): readonly Finding[] {
  const { record } = facts;
  const readable = judged(
    about('record-readable'),
    record,
    {
      rights: 's3:ListBucket and s3:GetObject on the record, or name another with --record',
      gone: {
        what: 'the bucket of the record',
        todo: 'name another with --record, or make it again: docs/deploy.md',
      },
    },
    ({ place }) => theRecord(place, facts),
  );
  if ('unread' in record) {
    const rest = (['last-run', 'lease-free'] as const).map((check) =>
      untold(about(check), record.unread, 'make the record readable'),
    );
    return [...readable, ...rest];
  }
  const runs = judged(
    about('last-run'),
    record.is.lastRun,
    { rights: 's3:GetObject on the record' },
    (runId) => lastRun(runId, facts),
  );
  return [...readable, ...runs, leaseFree(record.is)];
}

/** Two records are two leases: a run at a terminal and one of the function would change the same account at a time. */
function theRecord(place: string, { deployed }: Facts): Finding {
  const of = about('record-readable');
  const own = deployed === null ? place : `s3://${deployed.deployment.recordBucket}`;
  if (place.replace(/\/$/, '') === own) return fine(of, place);
  return wrong(
    of,
    `it was looked for in ${place}, and the deployed function has its own in ${own}`,
    'leave out --record and ELB_TLS_RECORD: an account has one record, and one lease',
  );
}

/** The stack's own default, where none is deployed. */
const HOURS = 76;

function lastRun(runId: string | null, { at, deployed }: Facts): Finding {
  const of = about('last-run');
  const todo = 'start one (docs/operations.md), and look at the log of the function';
  if (runId === null)
    return wrong(of, deployed === null ? 'no run is recorded' : 'no run of the function is recorded', todo);
  const started = startOf(runId);
  if (started === null) return wrong(of, `${runId} is no name of a run`, todo);
  const hours = Math.floor((Date.parse(at) - started) / 3_600_000);
  const most = Number(deployed?.deployment.parameters['AlarmAfterHours'] ?? HOURS);
  const found = `${runId}, ${count(Math.max(0, hours), 'hour')} ago`;
  return hours <= most ? fine(of, found) : wrong(of, `${found}, and AlarmAfterHours is ${most}`, todo);
}

/** The time in the name of a run, `20261122T060000Z-3f9c`, in milliseconds. */
function startOf(runId: string): number | null {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(runId) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? null : time;
}

function leaseFree({ open }: RecordState): Finding {
  const of = about('lease-free');
  const underWay = open.find(({ isUnderWay }) => isUnderWay);
  if (underWay !== undefined)
    return wrong(of, `run ${underWay.runId} changes this account now`, 'wait until it has ended');
  const [left] = open;
  if (left === undefined) return fine(of, 'no run holds it');
  return wrong(
    of,
    `run ${left.runId} was cut off, or could not tell what it did`,
    'let the next apply run settle it; elb-tls show says what it changed',
  );
}
