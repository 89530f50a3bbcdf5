import { resultOf, type Handshakes, type Looked, type WatchReport } from '../core/watch';
import { WATCH_RESULTS, type WatchedRun } from '../core/watched';
import type { ReadError } from '../core/estate';
import { watchDetail } from '../core/wording/watch';
import { anyText, integer, list, nullable, object, oneOf, parse, text, time } from './check';

/** The result of a watch as it is stored beside the run that it watched: runs/RUN/watch.json. */
export interface WatchRecord extends WatchedRun {
  readonly schema: 'elb-tls-watch/1';
  readonly account: string;
  readonly loadBalancers: readonly Looked[];
  /** Ids of listeners that somebody else has changed since. */
  readonly changedSince: readonly string[];
  /** Those of `changedSince` that are not there any more; left out by releases that did not tell them apart. */
  readonly gone?: readonly string[] | undefined;
  readonly unreadable: readonly ReadError[];
  /** The run that undid what got worse. */
  readonly undoneBy: string | null;
  /** Why nothing was undone although it should have been. */
  readonly notUndone: string | null;
}

export function watchRecordOf(report: WatchReport): WatchRecord {
  const { run, watchedAt, loadBalancers, changedSince, gone, unreadable, undone, notUndone } = report;
  return {
    schema: 'elb-tls-watch/1',
    runId: run.runId,
    account: run.account,
    at: watchedAt,
    result: resultOf(report),
    detail: watchDetail(report),
    loadBalancers,
    changedSince: changedSince.map(({ id }) => id),
    gone: gone.map(({ id }) => id),
    unreadable,
    undoneBy: undone?.runId ?? null,
    notUndone,
  };
}

/** Reads the result of a watch. A test holds this to watch.schema.json. @throws ParseError that says where and what */
export function parseWatch(json: string): WatchRecord {
  return parse(json, isWatchRecord);
}

/** What the history and the next digest say of a watch. */
export const watchedRunFields = {
  runId: text(),
  at: time,
  result: oneOf(...WATCH_RESULTS),
  detail: text(),
};

const isReadError = object<ReadError>({ code: text(), message: anyText });

const handshakes = integer(0);

const isLooked = object<Looked>({
  loadBalancer: object<Looked['loadBalancer']>({
    region: text(),
    name: text(),
    arn: text(),
    type: oneOf('application', 'network', 'classic'),
  }),
  since: time,
  handshakes: nullable(object<Handshakes>({ after: handshakes, before: handshakes, weekBefore: handshakes })),
  unread: nullable(isReadError),
});

const isWatchRecord = object<WatchRecord>(
  {
    schema: oneOf('elb-tls-watch/1'),
    account: text(/^\d{12}$/u),
    ...watchedRunFields,
    loadBalancers: list(isLooked),
    changedSince: list(text()),
    gone: list(text()),
    unreadable: list(isReadError),
    undoneBy: nullable(text()),
    notUndone: nullable(text()),
  },
  'gone',
);
