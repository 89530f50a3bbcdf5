/** What a watch came to, the worst first. */
export const WATCH_RESULTS = ['worse', 'not-watched', 'changed-since', 'quiet'] as const;

export type WatchResult = (typeof WATCH_RESULTS)[number];

/** The result of a watch, for those who were not there: the history keeps it until a digest has told it. */
export interface WatchedRun {
  readonly runId: string;
  /** When it was watched, ISO 8601. */
  readonly at: string;
  readonly result: WatchResult;
  /** One sentence for people, or a few. */
  readonly detail: string;
}
