/**
 * Names that registries of two-letter domains give out under, `co.uk` as `com.au`. The whole list of public suffixes has
 * ten thousand; these are what the large registries have, so a suffix that is not here is taken for a domain of somebody.
 */
const SECOND_LEVEL = new Set([
  'ac',
  'co',
  'com',
  'edu',
  'go',
  'gob',
  'gov',
  'gouv',
  'ltd',
  'me',
  'mil',
  'ne',
  'net',
  'nhs',
  'nom',
  'or',
  'org',
  'plc',
]);

/**
 * The wildcards that are too wide: those that stand under nothing, or under a public suffix, and so cover domains of
 * others. No public CA may issue one (CA/Browser Forum, Baseline Requirements 3.2.2.6); a private one can. `*.example.com`
 * is as wide as your own domain, and fine.
 */
export function wideWildcards(names: readonly string[]): readonly string[] {
  return names.filter((name) => {
    if (!name.startsWith('*')) return false;
    const [last = '', second, ...others] = name.toLowerCase().split('.').slice(1).toReversed();
    if (second === undefined) return true;
    return others.length === 0 && last.length === 2 && SECOND_LEVEL.has(second);
  });
}
