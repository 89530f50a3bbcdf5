import { KNOWN_CLIENTS } from '../../lambda/core/clients/known';
import { parseClient } from '../../lambda/core/clients/parse-client';
import { CATALOGUE_POLICIES, type Shelved } from '../../lambda/core/explain/catalogue';
import { explain } from '../../lambda/core/explain/explain';
import type { Explanation } from '../../lambda/core/explain/explanation';
import { lookUp, type Found } from '../../lambda/core/explain/look-up';
import { explanationText } from '../../lambda/report/explain';
import { STATUS } from '../exit-status';
import { explainFrom, policyTypeOf, type ExplainFlags, type ExplainRequest } from '../explain-flags';
import { askAws, type Answers } from '../policies-of-aws';
import { jsonText, print, say } from '../terminal/output';
import { width } from '../terminal/stream';

/** `elb-tls explain [POLICY]`: what a policy accepts, what a move to another would do, and which clients get through. */
export async function explainPolicy(policy: string | undefined, flags: ExplainFlags): Promise<number> {
  const request = explainFrom(policy, flags);
  const clients = request.clients.map((text) => parseClient(text, KNOWN_CLIENTS));
  const answers = await askAws(request);
  if (answers.problem !== null) say(`${answers.problem}; shown is the catalogue of this tool`);
  const found = foundIn(request, answers);
  const explanation = explain({
    ...found,
    clients,
    certificate: request.certificate,
    offered: offeredBeside(found.policy, answers),
    known: KNOWN_CLIENTS,
  });
  await print(flags.json ? jsonText(explanation) : explanationText(explanation, width(process.stdout)));
  return statusOf(explanation);
}

/** What AWS says comes before the catalogue; the policy of a listener before both. */
function foundIn({ policy, against, awsType }: ExplainRequest, { own, policies }: Answers): Found {
  const shelves = [...policies, ...CATALOGUE_POLICIES];
  const type = awsType === null ? null : policyTypeOf(awsType);
  if (own === null) return lookUp({ policy: policy ?? '', against, type }, shelves);
  if (against === null) return { policy: own, against };
  return { policy: own, against: lookUp({ policy: against, against: null, type: own.type }, shelves).policy };
}

/** What a listener with this policy could have instead: what AWS offers for its type, or else what the catalogue has. */
function offeredBeside({ type }: Shelved, { policies }: Answers): readonly Shelved[] {
  const offered = policies.filter((each) => each.type === type);
  return offered.length > 0 ? offered : CATALOGUE_POLICIES;
}

/** Nobody is refused, or somebody is: of those that were asked about. */
function statusOf({ clients }: Explanation): number {
  return clients.some(({ asked, connects }) => asked && !connects) ? STATUS.open : STATUS.done;
}
