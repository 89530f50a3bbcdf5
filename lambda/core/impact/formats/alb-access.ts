import type { LogLine, SkipReason } from '../log-line';
import { readClient } from './client';
import type { Fields } from './fields';
import { readNegotiated, type Negotiated } from './negotiated';
import { readRequest } from './request';

/** Of an ALB, a line for each request ([ALB-log]). */

const NEGOTIATED: Negotiated = { format: 'alb-access', cipher: 12, protocol: 13 };
const TLS_TYPES = ['https', 'h2', 'grpcs', 'wss'];

/** What a line begins with. New types come now and then. */
export const ALB_TYPES = ['http', 'ws', ...TLS_TYPES];

/**
 * type, time, elb, client, target, three times, two statuses, two sizes, "request", "user agent", cipher, protocol, ...
 *
 * @param after where the fourth field begins
 */
export function readAlbAccess(fields: Fields, line: LogLine, after: number): SkipReason | null {
  line.window = fields.window(1);
  if (line.window < 0 || !fields.startsWith(2, 'app/')) return 'unknown-format';
  const at = fields.find(after, 3, 12);
  if (at < 0) return 'cut-line';
  fields.put(line.loadBalancer, 2);
  if (!readClient(fields, line, 3)) return 'unknown-format';
  const reason = readRequest(fields, line, at, NEGOTIATED.cipher);
  if (reason !== null) return reason;
  const isPlain = fields.isNone(NEGOTIATED.cipher) && fields.isNone(NEGOTIATED.protocol);
  if (isPlain && TLS_TYPES.some((type) => fields.is(0, type))) return 'tls-untold';
  return readNegotiated(fields, line, NEGOTIATED, false);
}
