import Ajv2020 from 'ajv/dist/2020';
import type { Impact } from '../../../lambda/core/impact/impact';
import schema from '../../../lambda/core/impact/impact.schema.json';

const isImpact = new Ajv2020({
  strict: true,
  strictRequired: false,
  strictTypes: false,
  allErrors: true,
}).compile<Impact>(schema);

/** What is wrong with an impact by the published schema, one line a fault. */
export function faultsOf(impact: unknown): readonly string[] {
  if (isImpact(impact)) return [];
  return (isImpact.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}
