import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { loadBalancerRef } from '../../lambda/aws/arn';
import { describeError } from '../../lambda/aws/errors';
import type { Report } from '../../lambda/core/report';
import schema from '../../lambda/report/report.schema.json';
import { UserError } from '../../lambda/core/user-error';

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
  refuseEdited(path, plan);
  return plan;
}

/** What is judged is looked up by these: a listener that is there twice, or a type that its ARN contradicts, is no plan. */
function refuseEdited(path: string, { listeners }: Report): void {
  const seen = new Set<string>();
  for (const { id, region, loadBalancer } of listeners) {
    if (seen.has(id)) throw new UserError(`${path} is not a plan: it has ${id} twice; ${ADVICE}`);
    seen.add(id);
    const [named] = loadBalancerRef(loadBalancer.arn);
    const fits =
      named?.type === loadBalancer.type && named.name === loadBalancer.name && named.region === region;
    if (fits) continue;
    throw new UserError(
      `${path} is not a plan: ${loadBalancer.arn} is not what its entry says it is; ${ADVICE}`,
    );
  }
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
