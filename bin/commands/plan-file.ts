import { readFileSync } from 'node:fs';
import { loadBalancerRef } from '../../lambda/aws/arn';
import { describeError } from '../../lambda/aws/errors';
import type { Report } from '../../lambda/core/report';
import { unreadable } from '../../lambda/records/check';
import { parseReport } from '../../lambda/records/parse-report';
import { UserError } from '../../lambda/core/user-error';

const ADVICE = 'use a file that elb-tls plan --out FILE has written';

/**
 * Reads a plan and checks it against the published schema: it comes from a file, and changes follow from it.
 *
 * @throws UserError when it cannot be read, is not a report, or is a report of something other than a plan
 */
export function readPlan(path: string): Report {
  const plan = parsed(path, textOf(path));
  if (plan.mode !== 'plan')
    throw new UserError(`${path} is the report of "${plan.mode}", not of a plan; ${ADVICE}`);
  refuseEdited(path, plan);
  refuseKept(path, plan);
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

/** Such a listener would be done already, whatever policy it has. */
function refuseKept(path: string, { listeners }: Report): void {
  const kept = listeners.find(({ outcome, from, to }) => outcome === 'planned' && from === to);
  if (kept === undefined) return;
  const move = `plans to move ${kept.loadBalancer.name} :${kept.port} from ${kept.from} to ${kept.to}`;
  throw new UserError(`${path} ${move}, which is no change; drop the entry, or ${ADVICE}`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw refusal(path, describeError(error).message);
  }
}

function parsed(path: string, text: string): Report {
  try {
    return parseReport(text);
  } catch (error) {
    throw refusal(path, describeError(error).message);
  }
}

function refusal(path: string, why: string): UserError {
  return new UserError(`${unreadable(path, why)}; ${ADVICE}`);
}
