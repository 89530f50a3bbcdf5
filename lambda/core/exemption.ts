import { isDay } from './day';
import type { Tags } from './estate';

/** What the owner of a load balancer says with the `tls-remediation` tag. */
export type Exemption =
  | { readonly kind: 'none' }
  | { readonly kind: 'exempt'; readonly until: string | null; readonly why: string | null }
  | { readonly kind: 'ended'; readonly until: string; readonly why: string | null }
  | { readonly kind: 'unreadable'; readonly value: string };

export type ReadableExemption = Extract<Exemption, { readonly until: string | null }>;

export const EXEMPTION_TAG = 'tls-remediation';

const PATTERN = /^exempt(?:\s+until\s+(\d{4}-\d{2}-\d{2}))?\s*(?::\s*(.*))?$/i;

/**
 * Reads the exemption tag: `exempt`, `exempt until 2027-03-31` (that day included, UTC), either with `: why`
 * behind it. The case of key and value does not matter. Anything else is `unreadable`, and holds the load balancer.
 */
export function readExemption(tags: Tags, now: Date): Exemption {
  const said = Object.entries(tags).filter(([key]) => key.toLowerCase() === EXEMPTION_TAG);
  const values = new Set(said.map(([, text]) => text.trim()));
  const [value] = values;
  if (value === undefined) return { kind: 'none' };
  // AWS takes keys that differ in case alone: two that say different things say nothing.
  if (values.size > 1) return { kind: 'unreadable', value: [...values].join('" and "') };
  const match = PATTERN.exec(value);
  if (match === null) return { kind: 'unreadable', value };
  const [, until, reason] = match;
  const why = reason?.trim() || null;
  if (until === undefined) return { kind: 'exempt', until: null, why };
  if (!isDay(until)) return { kind: 'unreadable', value };
  const today = now.toISOString().slice(0, 10);
  return { kind: today <= until ? 'exempt' : 'ended', until, why };
}
