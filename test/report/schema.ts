import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Report } from '../../lambda/core/report';
import { REASONS } from '../../lambda/core/reasons';
import schema from '../../lambda/core/report.schema.json';

const isReport = addFormats(
  new Ajv2020({ strict: true, strictRequired: false, allErrors: true }),
).compile<Report>(schema);

/** What is wrong with a report by the published schema, one line a fault. */
export function faultsOf(report: unknown): readonly string[] {
  if (isReport(report)) return [];
  return (isReport.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

/**
 * Checks a report against the published schema, and what a schema cannot say: the totals add up, and no listener is
 * there twice.
 */
export function expectValidReport(report: unknown): void {
  expect(faultsOf(report)).toEqual([]);
  if (isReport(report)) expectSound(report);
}

function expectSound({ listeners, totals }: Report): void {
  const counted = Object.keys(REASONS).map((outcome) => [
    outcome,
    listeners.filter((entry) => entry.outcome === outcome).length,
  ]);
  expect(totals).toMatchObject({ ...Object.fromEntries(counted), listeners: listeners.length });
  expect(new Set(listeners.map(({ id }) => id)).size).toBe(listeners.length);
}
