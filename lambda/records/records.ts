import { describeError, isSessionExpired, UnreadableError } from '../core/errors';
import type { Clock } from '../core/clock';
import { emptyHistory, type History } from '../core/history';
import { undoText } from '../core/plan/cli-commands';
import type { RunRecord } from '../core/plan/run-record';
import type { Report } from '../core/report';
import { ConflictError, type RecordStore, type Written } from '../core/record-store';
import { uploadsKey, type UploadsReport } from '../core/uploads';
import { UserError } from '../core/user-error';
import { journalIn, type Journal } from './journal';
import { openRuns, takeLease, type Lease, type OpenRun } from './lease';
import type { Holder } from './lease-record';
import { parseHistory } from './parse-history';
import { parseFile, readReportAt, readRun, reportKey, requireRunName, RUNS } from './read-run';
import { parseWatch, type WatchRecord } from './watch-record';

/** One folder at a terminal may serve several accounts. */
const historyOf = (account: string): string => `history/${account}.json`;

const watchOf = (runId: string): string => `${RUNS}${runId}/watch.json`;

/** How often the history is read and written again when somebody else was faster. */
const TRIES = 10;

/** How much longer each try waits than the one before, in milliseconds. */
const WAIT_MS = 100;

/** A run that nobody has told of yet. */
export interface UntoldRun extends Pick<OpenRun, 'runId' | 'isUnderWay'> {
  readonly record: RunRecord | null;
}

/**
 * The record of an account: its lease, what all runs together did to each listener, and of every run the plan before the
 * first change, a journal of each change, and the report. What the store does not take is a problem that the report
 * names; see `problems`.
 */
export class Records {
  /** What went wrong with the store, by the error's code. */
  private readonly failures = new Map<string, { readonly first: string; readonly more: number }>();

  private asked = 0;

  /** Of the reports that it wrote, by the names of their runs. */
  private readonly revisions = new Map<string, string>();

  constructor(
    private readonly store: RecordStore,
    private readonly clock: Clock,
    /** The same store, for when the time for records is over: what comes behind the digest. */
    private readonly last: RecordStore = store,
  ) {}

  /** As a command line takes it; `null` when nothing outlives the run. */
  get place(): string | null {
    return this.store.place;
  }

  /** What went wrong with the store, a sentence for each kind of error. */
  get problems(): readonly string[] {
    return [...this.failures.values()].map(({ first, more }) => {
      const others = more === 0 ? '' : ` The same happened ${more} more times.`;
      return `The record in ${this.place} is not whole: ${first}.${others}`;
    });
  }

  /**
   * How often it was asked to write, or for a journal; the lease apart. No change is made before that (docs/rules.md,
   * rule 8).
   */
  get writes(): number {
    return this.asked;
  }

  /** What earlier runs did; `null` when it cannot be read, which holds every change. */
  async history(account: string): Promise<History | null> {
    return this.guard('the history of earlier runs could not be read', async () => {
      return (await this.storedHistory(account)).history;
    });
  }

  /** Changes the history, over whatever others have written to it in the meantime. Answers whether it was written. */
  update(account: string, change: (history: History) => History): Promise<boolean> {
    return this.updateIn(this.store, account, change);
  }

  /** The same, behind the digest. A change that answers the very same history is not written. */
  updateAtLast(account: string, change: (history: History) => History): Promise<boolean> {
    return this.updateIn(this.last, account, change);
  }

  private async updateIn(
    store: RecordStore,
    account: string,
    change: (history: History) => History,
  ): Promise<boolean> {
    this.asked += 1;
    const written = await this.guard('the history could not be written', async () => {
      for (let tries = 1; ; tries += 1) {
        const { history, version } = await this.storedHistory(account, store);
        const changed = change(history);
        if (changed === history) return true;
        try {
          await store.put(historyOf(account), json(changed), { version });
          return true;
        } catch (error) {
          if (!(error instanceof ConflictError) || tries === TRIES) throw error;
          await this.clock.pause(WAIT_MS * tries);
        }
      }
    });
    return written !== null;
  }

  /**
   * Takes the lease of an account.
   *
   * @throws LeaseHeldError when another run holds it
   * @throws UnreadableError with the store's error: without a record, nothing is changed
   */
  takeLease(account: string, asks: Omit<Holder, 'since'>): Promise<Lease> {
    const what = 'does not give the lease of the account, so nothing was changed';
    return this.reading(() => takeLease(this.store, account, asks, this.clock, this.last), what);
  }

  /** The journal of a run that holds the lease. */
  journal(runId: string, number: number): Journal {
    this.asked += 1;
    return journalIn(this.store, { runId, number }, (what, error) => this.note(what, error));
  }

  private async storedHistory(
    account: string,
    store = this.store,
  ): Promise<{ history: History; version: string | null }> {
    const key = historyOf(account);
    const stored = await store.get(key);
    if (stored === null) return { history: emptyHistory(account), version: null };
    const history = parseFile(key, stored.text, (text) => parseHistory(text, account));
    return { history, version: stored.version };
  }

  /** Before the first change: what the run is about to do. Answers whether the store took it. */
  async plan(report: Report): Promise<boolean> {
    return this.save(`${RUNS}${report.runId}/plan.json`, json(report));
  }

