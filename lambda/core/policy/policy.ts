/** A security policy as AWS describes it: what it is called and what it accepts. Order means nothing here. */
export interface Policy {
  readonly name: string;
  /** Spelled as the API spells them: `SSLv3`, `TLSv1`, `TLSv1.1`, `TLSv1.2`, `TLSv1.3`. */
  readonly protocols: readonly string[];
  /** OpenSSL names, and RFC 8446 names for TLS 1.3. */
  readonly ciphers: readonly string[];
}

/** `custom` is Classic's; `other` is a name with a word nobody here knows. */
export type Family = 'standard' | 'fips' | 'rfc9151' | 'custom' | 'other';

/** What only a policy's name tells: DescribeSSLPolicies says nothing about FIPS, post-quantum or the edition. */
export interface NameParts {
  readonly family: Family;
  readonly postQuantum: boolean;
  /** `2025-09`, or `null`. The last tie-breaker and nothing else: AWS's dates do not order its policies. */
  readonly date: string | null;
  /** The name without its date: two editions of one policy have the same stem. */
  readonly stem: string;
}

const PREFIX = 'ELBSecurityPolicy-';
const KNOWN_WORDS = new Set([
  'TLS13',
  'TLS',
  'FS',
  '0',
  '1',
  '2',
  '3',
  'Res',
  'Ext',
  'Ext0',
  'Ext1',
  'Ext2',
  'PQ',
  'FIPS',
]);
const RFC9151_WORDS = new Set(['RFC9151', 'INTEROP1', 'INTEROP2', 'INTEROP3', 'INTEROP4']);

/** Reads family, post-quantum and edition from the name of an ELBSecurityPolicy. */
export function readName(name: string): NameParts {
  const date = /-?(\d{4}-\d{2})$/.exec(name)?.[1] ?? null;
  const stem = date === null ? name : name.slice(0, -date.length);
  const words = stem.startsWith(PREFIX) ? stem.slice(PREFIX.length).split('-').filter(Boolean) : ['?'];
  return { family: familyOf(words), postQuantum: words.includes('PQ'), date, stem };
}

function familyOf(words: readonly string[]): Family {
  const isRfc9151 = words.includes('RFC9151');
  const known = words.every((word) => KNOWN_WORDS.has(word) || (isRfc9151 && RFC9151_WORDS.has(word)));
  if (!known) return 'other';
  if (isRfc9151) return 'rfc9151';
  return words.includes('FIPS') ? 'fips' : 'standard';
}
