import type { RegionApi } from '../aws/region';
import { isClosedByPolicy } from '../core/errors';
import type { ReadError, RegionEstate } from '../core/estate';
import type { Scope } from '../core/scope';
import type { FindBy } from '../core/settings';
import * as say from '../core/wording/regions';

/**
 * Whether a policy of the organisation closes a Region: each read that finds something there is refused by it. Where but one of
 * them is answered, or refused by anything else, the Region has failed: something there can be seen, or somebody forgot to allow it.
 */
export async function isClosed(
  aws: RegionApi,
  { scope, findBy }: { readonly scope: Scope; readonly findBy: FindBy },
): Promise<boolean> {
  // A scan does not ask the index, which Control Tower's own policy leaves open everywhere ([CT-deny]).
  const answers = await aws.refusals(findBy === 'index' ? scope : null);
  return answers.every((refusal) => refusal !== null && isClosedByPolicy(refusal));
}

/** A Region that is closed, or was wanted all the same. */
export function closedEstate(region: string, why: ReadError, isWanted: boolean): RegionEstate {
  const nothing = { region, loadBalancers: [], unread: [], catalogue: {}, notes: [] };
  return isWanted
    ? { ...nothing, error: say.closedAndWanted(why) }
    : { ...nothing, error: null, closed: why };
}

/** Where every Region is closed nobody has looked at anything: that is a failure, whoever has named them. */
export function unlessAllClosed(estates: readonly RegionEstate[]): readonly RegionEstate[] {
  if (estates.some(({ closed }) => closed === undefined)) return estates;
  return estates.map((estate) =>
    estate.closed === undefined ? estate : closedEstate(estate.region, estate.closed, true),
  );
}
