import { PROTOCOLS } from '../core/clients/client';
import type { Evidence, NoLog, SeenClients, UnreadLog } from '../core/evidence';
import type { RefusedSuite, TopRefused, UnreadFile } from '../core/evidence';
import { UNREAD_REASONS } from '../core/evidence';
import {
  anyText,
  boolean,
  fault,
  integer,
  list,
  nullable,
  object,
  oneOf,
  record,
  share,
  text,
  time,
} from './check';
import type { Check } from './check';

/** Checks of what a report says of the clients of a listener. */

const count = integer(0);

const isSeen = object<SeenClients>({
  status: oneOf('read'),
  days: integer(1),
  readShare: nullable(share),
  ofAllListeners: boolean,
  faultyShare: share,
  since: nullable(time),
  skipped: record(count),
  unreadFiles: record(count),
  unread: list(object<UnreadFile>({ file: text(), reason: oneOf(...UNREAD_REASONS), message: anyText })),
  log: oneOf('connections', 'requests'),
  handshakes: count,
  refused: count,
  uncertain: count,
  protocols: record(count),
  ciphers: record(count),
  failed: count,
  plain: count,
  addresses: nullable(count),
  addressesRefused: nullable(count),
  topRefused: list(
    object<TopRefused>({ address: anyText, handshakes: integer(1), userAgents: list(anyText) }),
  ),
  refusedWith: list(
    object<RefusedSuite>({
      protocol: oneOf(...PROTOCOLS),
      cipher: anyText,
      handshakes: integer(1),
      uncertain: boolean,
      clients: list(text()),
    }),
  ),
  postQuantum: nullable(count),
  keyExchangeTold: count,
});

const BY_STATUS = {
  read: isSeen,
  'no-log': object<NoLog>({ status: oneOf('no-log') }),
  unread: object<UnreadLog>({ status: oneOf('unread'), why: text() }),
};

export const isEvidence: Check<Evidence> = (value, path) => {
  const status: unknown =
    typeof value === 'object' && value !== null && 'status' in value ? value.status : null;
  if (status === 'read' || status === 'no-log' || status === 'unread') return BY_STATUS[status](value, path);
  return fault(`${path}/status`, `must be ${Object.keys(BY_STATUS).join(', ')}`);
};
