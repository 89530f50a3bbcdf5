import pMap from 'p-map';
import type { Deadline } from '../core/deadline';
import { describeError } from '../core/errors';
import type { Evidence } from '../core/evidence';
import { groupBy } from '../core/group';
import { Answers, missesSuites, type AnswerRow } from '../core/impact/athena/answer';
import { FORMATS } from '../core/impact/athena/formats';
import { canBeNamed } from '../core/impact/athena/place';
import type { LogSql } from '../core/impact/athena/port';
import { MOST_ROWS } from '../core/impact/athena/query';
import type { LogQuestion } from '../core/impact/athena/statements';
import type { Policies } from '../core/impact/judge';
import type { LogFormat } from '../core/impact/log-line';
import { daysOf, idIn, type LogDestination } from '../core/impact/log-window';
import { idOf, KIND_OF } from '../core/impact/tally';
import { UserError } from '../core/user-error';
import type { LogFile } from '../core/impact/log-file';
import { rowsBySql } from '../logs/ask-sql';
import { beginningOf } from '../logs/recent-logs';
import {
  evidenceOnEach,
  hasRefused,
  NO_LINE_IS_KNOWN,
  said,
  type EvidenceById,
  type LogSubject,
} from './log-subject';

/** How SQL is asked for the evidence of a run. */
export interface SqlLook {
  readonly sql: LogSql;
  /** Tells when a log begins: SQL is not asked for that. */
  readonly list: (region: string, bucket: string, prefix: string) => AsyncIterable<LogFile>;
  readonly account: string;
  readonly days: number;
  readonly now: Date;
  /** No query starts after it, and those that run are stopped. */
  readonly deadline: Deadline;
  /** Told after each query, whatever came of it. */
  readonly onAnswer: () => void;
}

/** Queries at a time. */
const AT_ONCE = 8;
const DATABASE = 'elb_tls';
const NOBODY_ASKED = 'Athena was not asked';

/**
 * The evidence on load balancers that write logs, by SQL. Load balancers share folders, and one query over a folder answers for
 * all of them that have the same target; the log that says least is asked for those alone that the other one leaves open.
 *
 * Never throws: what a query fails of is said of each load balancer that it was for.
 */
export async function evidenceBySql(
  subjects: readonly LogSubject[],
  look: SqlLook,
): Promise<readonly EvidenceById[]> {
  const found = new Findings(look);
  const [since] = await Promise.all([
    beginnings(subjects, look),
    found.ask(subjects.flatMap((subject) => questionsOn(subject, 0))),
  ]);
  const open = subjects.filter((subject) => isOpen(subject, found, since));
  await found.ask(open.flatMap((subject) => questionsOn(subject, 1)));
  return subjects.map((subject) =>
    evidenceOnEach(subject, (move, port) => evidenceOn(subject, move, port, { found, since, look })),
  );
}

/** When each log begins, where that is inside the window. */
type Beginnings = ReadonlyMap<LogDestination, Date | null>;

async function beginnings(
  subjects: readonly LogSubject[],
  { list, account, days, now }: SqlLook,
): Promise<Beginnings> {
  const logs = subjects.flatMap(({ loadBalancer, logs: all }) =>
    all.map((destination) => ({ loadBalancer, destination })),
  );
  const known = await pMap(
    logs,
    async ({ loadBalancer, destination }) => {
      const window = { destination, account, loadBalancer, days, now };
      const since = await beginningOf(window, (bucket, prefix) => list(loadBalancer.region, bucket, prefix));
      return [destination, since] as const;
    },
    { concurrency: AT_ONCE },
  );
  return new Map(known);
}

/** One question: a log of some load balancers, held against a target. */
interface Asked {
  readonly region: string;
  readonly destination: LogDestination;
  readonly format: LogFormat;
  readonly move: Policies;
}

function questionsOn({ loadBalancer, logs, moves }: LogSubject, which: 0 | 1): readonly Asked[] {
  const destination = logs[which];
  if (destination === undefined) return [];
  const format = formatOf(loadBalancer.type, destination);
  return [...new Set(moves.values())].map((move) => ({
    region: loadBalancer.region,
    destination,
    format,
    move,
  }));
}

function formatOf(type: LogSubject['loadBalancer']['type'], { log }: LogDestination): LogFormat {
  if (type === 'classic') return 'classic';
  if (type === 'network') return 'nlb';
  return log === 'connections' ? 'alb-connection' : 'alb-access';
}

/** Questions share a database, and some a table: Glue takes two who make the same at a time for a conflict. */
function eachOnce(sql: LogSql): LogSql {
  const answers = new Map<string, ReturnType<LogSql['run']>>();
  return {
    run: (statement, signal) => {
      const answer = answers.get(statement) ?? sql.run(statement, signal);
      answers.set(statement, answer);
      return answer;
    },
  };
}

/** Rows of all load balancers of a folder; a clause where there are none to be had. */
type Told = readonly AnswerRow[] | string;

/** What SQL has said. */
class Findings {
  readonly #told = new Map<string, Told>();
  readonly #look: SqlLook;

  constructor(look: SqlLook) {
    this.#look = { ...look, sql: eachOnce(look.sql) };
  }

  /** Asks each question once, however many load balancers it is for. */
  async ask(all: readonly Asked[]): Promise<void> {
    await pMap(
      groupBy(all, keyOf),
      async ([key, [one]]) => {
        if (one !== undefined) this.#told.set(key, await told(one, this.#look));
        this.#look.onAnswer();
      },
      { concurrency: AT_ONCE },
    );
  }

