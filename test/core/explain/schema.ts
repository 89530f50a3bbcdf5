import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Explanation } from '../../../lambda/core/explain/explanation';
import schema from '../../../lambda/core/explain/explain.schema.json';

const isExplanation = addFormats(
  new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true }),
).compile<Explanation>(schema);

/** What is wrong with an explanation by the published schema, one line a fault. */
export function faultsOf(explanation: unknown): readonly string[] {
  if (isExplanation(explanation)) return [];
  return (isExplanation.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}
