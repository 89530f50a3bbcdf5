import type { LogLine, SkipReason } from '../log-line';
import { readClient } from './client';
import type { Fields } from './fields';
import { isSuite, readNegotiated, type Negotiated } from './negotiated';

/** Of an NLB, a line for each TLS connection ([NLB-log]). */

const NEGOTIATED: Negotiated = { format: 'nlb', cipher: 14, protocol: 15 };

/** What a line begins with. */
export const NLB_TYPE = 'tls';

/**
 * type, version, time, elb, listener, client, destination, ..., cipher (the 15th), protocol, key exchange, domain, ...
 *
 * @param after where the fourth field begins
 */
export function readNlb(fields: Fields, line: LogLine, after: number): SkipReason | null {
  const { cipher, protocol } = NEGOTIATED;
  line.window = fields.window(2);
  if (line.window < 0) return 'unknown-format';
  if (fields.find(after, 3, 18) < 0) return 'cut-line';
  fields.put(line.loadBalancer, 3);
  if (!readClient(fields, line, 5)) return 'unknown-format';
  line.port = fields.number(6, fields.lastColon(6) + 1);
  fields.put(line.keyExchange, 16);
  // `-` and `-`: the negotiation did not complete.
  const hasFailed = fields.isNone(cipher) && fields.isNone(protocol);
  if (!hasFailed && !isSuite(fields, cipher, protocol)) return 'unknown-format';
  return readNegotiated(fields, line, NEGOTIATED, hasFailed);
}
