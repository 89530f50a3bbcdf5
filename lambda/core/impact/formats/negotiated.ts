import { DASH } from '../bytes';
import type { LogFormat, LogLine, SkipReason } from '../log-line';
import type { Fields } from './fields';

/** What cipher and protocol say in any format. */

const LONGEST_CIPHER = 64;
/** What the name of a protocol begins with, in either spelling. */
const FAMILIES = ['TLS', 'tls', 'SSL', 'ssl'];

/** Where a format has the two. */
export interface Negotiated {
  readonly format: LogFormat;
  readonly cipher: number;
  readonly protocol: number;
}

/** Puts down cipher and protocol, and what became of the connection. */
export function readNegotiated(
  fields: Fields,
  line: LogLine,
  { format, cipher, protocol }: Negotiated,
  hasFailed: boolean,
): SkipReason | null {
  line.format = format;
  fields.put(line.cipher, cipher);
  fields.put(line.protocol, protocol);
  const hasCipher = !fields.isNone(cipher);
  const hasProtocol = !fields.isNone(protocol);
  if (hasFailed) line.kind = 'failed';
  else if (!hasCipher && !hasProtocol) line.kind = 'plain';
  else if (hasCipher && hasProtocol) line.kind = 'handshake';
  else return 'tls-untold';
  return null;
}

/** Whether these two fields can be a cipher and a protocol, or say that there are none. */
export function isSuite(fields: Fields, cipher: number, protocol: number): boolean {
  if (fields.isNone(cipher) || fields.isNone(protocol)) return true;
  const start = fields.startOf(cipher);
  const end = fields.endOf(cipher);
  if (end - start < 3 || end - start > LONGEST_CIPHER) return false;
  for (let at = start; at < end; at += 1) if (!isOfCipher(fields.bytes[at] ?? 0)) return false;
  for (const word of FAMILIES) if (fields.startsWith(protocol, word)) return true;
  return false;
}

/** Letters, digits, `-` and `_`. */
function isOfCipher(byte: number): boolean {
  const letter = byte | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === DASH || byte === 0x5f
  );
}
