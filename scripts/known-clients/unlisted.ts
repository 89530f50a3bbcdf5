/**
 * Numbers that clients offer and the tables of lambda/core/clients do not name, as no policy of AWS's has them: IANA's
 * "TLS Supported Groups" and "TLS Cipher Suites"; 0xFF85 is of the range for private use, and LibreSSL's.
 */
const SUITES: ReadonlyMap<string, string> = new Map([
  ['0x0081', 'GOST2001-GOST89-GOST89'],
  ['0xFF85', 'GOST2012256-GOST89-GOST89'],
  ['0xD001', 'ECDHE-PSK-AES128-GCM-SHA256'],
]);

const GROUPS: ReadonlyMap<string, string> = new Map([
  ['0x0002', 'sect163r1'],
  ['0x0004', 'sect193r1'],
  ['0x0005', 'sect193r2'],
  ['0x0008', 'sect239k1'],
  ['0x0029', 'curveSM2'],
  ['0x11EE', 'curveSM2MLKEM768'],
]);

/** The suites among them. */
export const UNLISTED: ReadonlySet<string> = new Set(SUITES.values());

export function suiteName(suite: string): string {
  return SUITES.get(suite) ?? suite;
}

export function groupName(group: string): string {
  return GROUPS.get(group) ?? group;
}
