import { QUOTE } from '../bytes';
import type { LogLine, SkipReason } from '../log-line';
import type { Fields } from './fields';
import { readNegotiated, type Negotiated } from './negotiated';
import { pastQuote } from './past-quote';

/** Of an ALB, a line for each connection ([ALB-conn]). */

const NEGOTIATED: Negotiated = { format: 'alb-connection', protocol: 4, cipher: 5 };
const STATUS = 10;

/**
 * time, client address, client port, listener port, protocol, cipher, latency, "subject", validity, serial, status, trace id,
 * key exchange, elb, its address
 *
 * @param after where the fourth field begins
 */
export function readAlbConnection(fields: Fields, line: LogLine, after: number): SkipReason | null {
  let at = fields.find(after, 3, 7);
  if (at < 0) return 'cut-line';
  // A subject may have blanks in it.
  at = fields.bytes[at] === QUOTE ? pastQuote(fields.bytes, at + 1, fields.end, true) : fields.find(at, 7, 8);
  if (at < 0) return 'cut-line';
  fields.put(line.address, 1);
  line.client.start = line.address.start;
  line.client.end = fields.endOf(2);
  line.port = fields.number(3);
  if (line.port < 0) return 'unknown-format';
  if (fields.find(at, 8, 11) < 0 && !fields.isLast(STATUS)) return 'cut-line';
  // These came later; the documented examples end with the trace id.
  const told = fields.countBehind(STATUS, 15);
  // Half a line break short, the name of a load balancer may be half a name.
  if (!fields.isWhole && (told === 13 || told === 14)) return 'cut-line';
  if (told > 12) fields.put(line.keyExchange, 12);
  if (told > 13) fields.put(line.loadBalancer, 13);
  const hasFailed = fields.startsWith(STATUS, 'Failed');
  if (!hasFailed && !fields.is(STATUS, 'Success') && !fields.isNone(STATUS)) return 'unknown-format';
  return readNegotiated(fields, line, NEGOTIATED, hasFailed);
}
