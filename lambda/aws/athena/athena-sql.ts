import { setTimeout } from 'node:timers/promises';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  paginateGetQueryResults,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
  type AthenaClientConfig,
  type QueryExecution,
} from '@aws-sdk/client-athena';
import type { LogSql, StatementAnswer } from '../../core/impact/athena/port';
import { UserError } from '../../core/user-error';
import { allItems } from '../pages';
import { describeError } from '../errors';

export function athenaClient(config: AthenaClientConfig): AthenaClient {
  return new AthenaClient(config);
}

/** Where statements are run, and how long they may take. */
export interface AthenaOptions {
  readonly workgroup: string;
  /** Default: a little over the half hour after which Athena ends a query itself ([Athena-quota]). */
  readonly mostMs?: number;
  /** The wait before the first look at a query; each next one is longer, up to twenty times that. Default: a quarter of a second. */
  readonly waitMs?: number;
}

const MOST_MS = 35 * 60_000;
const WAIT_MS = 250;
const LONGER = 1.5;
const LONGEST = 20;

/** SQL that Athena runs, in one workgroup: it says where results go, and how much a query may read. */
export function athenaSql(
  client: AthenaClient,
  { workgroup, mostMs = MOST_MS, waitMs = WAIT_MS }: AthenaOptions,
): LogSql {
  return {
    run: async (statement, signal) => {
      if (signal.aborted) throw new UserError('stopped before a query was started', 130);
      const id = await started(client, statement, workgroup);
      const end = AbortSignal.any([signal, AbortSignal.timeout(mostMs)]);
      try {
        const ended = await ending(client, id, waitMs, end);
        const { StatementType, Statistics } = ended;
        checkEnd(ended, id);
        const scannedBytes = Statistics?.DataScannedInBytes ?? 0;
        // What a DDL statement answers is a text for people.
        if (StatementType !== 'DML') return { columns: [], rows: [], scannedBytes };
        return { ...(await resultsOf(client, id, end)), scannedBytes };
      } catch (error) {
        if (!end.aborted) throw error;
        const isStopped = await stopped(client, id);
        const left = isStopped ? 'it was stopped' : `it could not be stopped: stop ${id} in the console`;
        throw signal.aborted
          ? new UserError(`stopped query ${id} before its end; ${left}`, 130)
          : new UserError(
              `query ${id} did not end within ${Math.round(mostMs / 60_000)} minutes; ${left}; ask for fewer days`,
              1,
            );
      }
    },
  };
}

async function started(client: AthenaClient, statement: string, workgroup: string): Promise<string> {
  try {
    const { QueryExecutionId } = await client.send(
      new StartQueryExecutionCommand({ QueryString: statement, WorkGroup: workgroup }),
    );
    return QueryExecutionId ?? '';
  } catch (error) {
    throw problemOf(error, workgroup) ?? error;
  }
}

/** Athena says both in one code, and nothing but the words tells them apart ([Athena-errors]). */
function problemOf(error: unknown, workgroup: string): UserError | null {
  const { code, message } = describeError(error);
  if (code !== 'InvalidRequest') return null;
  if (/output location/i.test(message))
    return new UserError(
      `workgroup "${workgroup}" has no place for results; set its query result location to s3://BUCKET/PREFIX/`,
      1,
    );
  if (/work ?group/i.test(message))
    return new UserError(
      `Athena has no workgroup "${workgroup}" that takes queries here (${message}); name one of this account and Region`,
      1,
    );
  return null;
}

async function ending(
  client: AthenaClient,
  id: string,
  waitMs: number,
  signal: AbortSignal,
): Promise<QueryExecution> {
  for (let wait = waitMs; ; wait = Math.min(wait * LONGER, waitMs * LONGEST)) {
    const { QueryExecution: now } = await client.send(
      new GetQueryExecutionCommand({ QueryExecutionId: id }),
      { abortSignal: signal },
    );
    const state = now?.Status?.State;
    if (now !== undefined && state !== 'QUEUED' && state !== 'RUNNING') return now;
    await setTimeout(wait, undefined, { signal });
  }
}

/** @throws UserError with Athena's reason */
function checkEnd({ Status, WorkGroup }: QueryExecution, id: string): void {
  if (Status?.State === 'SUCCEEDED') return;
  const reason = Status?.StateChangeReason ?? Status?.AthenaError?.ErrorMessage ?? 'Athena says no reason';
  const what = Status?.State === 'CANCELLED' ? 'was cancelled' : 'failed';
  throw new UserError(`query ${id} ${what}: ${reason}${adviceOn(reason, WorkGroup ?? '')}`, 1);
}

/** The first that fits. Athena's reasons are texts, in no list that it publishes ([Athena-errors]). */
const ADVICE: readonly (readonly [RegExp, (workgroup: string) => string])[] = [
  [
    /bytes scanned limit/i,
    (workgroup) => `; ask for fewer days, or raise the limit of workgroup "${workgroup}"`,
  ],
  [
    /access ?denied|not authori[sz]ed|insufficient permissions|forbidden/i,
    () => '; docs/athena.md lists what it needs',
  ],
];

function adviceOn(reason: string, workgroup: string): string {
  return ADVICE.find(([pattern]) => pattern.test(reason))?.[1](workgroup) ?? '';
}

/** The first row of a query's results is the names of its columns ([Athena-API]). */
async function resultsOf(
  client: AthenaClient,
  id: string,
  signal: AbortSignal,
): Promise<Pick<StatementAnswer, 'columns' | 'rows'>> {
  const pages = paginateGetQueryResults(
    { client, pageSize: 1000 },
    { QueryExecutionId: id },
    { abortSignal: signal },
  );
  const [names = [], ...rows] = await allItems(pages, ({ ResultSet }) =>
    (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue ?? null)),
  );
  return { columns: names.map((name) => name ?? ''), rows };
}

/** Whether Athena took it: nobody else would stop it, and it costs by what it reads. */
async function stopped(client: AthenaClient, id: string): Promise<boolean> {
  try {
    await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    return true;
  } catch {
    return false;
  }
}