  /** At the end of a run; or in its place, where it was cut off. */
  async report(report: Report): Promise<void> {
    const written = await this.write(reportKey(report.runId), json(report));
    if (written?.revision) this.revisions.set(report.runId, written.revision);
  }

  /**
   * By which the report of a run is read again just as this very process wrote it, whatever is written over it; `null`
   * where it wrote none, or to a store that keeps no older versions.
   */
  revisionOf(runId: string): string | null {
    return this.revisions.get(runId) ?? null;
  }

  /** What a watch found, beside the run that it watched. */
  async saveWatch(found: WatchRecord): Promise<boolean> {
    return this.save(watchOf(found.runId), json(found));
  }

  /** What was wrong with certificates that somebody has uploaded. */
  async saveUploads(found: UploadsReport): Promise<boolean> {
    return this.save(uploadsKey(found.runId), json(found));
  }

  /** What the last watch of a run found; `null` when there was none. @throws as `run` does */
  watch(runId: string): Promise<WatchRecord | null> {
    return this.reading(async () => {
      requireRunName(this.store, runId);
      const stored = await this.store.get(watchOf(runId));
      return stored && parseFile(watchOf(runId), stored.text, parseWatch);
    });
  }

  /** Beside the report: the way back with the AWS CLI alone, where the run has changed something. */
  async undoCommands(report: Report): Promise<void> {
    const text = undoText(report);
    if (text !== null) await this.save(`${RUNS}${report.runId}/undo.txt`, text);
  }

  /** The names of all runs, oldest first. @throws UnreadableError with the store's error */
  async runs(): Promise<readonly string[]> {
    const folders = await this.reading(() => this.store.list(RUNS));
    return folders.map((folder) => folder.slice(RUNS.length).replace(/\/$/, '')).toSorted();
  }

  /**
   * The record of one run.
   *
   * @throws UserError when there is none, or it is of another account or schema
   * @throws UnreadableError with the store's error
   */
  run(runId: string, account: string | null): Promise<RunRecord> {
    return this.reading(() => readRun(this.store, runId, account));
  }

  /** The report of a run as it was written then (`revisionOf`), and nothing that was written since. @throws as `run` does */
  reportAt(runId: string, account: string, revision: string): Promise<RunRecord> {
    return this.reading(() => readReportAt(this.store, runId, { account, revision }));
  }

  /** The record of one run; `null` when there is none. */
  async find(runId: string, account: string): Promise<RunRecord | null> {
    const files = await this.reading(() => this.store.list(`${RUNS}${runId}/`));
    return files.some((key) => key.endsWith('.json')) ? this.run(runId, account) : null;
  }

  /**
   * The records of the runs that the history may not know yet: one that is under way, and those that were cut off. Read
   * before the history, which a run is in before it gives the lease back.
   *
   * @throws as `run` does
   */
  async open(account: string): Promise<readonly RunRecord[]> {
    const runs = await this.reading(() => openRuns(this.store, account));
    const unknown = runs.filter(({ remembered }) => !remembered);
    const records = await Promise.all(unknown.map(({ runId }) => this.find(runId, account)));
    return records.flatMap((record) => record ?? []);
  }

  /** The run that holds the lease, and those that never gave it back. */
  openRuns(account: string): Promise<readonly OpenRun[]> {
    return this.reading(() => openRuns(this.store, account));
  }

  /** The runs that nobody has told of yet, oldest first; one that cannot be read has no record, and is a problem. */
  async untold(account: string): Promise<readonly UntoldRun[]> {
    const what = 'runs that did not end in order could not be read';
    const runs = (await this.guard(what, () => openRuns(this.store, account))) ?? [];
    return Promise.all(
      runs
        .filter(({ told }) => !told)
        .map(async ({ runId, isUnderWay }) => ({
          runId,
          isUnderWay,
          record: await this.guard(what, () => this.find(runId, account)),
        })),
    );
  }

  /** Notes what the record could not take, or give. */
  note(what: string, error: unknown): void {
    const { code, message } = describeError(error);
    const before = this.failures.get(code);
    const said = error instanceof UserError ? message : `${code}: ${message}`;
    const why = isSessionExpired({ code, message }) ? `${said}; sign in again, then run it once more` : said;
    const first = before?.first ?? `${what} (${why})`;
    this.failures.set(code, { first, more: before === undefined ? 0 : before.more + 1 });
  }

  /** What a run is asked for by its name has to be read: the store's error says where. */
  private async reading<T>(work: () => Promise<T>, what = 'cannot be read'): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof UserError || error instanceof UnreadableError) throw error;
      const { code, message } = describeError(error);
      throw new UnreadableError({ code, message: `the record in ${this.place} ${what}: ${message}` });
    }
  }

  private async save(key: string, text: string): Promise<boolean> {
    return (await this.write(key, text)) !== null;
  }

  private async write(key: string, text: string): Promise<Written | null> {
    this.asked += 1;
    return this.guard(`${key} could not be written`, () => this.store.put(key, text));
  }

  private async guard<T>(what: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      this.note(what, error);
      return null;
    }
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
