import {
  emptyHistory,
  type History,
  type ListenerHistory,
  type PastChange,
  type PastRun,
  type Undone,
} from '../core/history';
import type { LastDigest, OpenListeners } from '../core/last-digest';
import type { Scope } from '../core/scope';
import type { WatchedRun } from '../core/watched';
import { watchedRunFields } from './watch-record';
import {
  anyText,
  day,
  integer,
  list,
  nullable,
  object,
  oneOf,
  parse,
  ParseError,
  record,
  text,
  time,
} from './check';

/**
 * Reads what earlier runs did. A test holds this to history.schema.json; what version 1 wrote is read as well.
 *
 * @throws ParseError that says where and what, for text that is no history of this account
 */
export function parseHistory(json: string, account: string): History {
  const { schema } = parse(json, isVersioned);
  const history = schema === FIRST ? upgraded(parse(json, isFirstHistory)) : parse(json, isHistory);
  if (history.account === account) return history;
  throw new ParseError(`/account must be ${account}, not ${history.account}`);
}

const FIRST = 'elb-tls-history/1';
const SECOND = 'elb-tls-history/2';

const isVersioned = object<{ readonly schema: typeof FIRST | typeof SECOND }>({
  schema: oneOf(FIRST, SECOND),
});

const month = nullable(text(/^\d{4}-(0[1-9]|1[0-2])$/u));
const policy = nullable(text());
const number = integer(0);
const pastRun = { runId: text(), number, at: time };

const isHistory = object<History>(
  {
    schema: oneOf(SECOND),
    account: text(/^\d{12}$/u),
    listeners: record(
      object<ListenerHistory>(
        {
          changed: nullable(
            object<PastChange>(
              { ...pastRun, from: policy, to: policy, unconfirmed: oneOf(true), before: list(text()) },
              'unconfirmed',
              'before',
            ),
          ),
          undone: nullable(object<Undone>({ ...pastRun, by: text(), until: nullable(day) })),
          created: time,
          cleared: number,
        },
        'created',
        'cleared',
      ),
    ),
    waves: record(object<PastRun>(pastRun)),
    unread: list(text()),
    refused: list(text()),
    waiting: record(number),
    exemptionsListedIn: month,
    watched: list(object<WatchedRun>(watchedRunFields)),
    lastDigest: object<LastDigest>({
      at: time,
      number,
      scope: object<Scope>({ tagKey: text(), tagValues: list(anyText) }),
      target: text(),
      regions: list(text()),
      open: list(
        object<OpenListeners>({ since: day, from: policy, ports: record(nullable(integer(1, 65_535))) }),
      ),
    }),
    digestSentAt: time,
    looked: record(time),
  },
  'watched',
  'lastDigest',
  'digestSentAt',
  'looked',
);

interface FirstListener {
  readonly changed: Omit<PastChange, 'number' | 'unconfirmed' | 'before'> | null;
  readonly undone: Omit<Undone, 'number' | 'by'> | null;
}

interface FirstHistory {
  readonly account: string;
  readonly listeners: Readonly<Record<string, FirstListener>>;
  readonly exemptionsListedIn: string | null;
}

const isFirstHistory = object<FirstHistory>({
  account: text(/^\d{12}$/u),
  listeners: record(
    object<FirstListener>({
      changed: nullable(
        object<Omit<PastChange, 'number' | 'unconfirmed' | 'before'>>({
          runId: text(),
          at: time,
          from: policy,
          to: policy,
        }),
      ),
      undone: nullable(
        object<Omit<Undone, 'number' | 'by'>>({ runId: text(), at: time, until: nullable(day) }),
      ),
    }),
  ),
  exemptionsListedIn: month,
});

/** Runs had no numbers then: they stand before all that have. */
function upgraded({ account, listeners, exemptionsListedIn }: FirstHistory): History {
  const upgradedListeners = Object.entries(listeners).map(([id, { changed, undone }]) => [
    id,
    {
      changed: changed && { ...changed, number: 0 },
      undone: undone && { ...undone, number: 0, by: undone.runId },
    },
  ]);
  return { ...emptyHistory(account), listeners: Object.fromEntries(upgradedListeners), exemptionsListedIn };
}
