import { PROTOCOLS, type Protocol } from '../../lambda/core/clients/client';

/** As they stand in a hello: RFC 6101, 2246, 4346, 5246 and 8446. SSL 2 is another language, and no policy of AWS has it. */
const CODES: Readonly<Record<Protocol, number>> = {
  SSLv3: 0x0300,
  TLSv1: 0x0301,
  'TLSv1.1': 0x0302,
  'TLSv1.2': 0x0303,
  'TLSv1.3': 0x0304,
};

export function codeOfProtocol(protocol: Protocol): number {
  return CODES[protocol];
}

/** `null` for a version that nobody here knows. */
export function protocolOf(code: number): Protocol | null {
  return PROTOCOLS.find((protocol) => CODES[protocol] === code) ?? null;
}
