import type { History, ListenerHistory, PastChange, Undone } from '../core/history';
import { day, nullable, object, oneOf, parse, ParseError, record, text, time } from './check';

/**
 * Reads what earlier runs did. A test holds this to history.schema.json.
 *
 * @throws ParseError that says where and what, for text that is no history of this account
 */
export function parseHistory(json: string, account: string): History {
  const history = parse(json, isHistory);
  if (history.account === account) return history;
  throw new ParseError(`/account must be ${account}, not ${history.account}`);
}

const policy = nullable(text());

const isHistory = object<History>({
  schema: oneOf('elb-tls-history/1'),
  account: text(/^\d{12}$/u),
  listeners: record(
    object<ListenerHistory>({
      changed: nullable(object<PastChange>({ runId: text(), at: time, from: policy, to: policy })),
      undone: nullable(object<Undone>({ runId: text(), at: time, until: nullable(day) })),
    }),
  ),
  exemptionsListedIn: nullable(text(/^\d{4}-(0[1-9]|1[0-2])$/u)),
});
