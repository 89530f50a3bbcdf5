import pMap from 'p-map';
import { requireSameAccount } from '../core/account';
import { describeError, UnreadableError } from '../core/errors';
import { hint } from '../core/hint';
import type { RunRecord } from '../core/plan/run-record';
import type { RecordStore } from '../core/record-store';
import type { Entry } from '../core/report';
import { UserError } from '../core/user-error';
import { ParseError, unreadable } from './check';
import { parseJournalPage, parsePlanRecord, parseReport } from './parse-report';

/** The folder that all runs are in, as a store's keys spell it. */
export const RUNS = 'runs/';

/** Where the report of a run is. */
export const reportKey = (runId: string): string => `${RUNS}${runId}/report.json`;

/**
 * Reads the record of one run.
 *
 * @throws UserError when there is none, it is of another account, or a file of it is not what it should be
 * @throws UnreadableError that names the file which the store does not give, with the store's code
 */
export async function readRun(store: RecordStore, runId: string, account: string | null): Promise<RunRecord> {
  requireRunName(store, runId);
  const folder = `${RUNS}${runId}/`;
  const plan = await load(store, `${folder}plan.json`, parsePlanRecord);
  const report = await load(store, reportKey(runId), parseReport);
  const known = report ?? plan;
  if (known === null) throw await nothingIn(store, folder, runId);
  if (account !== null) requireSameAccount(`run ${known.runId}`, known.account, account);
  const journal = report === null ? await journalOf(store, `${folder}journal/`) : NO_JOURNAL;
  return { plan, report, ...journal };
}

/**
 * Reads one revision of the report of a run, and nothing else of its record.
 *
 * @throws UserError when there is no such revision, it is of another run or account, or not what it should be
 * @throws UnreadableError with the store's code
 */
export async function readReportAt(
  store: RecordStore,
  runId: string,
  { account, revision }: { readonly account: string; readonly revision: string },
): Promise<RunRecord> {
  requireRunName(store, runId);
  const key = reportKey(runId);
  const report = await load({ get: () => store.get(key, revision) }, key, parseReport);
  if (report === null) {
    const gone = `version ${revision} of ${key} in ${store.place}, as the run wrote it, is no longer there`;
    throw new UserError(`${gone}; look at what is there now with: elb-tls show ${runId}`, 1);
  }
  if (report.runId !== runId)
    throw new UserError(unreadable(key, `version ${revision} is of run ${report.runId}`), 1);
  requireSameAccount(`run ${runId}`, report.account, account);
  return { plan: null, report, ...NO_JOURNAL };
}

/** Pages that are asked for at a time: a call's time begins when it is asked for, not when its turn comes (runs/bounded.ts). */
const PAGES_AT_A_TIME = 10;

const NO_JOURNAL: Pick<RunRecord, 'intents' | 'outcomes'> = { intents: [], outcomes: [] };

/** A name with a slash would lead out of the record. @throws UserError */
export function requireRunName(store: RecordStore, runId: string): void {
  if (!/^[\w-]+$/.test(runId)) throw noRun(store, runId);
}

/** @throws UserError that names the file, and where in it something is wrong */
export function parseFile<T>(key: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof ParseError) throw new UserError(unreadable(key, error.message), 1);
    throw error;
  }
}

async function journalOf(
  store: RecordStore,
  folder: string,
): Promise<Pick<RunRecord, 'intents' | 'outcomes'>> {
  const keys = await store.list(folder);
  const read = async (suffix: string): Promise<readonly Entry[]> => {
    const pages = keys.filter((key) => key.endsWith(suffix));
    const entries = await pMap(pages, (key) => load(store, key, parseJournalPage), {
      concurrency: PAGES_AT_A_TIME,
    });
    return entries.flatMap((page) => page?.entries ?? []);
  };
  return { intents: await read('-intent.json'), outcomes: await read('-outcome.json') };
}

async function load<T>(
  store: Pick<RecordStore, 'get'>,
  key: string,
  parse: (text: string) => T,
): Promise<T | null> {
  const stored = await store.get(key).catch((error: unknown) => {
    const { code, message } = describeError(error);
    throw new UnreadableError({ code, message: unreadable(key, message) });
  });
  return stored === null ? null : parseFile(key, stored.text, parse);
}

async function nothingIn(store: RecordStore, folder: string, runId: string): Promise<UserError> {
  if ((await store.list(folder)).length === 0) return noRun(store, runId);
  return new UserError(unreadable(folder, 'it has neither plan.json nor report.json'), 1);
}

function noRun({ place }: RecordStore, runId: string): UserError {
  const where = place === null ? 'here: no record is kept' : `in ${place}`;
  const advice = `list the runs with: ${hint(['runs'], place ?? 'PLACE')}`;
  return new UserError(`no run ${runId} ${where}; ${advice}`, 1);
}
