import type { Entry } from '../core/report';
import type { RecordStore } from '../core/record-store';

/** What a journal file holds. */
export interface JournalPage {
  readonly schema: 'elb-tls-journal/1';
  readonly runId: string;
  /** That of the lease. */
  readonly number: number;
  readonly entries: readonly Entry[];
}

/**
 * The journal of a run, in its own folder of the record: what it is about to change, before each change, and what became
 * of it, after it was read back. A run that was cut off is settled by it.
 */
export interface Journal {
  /** Answers the number of the page; `null` when the record did not take it, and then nothing may be changed. */
  intent(entries: readonly Entry[]): Promise<number | null>;
  /** What became of the intent of that page. */
  outcome(page: number, entries: readonly Entry[]): Promise<void>;
}

/** @param onProblem told what the record did not take */
export function journalIn(
  store: Pick<RecordStore, 'put'>,
  { runId, number }: Pick<JournalPage, 'runId' | 'number'>,
  onProblem: (what: string, error: unknown) => void,
): Journal {
  let pages = 0;
  const save = async (name: string, entries: readonly Entry[]): Promise<boolean> => {
    const key = `runs/${runId}/journal/${name}.json`;
    const page: JournalPage = { schema: 'elb-tls-journal/1', runId, number, entries };
    try {
      await store.put(key, `${JSON.stringify(page, null, 2)}\n`);
      return true;
    } catch (error) {
      onProblem(`${key} could not be written`, error);
      return false;
    }
  };
  return {
    intent: async (entries) => {
      pages += 1;
      const page = pages;
      return (await save(`${numbered(page)}-intent`, entries)) ? page : null;
    },
    outcome: async (page, entries) => {
      await save(`${numbered(page)}-outcome`, entries);
    },
  };
}

function numbered(page: number): string {
  return String(page).padStart(5, '0');
}