  /** What was said of one load balancer; `null`: it was not asked for. */
  on({ loadBalancer }: LogSubject, asked: Asked): Told | null {
    const all = this.#told.get(keyOf(asked));
    if (all === undefined) return null;
    if (typeof all === 'string') return all;
    const id = idIn(loadBalancer);
    return all
      .filter((row) => row.what !== 'all' && idOf(row.load_balancer ?? '') === id)
      .map((row) => (isOfAnotherType(row, asked.format) ? { ...row, kind: asked.format } : row));
  }
}

function keyOf({ region, destination: { bucket, prefix }, format, move }: Asked): string {
  return JSON.stringify([region, bucket, prefix, format, move.target.posture.name]);
}

/** A line that looks like the log of another type of load balancer: this one has no such log, so it is in a format of tomorrow. */
function isOfAnotherType({ kind }: AnswerRow, format: LogFormat): boolean {
  const looksLike = FORMATS.find((each) => each === kind);
  return looksLike !== undefined && KIND_OF[looksLike] !== KIND_OF[format];
}

async function told({ region, destination, format, move }: Asked, look: SqlLook): Promise<Told> {
  const { sql, account, days, now, deadline } = look;
  const { bucket } = destination;
  const prefix = destination.prefix === '' ? '' : `${destination.prefix}/`;
  if (!canBeNamed(prefix))
    return `s3://${bucket}/${prefix} cannot stand in SQL: a prefix has letters, digits and !_.*()=+@:,- alone`;
  const folders = daysOf(now, days).toSorted();
  const question: LogQuestion = {
    tree: { bucket, prefix, accounts: [account], regions: [region] },
    database: DATABASE,
    first: folders[0] ?? '',
    last: folders.at(-1) ?? '',
    formats: [format],
    policies: { elbv2: move, classic: move },
    fullAddresses: false,
  };
  if (deadline.isPast()) return 'no time was left to ask Athena';
  try {
    const answers = await rowsBySql(sql, question, deadline.signal);
    const rows = answers.flatMap((each) => each.rows);
    return missesSuites(rows) ? `the answer of a query was cut at ${MOST_ROWS} rows` : rows;
  } catch (error) {
    const { code, message } = describeError(error);
    return error instanceof UserError ? message : `${code}: ${message}`;
  }
}

/** What was counted of one log of a load balancer. */
interface Part {
  readonly format: LogFormat;
  readonly log: LogDestination['log'];
  readonly rows: readonly AnswerRow[];
}

/** A clause where it could not be asked; `null`: it was not, or there is no such log. */
function partOf(subject: LogSubject, which: 0 | 1, move: Policies, found: Findings): Part | string | null {
  const asked = questionsOn(subject, which).find((each) => each.move === move);
  const rows = asked === undefined ? null : found.on(subject, asked);
  if (asked === undefined || rows === null) return null;
  if (typeof rows === 'string') return rows;
  return { format: asked.format, log: asked.destination.log, rows };
}

/** Whether the second log is worth a query: nothing is in the first, it begins inside the window, or it has refused handshakes and no user agents. */
function isOpen(subject: LogSubject, found: Findings, since: Beginnings): boolean {
  const [log] = subject.logs;
  if (log !== undefined && (since.get(log) ?? null) !== null) return true;
  return [...new Set(subject.moves.values())].some((move) => {
    const part = partOf(subject, 0, move, found);
    if (part === null || typeof part === 'string') return false;
    const answers = answersOf(move, [part]);
    return !hasUnderstood(answers) || hasRefused(answers);
  });
}

function answersOf(move: Policies, parts: readonly Part[]): Answers {
  const answers = new Answers({ policies: { elbv2: move, classic: move } });
  for (const { format, rows } of parts) answers.add(format, rows);
  return answers;
}

function hasUnderstood({ share }: Answers): boolean {
  return share !== null && share > 0;
}

/** All that is known of the logs. */
interface Known {
  readonly found: Findings;
  readonly since: Beginnings;
  readonly look: SqlLook;
}

/** The log that says most, and the other one where nothing is in it or where that begins earlier; else that lends its user agents. */
function evidenceOn(
  subject: LogSubject,
  move: Policies,
  port: number,
  { found, since, look }: Known,
): Evidence {
  const first = partOf(subject, 0, move, found);
  const second = partOf(subject, 1, move, found);
  if (first === null || typeof first === 'string') return { status: 'unread', why: first ?? NOBODY_ASKED };
  const begins = (which: 0 | 1): Date | null => {
    const log = subject.logs[which];
    return log === undefined ? null : (since.get(log) ?? null);
  };
  const say = (answers: Answers, { share }: Answers, { log }: Part, which: 0 | 1): Evidence => {
    if (share === 0) return { status: 'unread', why: NO_LINE_IS_KNOWN };
    return said(answers, port, subject, {
      days: look.days,
      readShare: share,
      faultyShare: share === null ? 0 : 1 - share,
      since: begins(which)?.toISOString() ?? null,
      skipped: Object.fromEntries(answers.skipped),
      unreadFiles: {},
      unread: [],
      log,
    });
  };
  const best = answersOf(move, [first]);
  const isRead = second !== null && typeof second !== 'string';
  const next = isRead ? answersOf(move, [second]) : null;
  const isLater = (begins(1)?.getTime() ?? 0) < (begins(0)?.getTime() ?? 0);
  if (hasUnderstood(best) && !(isLater && next !== null && hasUnderstood(next)))
    return say(isRead ? answersOf(move, [first, second]) : best, best, first, 0);
  if (typeof second === 'string') return { status: 'unread', why: second };
  return isRead && next !== null && next.share !== null
    ? say(next, next, second, 1)
    : say(best, best, first, 0);
}
