import { isDay } from '../lambda/core/day';
import { FORMATS } from '../lambda/core/impact/athena/formats';
import { databaseNamed, treeAt, workgroupNamed, type AskedTree } from '../lambda/core/impact/athena/place';
import type { LogQuestion } from '../lambda/core/impact/athena/statements';
import type { LogFormat } from '../lambda/core/impact/log-line';
import { UserError } from '../lambda/core/user-error';

/** The flags of `elb-tls impact` that only mean something with `--athena`, as they were typed. */
export interface AthenaFlags {
  readonly athena?: string;
  readonly database?: string;
  readonly days?: string;
  readonly since?: string;
  readonly until?: string;
  readonly formats?: readonly string[];
  readonly showSql?: true;
}

/** What somebody asks of Athena: the question, but for what S3 has to say of the place. */
export interface AthenaRequest extends Pick<LogQuestion, 'database' | 'first' | 'last' | 'formats'> {
  readonly workgroup: string;
  readonly asked: AskedTree;
}

const DAY = 86_400_000;
const DEFAULT_DAYS = 7;
const MOST_DAYS = 3_660;

/** @throws UserError for a flag of Athena's without `--athena` */
export function refuseAthenaFlags(flags: AthenaFlags): void {
  const given = (['database', 'days', 'since', 'until', 'formats', 'showSql'] as const).find(
    (name) => flags[name] !== undefined,
  );
  if (given === undefined) return;
  const flag = given === 'showSql' ? 'show-sql' : given;
  throw new UserError(`--${flag} is for Athena; name the workgroup that runs the queries with --athena`);
}

/** @throws UserError for a flag that cannot be read, or that stands against another */
export function athenaRequest(flags: AthenaFlags, place: string, now: Date): AthenaRequest {
  return {
    workgroup: workgroupNamed(flags.athena ?? '', '--athena'),
    asked: treeAt(place),
    database: databaseNamed(flags.database ?? 'elb_tls'),
    formats: formatsFrom(flags.formats),
    ...daysFrom(flags, now),
  };
}

function formatsFrom(names: readonly string[] | undefined): readonly LogFormat[] {
  if (names === undefined) return FORMATS;
  return names.map((name) => {
    const format = FORMATS.find((each) => each === name);
    if (format !== undefined) return format;
    throw new UserError(`--formats got "${name}"; use ${FORMATS.join(', ')}`, 64, {
      got: name,
      known: FORMATS,
    });
  });
}

/** Days in UTC, as the folders of the logs are. The last one is today where nobody says another. */
function daysFrom({ days, since, until }: AthenaFlags, now: Date): Pick<AthenaRequest, 'first' | 'last'> {
  if (days !== undefined && since !== undefined)
    throw new UserError('--days and --since both say the first day; use one of them');
  const last = until === undefined ? now.toISOString().slice(0, 10) : dayFrom(until, '--until');
  const first =
    since === undefined
      ? new Date(Date.parse(last) - (numberFrom(days) - 1) * DAY).toISOString().slice(0, 10)
      : dayFrom(since, '--since');
  if (first > last)
    throw new UserError(`the first day, ${first}, is behind the last one, ${last}; use --since and --until`);
  return { first: first.replaceAll('-', '/'), last: last.replaceAll('-', '/') };
}

function numberFrom(days: string | undefined): number {
  if (days === undefined) return DEFAULT_DAYS;
  const number = Number(days);
  if (/^\d{1,4}$/.test(days) && number >= 1 && number <= MOST_DAYS) return number;
  throw new UserError(`--days got "${days}"; use a whole number from 1 to ${MOST_DAYS}`);
}

function dayFrom(text: string, flag: string): string {
  if (isDay(text)) return text;
  throw new UserError(`${flag} got "${text}"; use a day as 2026-11-20 (UTC)`);
}
