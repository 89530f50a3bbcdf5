import { boolean, integer, list, nullable, object, oneOf, parse, ParseError, text, time } from './check';
import type { Holder, LeaseRecord, Unsettled } from './lease-record';

const isPlace = oneOf('function', 'terminal');

const isLease = object<LeaseRecord>({
  schema: oneOf('elb-tls-lease/1'),
  account: text(/^\d{12}$/u),
  number: integer(1),
  holder: nullable(
    object<Holder>({
      runId: text(),
      mode: oneOf('plan', 'apply', 'undo'),
      place: isPlace,
      since: time,
      event: nullable(text()),
    }),
  ),
  forMs: integer(1),
  unsettled: list(object<Unsettled>({ runId: text(), place: isPlace, told: boolean, remembered: boolean })),
  events: list(text()),
});

/** Reads a lease. @throws ParseError that says where and what */
export function parseLease(json: string, account: string): LeaseRecord {
  const lease = parse(json, isLease);
  if (lease.account === account) return lease;
  throw new ParseError(`/account must be ${account}, not ${lease.account}`);
}
