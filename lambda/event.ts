/** What an event asks the function for. */
export type Asked =
  /** A sweep; `dryRun` makes one dry, and no event can make a dry function write. */
  | { readonly kind: 'sweep'; readonly dryRun: boolean }
  /** A look at what a run has changed: its id. */
  | { readonly kind: 'watch'; readonly runId: string };

/** Reads an event: any event runs a sweep, `{"dryRun": true}` a dry one, `{"watch": "RUN"}` a watch. */
export function readEvent(event: unknown): Asked {
  if (typeof event !== 'object' || event === null) return { kind: 'sweep', dryRun: false };
  if ('watch' in event && typeof event.watch === 'string') return { kind: 'watch', runId: event.watch };
  return { kind: 'sweep', dryRun: 'dryRun' in event && event.dryRun !== false };
}

/** The part of Lambda's context that matters here. */
export interface Invocation {
  readonly invokedFunctionArn?: string;
  getRemainingTimeInMillis(): number;
}

/** Kept free at the end of the Lambda's time, to read back what is under way and to deliver (milliseconds). */
const RESERVE_MS = 45_000;

/** A short time-out keeps a third of itself, a long one 45 seconds. */
export function timeForWork(invocation: Invocation): number {
  const remaining = invocation.getRemainingTimeInMillis();
  return remaining - Math.min(RESERVE_MS, remaining / 3);
}
