import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { describeError } from '../lambda/aws/errors';
import type { Report } from '../lambda/core/report';
import schema from '../lambda/report/report.schema.json';
import { UserError } from '../lambda/settings';

const ADVICE = 'use a file that elb-tls plan --out FILE has written';

/**
 * Reads a plan and checks it against the published schema: it comes from a file, and changes follow from it.
 *
 * @throws UserError when it cannot be read, is not a report, or is a report of something other than a plan
 */
export function readPlan(path: string): Report {
  const plan = parse(path, textOf(path));
  const ajv = addFormats(new Ajv({ allErrors: false }));
  const isReport = ajv.compile<Report>(schema);
  if (!isReport(plan)) {
    const [first] = isReport.errors ?? [];
    const where = first?.instancePath || 'the whole file';
    throw new UserError(`${path} is not a plan: ${where} ${first?.message ?? 'does not fit'}; ${ADVICE}`);
  }
  if (plan.mode !== 'plan')
    throw new UserError(`${path} is the report of "${plan.mode}", not of a plan; ${ADVICE}`);
  return plan;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`cannot read the plan ${path}: ${describeError(error).message}; ${ADVICE}`);
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${path} is not JSON; ${ADVICE}`);
  }
}
