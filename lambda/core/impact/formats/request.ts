import { QUOTE } from '../bytes';
import type { LogLine, SkipReason } from '../log-line';
import type { Fields } from './fields';
import { isSuite } from './negotiated';
import { pastQuote } from './past-quote';
import { urlPort } from './url';

/**
 * `"request" "user agent" cipher protocol`, which the access logs of ALB and Classic have in common.
 *
 * @param at where the request's quote should be
 * @param cipher which field the cipher is; quoted ones count as one each
 */
export function readRequest(fields: Fields, line: LogLine, at: number, cipher: number): SkipReason | null {
  if (fields.bytes[at] !== QUOTE) return 'unknown-format';
  // Whether quotes inside are escaped no page says: where that reading comes to nothing, the other one is tried.
  const reason = readAgent(fields, line, at, cipher, true);
  return reason !== null && readAgent(fields, line, at, cipher, false) !== null ? reason : null;
}

/** Past the request and the user agent, to cipher and protocol. A quote counts as the last one where these two stand behind it. */
function readAgent(
  fields: Fields,
  line: LogLine,
  request: number,
  cipher: number,
  isEscaped: boolean,
): SkipReason | null {
  const { bytes, end } = fields;
  const protocol = cipher + 1;
  const start = pastQuote(bytes, request + 1, end, isEscaped);
  if (start < 0) return 'cut-line';
  if (bytes[start] !== QUOTE) return 'unknown-format';
  line.port = urlPort(bytes, request + 1, start - 2);
  let reason: SkipReason = 'cut-line';
  let at = pastQuote(bytes, start + 1, end, isEscaped);
  for (; at > 0; at = pastQuote(bytes, at, end, isEscaped)) {
    if (fields.find(at, cipher, protocol + 1) < 0 && !fields.isLast(protocol)) continue;
    if (isSuite(fields, cipher, protocol)) {
      line.userAgent.start = start + 1;
      line.userAgent.end = at - 2;
      return null;
    }
    reason = 'unknown-format';
  }
  return reason;
}
