import { groupBy } from '../lambda/core/group';
import type { Entry, Report } from '../lambda/core/report';
import { protocolName } from '../lambda/core/wording/protocols';

/** A report in fewer words than the digest has. */

/** As every policy of AWS begins. */
const PREFIX = 'ELBSecurityPolicy-';

export function short(policy: string | null): string {
  return (policy ?? 'none').replace(PREFIX, '');
}

export function move({ from, to }: Pick<Entry, 'from' | 'to'>): string {
  return `${short(from)} -> ${short(to)}`;
}

export function entriesOf({ listeners }: Report, outcome: Entry['outcome']): readonly Entry[] {
  return listeners.filter((entry) => entry.outcome === outcome);
}

/** @throws when the report has another outcome or reason than what the demo is about to say */
export function entryOf(report: Report, name: string, reason: Entry['reason']): Entry {
  const entry = report.listeners.find(({ loadBalancer }) => loadBalancer.name === name);
  if (entry?.reason === reason) return entry;
  throw new Error(`${name} is ${entry?.reason ?? 'not in the report'}, and the demo wants ${reason}`);
}

export function totalsLine({ totals }: Report): string {
  const words = ['planned', 'changed', 'reverted', 'held', 'exempt', 'failed'] as const;
  const counted = words.filter((word) => totals[word] > 0).map((word) => `${totals[word]} ${word}`);
  const fine = totals.compliant > 0 ? [`${totals.compliant} fine`] : [];
  return [...counted, ...fine].join(', ');
}

/** Moves that are alike, the most frequent first, each with the load balancers that make it. */
export function alike(entries: readonly Entry[]): readonly Alike[] {
  return [...groupBy(entries, move)]
    .map(([what, made]) => ({
      what,
      names: [...new Set(made.map(({ loadBalancer }) => loadBalancer.name))],
      count: made.length,
      lost: lossOf(made[0]),
    }))
    .toSorted((a, b) => b.count - a.count);
}

export interface Alike {
  readonly what: string;
  readonly names: readonly string[];
  readonly count: number;
  /** What clients lose by it. */
  readonly lost: string;
}

function lossOf(entry: Entry | undefined): string {
  const { protocols = [], ciphers = [] } = entry?.drops ?? {};
  return [...protocols.map(protocolName), ...(ciphers.length > 0 ? [`${ciphers.length} ciphers`] : [])].join(
    ', ',
  );
}
