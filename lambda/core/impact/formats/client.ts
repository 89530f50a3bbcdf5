import { numberAt } from '../bytes';
import type { LogLine } from '../log-line';
import type { Fields } from './fields';

/**
 * Reads `192.0.2.1:2817`, `[2001:db8::1]:2817`, and that without the brackets too: which of the two AWS writes, no page says.
 *
 * @returns false where the field is no address with a port
 */
export function readClient(fields: Fields, line: LogLine, field: number): boolean {
  const { client, address } = line;
  fields.put(client, field);
  const colon = fields.lastColon(field);
  if (colon <= client.start) return false;
  const isBracketed = fields.bytes[client.start] === 0x5b;
  address.start = client.start + (isBracketed ? 1 : 0);
  address.end = colon - (isBracketed ? 1 : 0);
  return numberAt(fields.bytes, colon + 1, client.end) >= 0;
}
