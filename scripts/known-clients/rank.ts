import type { ClientKind, KnownClient } from '../../lambda/core/clients/known';
import type { Row } from './rows';
import { groupName, suiteName } from './unlisted';

/** Within one year, what is met more often first. */
const KINDS: readonly ClientKind[] = ['browser', 'mobile', 'runtime', 'tool', 'device', 'crawler'];

/**
 * Rows with their ranks, most common first. Nobody counts browsers, runtimes and devices together, so the order is a rule:
 * what is met today before what is not (testssl.sh says so of its rows, we of ours), then the later release, then the kind.
 */
export function ranked(rows: readonly Row[]): readonly KnownClient[] {
  return rows
    .toSorted(byRule)
    .map(({ name, kind, since, lowest, highest, ciphers, groups, source }, index) => ({
      id: idOf(name),
      name,
      kind,
      since,
      rank: index + 1,
      lowest,
      highest,
      ciphers: ciphers.map(suiteName),
      groups: groups.map(groupName),
      source,
    }));
}

function byRule(a: Row, b: Row): number {
  return (
    Number(b.common) - Number(a.common) ||
    b.since - a.since ||
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    (a.name < b.name ? -1 : 1)
  );
}

/** `Java 8u291` is `java-8u291`. */
function idOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}
