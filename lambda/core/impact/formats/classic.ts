import type { LogLine, SkipReason } from '../log-line';
import { readClient } from './client';
import type { Fields } from './fields';
import { readNegotiated, type Negotiated } from './negotiated';
import { readRequest } from './request';
import { isHttps } from './url';

/** Of a Classic load balancer, a line for each request ([CLB-log]). */

const NEGOTIATED: Negotiated = { format: 'classic', cipher: 11, protocol: 12 };

/**
 * time, elb, client, backend, three times, two statuses, two sizes, "request", "user agent", cipher, protocol
 *
 * @param after where the fourth field begins
 */
export function readClassic(fields: Fields, line: LogLine, after: number): SkipReason | null {
  if (!readClient(fields, line, 2)) return 'unknown-format';
  const at = fields.find(after, 3, 11);
  if (at < 0) return 'cut-line';
  fields.put(line.loadBalancer, 1);
  const reason = readRequest(fields, line, at, NEGOTIATED.cipher);
  if (reason !== null) return reason;
  const isPlain = fields.isNone(NEGOTIATED.cipher) && fields.isNone(NEGOTIATED.protocol);
  // A listener with TLS says `-` where the negotiation did not succeed ([CLB-log]).
  return readNegotiated(fields, line, NEGOTIATED, isPlain && isHttps(fields.bytes, at + 1, fields.end));
}
