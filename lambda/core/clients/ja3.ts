import type { Client } from './client';
import { clientOf } from './hello';

/**
 * A JA3 string: version, cipher suites, extensions, groups and point formats of a ClientHello as decimal numbers
 * (salesforce/ja3, README). It has no list of versions: that there is one tells of TLS 1.3.
 */
export const JA3 = /^\d{1,5}(,(\d{1,5}(-\d{1,5})*)?){4}$/;

const SUPPORTED_VERSIONS = 43;
const TLS13 = 0x0304;

/** @throws UserError where it speaks no protocol that is known */
export function readJa3(text: string): Client {
  const [version = '', ciphers = '', extensions = '', groups = ''] = text.split(',');
  const saysVersions = numbersIn(extensions).includes(SUPPORTED_VERSIONS);
  return clientOf({
    name: text,
    legacy: saysVersions ? TLS13 : Number(version),
    versions: null,
    codes: numbersIn(ciphers),
    groups: numbersIn(groups),
  });
}

function numbersIn(list: string): readonly number[] {
  return list === '' ? [] : list.split('-').map(Number);
}
