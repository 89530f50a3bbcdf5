import type { RegionApi } from '../aws/region';
import type { LoadBalancerType } from '../core/estate';
import { UserError } from '../core/user-error';
import type { Settings } from '../core/settings';
import type { RunContext } from './context';

const TYPES: readonly LoadBalancerType[] = ['application', 'network', 'classic'];

/**
 * The Regions that a sweep examines.
 *
 * @throws UserError where there is none, or none offers the target that the settings name: that is a mistake of the
 * user's, not a property of the load balancers
 */
export async function regionsOf(
  { settings, aws }: Pick<RunContext, 'aws'> & { readonly settings: Settings },
  account: string,
): Promise<readonly RegionApi[]> {
  const names = settings.regions === 'all' ? await aws.enabledRegions() : settings.regions;
  if (names.length === 0)
    throw new UserError('no Region to examine: account:ListRegions named none; name the Regions', 1);
  const regions = names.map((name) => aws.region(name, account));
  if (settings.target.kind === 'named') await refuseUnoffered(settings.target.name, regions);
  return regions;
}

async function refuseUnoffered(target: string, regions: readonly RegionApi[]): Promise<void> {
  const offers = await Promise.all(regions.flatMap((aws) => TYPES.map((type) => aws.offer(type))));
  const isOffered = offers.some(
    (offer) => offer.status === 'unreadable' || offer.policies.some(({ name }) => name === target),
  );
  if (isOffered) return;
  throw new UserError(
    `the target policy ${target} is offered in none of ${regions.map(({ region }) => region).join(', ')}; ` +
      'see the names with: aws elbv2 describe-ssl-policies --query "SslPolicies[].Name"',
    1,
  );
}
