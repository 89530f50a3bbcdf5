import type { Policy } from '../../lambda/core/policy/policy';

/**
 * Rules 3 and 4 of docs/rules.md written a second time, from that page and not from lambda/core: on whole names and with
 * regular expressions. The tests hold the code against it.
 */

const KINDS: Readonly<Record<string, (cipher: string) => boolean>> = {
  'no forward secrecy': (it) => !isTls13(it) && !isAnonymous(it) && !/^(EXP-)?(ECDHE|DHE|EDH)-/.test(it),
  CBC: (it) => !isTls13(it) && !/GCM|CCM|POLY1305|RC4|NULL/.test(it),
  'SHA-1 MAC': (it) => it.endsWith('-SHA'),
  '3DES': (it) => /3DES|DES-CBC3/.test(it),
  RC4: (it) => it.includes('RC4'),
  anonymous: isAnonymous,
  export: (it) => it.startsWith('EXP'),
  NULL: (it) => it.includes('NULL'),
  'under 128 bit': (it) => /3DES|DES-CBC|NULL|^EXP/.test(it),
};

function isTls13(cipher: string): boolean {
  return cipher.startsWith('TLS_');
}

function isAnonymous(cipher: string): boolean {
  return /^(EXP-)?(ADH|AECDH)-/.test(cipher);
}

/** The weak kinds of rule 3 that a cipher is of. */
export function kindsOf(cipher: string): readonly string[] {
  return Object.keys(KINDS).filter((kind) => KINDS[kind]?.(cipher));
}

/** A policy with what the design knows of it beyond its contents. */
export interface Judged extends Policy {
  readonly family: string;
  readonly postQuantum: boolean;
}

/** On Classic families play no part, and there is no post-quantum. */
export function onClassic(policy: Policy): Judged {
  return { ...policy, family: 'classic', postQuantum: false };
}

/** What a name tells, the short way. */
export function byName(policy: Policy): Judged {
  return { ...policy, family: familyOf(policy.name), postQuantum: /-PQ\b/.test(policy.name) };
}

function familyOf(name: string): string {
  if (
    !/^ELBSecurityPolicy-((TLS(13)?|FS|[0-3]|Res|Ext[0-2]?|PQ|FIPS|RFC9151|INTEROP[1-4])-)*\d{4}-\d\d$/.test(
      name,
    )
  )
    return 'other';
  if (name.includes('RFC9151')) return 'rfc9151';
  return name.includes('FIPS') ? 'fips' : 'standard';
}

const AGES: readonly string[] = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'];

function lowest(policy: Policy): number {
  return Math.min(...policy.protocols.map((protocol) => AGES.indexOf(protocol)));
}

/** Whether a move from `a` to `b` weakens (rule 3). `forFips`: the setting asks for FIPS, so standard may go there. */
export function weakens(a: Judged, b: Judged, forFips = false): boolean {
  const kindsOfA = new Set(a.ciphers.flatMap(kindsOf));
  return (
    lowest(b) < lowest(a) ||
    b.ciphers.flatMap(kindsOf).some((kind) => !kindsOfA.has(kind)) ||
    !staysInFamily(a, b, forFips) ||
    (a.postQuantum && !b.postQuantum)
  );
}

function staysInFamily(a: Judged, b: Judged, forFips: boolean): boolean {
  return a.family === b.family || (forFips && `${a.family} to ${b.family}` === 'standard to fips');
}

/** Whether a target setting, as its user writes it, asks for FIPS. */
export function asksForFips(target: string): boolean {
  return target === 'fips' || familyOf(target) === 'fips';
}

/** The first case of rule 3 that fits a listener on `a` with the target `b`, as `outcome/reason`. */
export function ruleThree(a: Judged, b: Judged): string {
  const classic = a.family === 'classic';
  if (a.family === 'rfc9151') return 'compliant/specialised-family';
  if (a.family === 'other') return 'held/unknown-family';
  if (a.name === b.name) return 'compliant/meets-target';
  if (isNewerEdition(a, b)) return 'planned/newer-edition';
  if (!weakens(b, a) && (classic || a.protocols.includes('TLSv1.3'))) return 'compliant/stricter-than-target';
  // A target in FIPS is there only because it was asked for.
  if (!weakens(a, b, true)) return 'planned/below-target';
  return staysInFamily(a, b, true) ? 'held/not-comparable' : 'held/other-family';
}

function isNewerEdition(a: Judged, b: Judged): boolean {
  const dated = /-?\d{4}-\d\d$/;
  return (
    a.name.replace(dated, '') === b.name.replace(dated, '') &&
    b.name.slice(-7) > a.name.slice(-7) &&
    same(a.protocols, b.protocols) &&
    same(a.ciphers, b.ciphers) &&
    a.postQuantum === b.postQuantum
  );
}

function same(some: readonly string[], others: readonly string[]): boolean {
  return some.toSorted().join() === others.toSorted().join();
}

/** Whether an ALB may have these policies side by side, by the table of the ALB guide, [ALB-upd]. Unknown is no. */
export function mix(names: readonly string[]): boolean {
  if (names.length < 2) return true;
  const sides = names.map((name) => {
    const family = familyOf(name);
    if (family === 'rfc9151' || family === 'other') return 'unknown';
    return /FIPS|-PQ-/.test(name) ? 'pq or fips' : 'plain';
  });
  return !sides.includes('unknown') && new Set(sides).size === 1;
}
