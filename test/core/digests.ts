import { emptyHistory, remember, type History } from '../../lambda/core/history';
import { afterDigest } from '../../lambda/core/plan/after-digest';
import type { Entry, RegionStatus, Report, ReportParts, Since } from '../../lambda/core/report';
import { sinceLastDigest } from '../../lambda/core/since';
import { aFineEntry, anEntry, aReport } from '../report/fixtures';
import { ACCOUNT, EU, US } from '../vocabulary';

/** Digests one after the other, for tests of what one says of those before. */

export const EMPTY = emptyHistory(ACCOUNT);
export const FIRST_DAY = '2026-11-20T06:00:00.000Z';
export const ERROR = { code: 'AccessDenied', message: 'denied' };
export const BOTH: readonly RegionStatus[] = [
  { region: EU, status: 'examined' },
  { region: US, status: 'examined' },
];

export const SHOP = anEntry({ name: 'shop' });
export const FIXED = aFineEntry({ name: 'shop' });
export const US_SHOP = anEntry({ name: 'shop', region: US });
export const SECOND = anEntry({ name: 'shop', port: 8443 });
export const NLB = anEntry({ name: 'edge', type: 'network' });
export const CLASSIC = anEntry({ name: 'old', type: 'classic' });
export const FINE = aFineEntry({ name: 'fine' });
export const FELL = anEntry({ name: 'fine' });
export const NO_OFFER: Partial<Entry> = { outcome: 'failed', reason: 'catalogue-unreadable', to: null };

export type Patch = Partial<ReportParts>;

/** A run that tells all that it has found. A dry one has no number. */
export function sweptOn(startedAt: string, patch: Patch, history: History): Report {
  const number = patch.mode === 'plan' ? {} : { number: 6 };
  const report = aReport({ mode: 'apply', ...number, ...patch, startedAt });
  return { ...report, ...sinceLastDigest(report, history) };
}

/** The history behind a digest that was delivered. */
export function toldOn(startedAt: string, patch: Patch, history: History = EMPTY): History {
  return afterDigest(history, sweptOn(startedAt, patch, history), startedAt);
}

export const NAMES = new Map(
  [SHOP, US_SHOP, SECOND, NLB, CLASSIC, FINE].map(({ id, loadBalancer, port }) => [
    id,
    `${loadBalancer.name}:${port}`,
  ]),
);

/** `new shop:443, gone edge:443, fixed old:443`. */
export function said({ opened, gone, fixedByOthers }: Since): string {
  return [
    ...opened.map((id) => `new ${NAMES.get(id)}`),
    ...gone.map(({ name, region, port }) => `gone ${region} ${name}:${port}`),
    ...fixedByOthers.map((id) => `fixed ${NAMES.get(id)}`),
  ].join(', ');
}

export function changedBy(number: number): (history: History) => History {
  const entries: readonly Entry[] = [{ ...SHOP, outcome: 'changed', changedAt: FIRST_DAY }];
  return (history) => remember(history, { runId: `run-${number}`, number, entries });
}

export const failed = (region: string): RegionStatus => ({ region, status: 'failed', error: ERROR });
export const closed = (region: string): RegionStatus => ({ region, status: 'closed', error: ERROR });
export const only = (...names: readonly string[]): Pick<ReportParts, 'scope'> => ({
  scope: { ...aReport().scope, only: names },
});
export const tagged = (...tagValues: readonly string[]): Pick<ReportParts, 'scope'> => ({
  scope: { ...aReport().scope, tagValues },
});
