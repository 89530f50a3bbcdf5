import { describeError, UnreadableError } from '../core/errors';
import { monthOf } from '../core/plan/exemption-notices';
import { emptyHistory, remember, type History } from '../core/history';
import type { Pause } from '../core/pause';
import type { Entry, Report } from '../core/report';
import type { RunRecord } from '../core/plan/undo';
import { ConflictError, type RecordStore } from '../core/record-store';
import { UserError } from '../core/user-error';
import { parseHistory } from './parse-history';
import { parseFile, readRun, RUNS } from './read-run';

/** One folder at a terminal may serve several accounts. */
const historyOf = (account: string): string => `history/${account}.json`;

/** How often the history is read and written again when another run was faster. */
const TRIES = 10;

/** Two runs at once get out of step by up to so many milliseconds more with each try. */
const STAGGER_MS = 100;

/**
 * The record of every run: the plan before the first change, each load balancer as it is done, the report at the end,
 * and what all runs together did to each listener. What the store cannot take never stops a sweep and never goes
 * unsaid: see `problems`.
 */
export class Records {
  /** What went wrong with the store, by the error's code. */
  private readonly failures = new Map<string, { readonly first: string; readonly more: number }>();
  private changes = 0;
  private updating: Promise<void> = Promise.resolve();

  /** @param pause waits before the history is written again, where another run was faster */
  constructor(
    private readonly store: RecordStore,
    private readonly pause: Pause,
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

  /** What earlier runs did; `null` when it cannot be read, which holds every change. */
  async history(account: string): Promise<History | null> {
    return this.guard('the history of earlier runs could not be read', async () => {
      return (await this.storedHistory(account)).history;
    });
  }

  /** Changes the history, over whatever others have written to it in the meantime. */
  async update(account: string, change: (history: History) => History): Promise<void> {
    // One after another: load balancers are done side by side.
    const before = this.updating;
    this.updating = this.updateAfter(before, account, change);
    await this.updating;
  }

  private async updateAfter(
    before: Promise<void>,
    account: string,
    change: (history: History) => History,
  ): Promise<void> {
    await before;
    await this.guard('the history could not be written', async () => {
      for (let tries = 1; ; tries += 1) {
        const { history, version } = await this.storedHistory(account);
        try {
          return await this.store.put(historyOf(account), json(change(history)), { version });
        } catch (error) {
          if (!(error instanceof ConflictError) || tries === TRIES) throw error;
          await this.pause(Math.random() * STAGGER_MS * tries);
        }
      }
    });
  }

  private async storedHistory(account: string): Promise<{ history: History; version: string | null }> {
    const key = historyOf(account);
    const stored = await this.store.get(key);
    if (stored === null) return { history: emptyHistory(account), version: null };
    const history = parseFile(key, stored.text, (text) => parseHistory(text, account));
    return { history, version: stored.version };
  }

  /** Before the first change: what the run is about to do, and what an undo would put back. */
  async plan(report: Report): Promise<void> {
    await this.save(`${RUNS}${report.runId}/plan.json`, report);
  }

  /** After each load balancer: what was done to it, if anything; and how long what was undone is left alone. */
  async outcome(
    { runId, account }: Report,
    entries: readonly Entry[],
    now: Date,
    undoneUntil: string | null = null,
  ): Promise<void> {
    const tried = entries.filter(({ outcome }) => ['changed', 'reverted', 'failed'].includes(outcome));
    if (tried.length === 0) return;
    this.changes += 1;
    await this.save(`${RUNS}${runId}/changes/${String(this.changes).padStart(5, '0')}.json`, tried);
    if (tried.every(({ outcome }) => outcome === 'failed')) return;
    await this.update(account, (history) => remember(history, runId, now.toISOString(), tried, undoneUntil));
  }

  async report(report: Report): Promise<void> {
    await this.save(`${RUNS}${report.runId}/report.json`, report);
  }

  /** Exemptions without an end date are named once a month: this is the month in which they were. */
  async exemptionsListed(history: History | null, account: string, now: Date): Promise<void> {
    const month = monthOf(now);
    if (history === null || history.exemptionsListedIn === month) return;
    await this.update(account, (current) => ({ ...current, exemptionsListedIn: month }));
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

  /** What a run is asked for by its name has to be read: the store's error says where. */
  private async reading<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof UserError || error instanceof UnreadableError) throw error;
      const { code, message } = describeError(error);
      throw new UnreadableError({ code, message: `the record in ${this.place} cannot be read: ${message}` });
    }
  }

  private async save(key: string, value: unknown): Promise<void> {
    await this.guard(`${key} could not be written`, () => this.store.put(key, json(value)));
  }

  private async guard<T>(what: string, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      const { code, message } = describeError(error);
      const before = this.failures.get(code);
      const why = error instanceof UserError ? message : `${code}: ${message}`;
      const first = before?.first ?? `${what} (${why})`;
      this.failures.set(code, { first, more: before === undefined ? 0 : before.more + 1 });
      return null;
    }
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
