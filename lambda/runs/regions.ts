import type { RegionApi } from '../aws/region';
import { UserError } from '../core/user-error';
import type { Settings } from '../core/settings';
import type { RunContext } from './context';

/** The Regions that a sweep examines. @throws UserError where there is none */
export async function regionsOf(
  { settings, aws }: Pick<RunContext, 'aws'> & { readonly settings: Settings },
  account: string,
): Promise<readonly RegionApi[]> {
  const names = settings.regions === 'all' ? await aws.enabledRegions() : settings.regions;
  if (names.length === 0)
    throw new UserError('no Region to examine: account:ListRegions named none; name the Regions', 1);
  return names.map((name) => aws.region(name, account));
}
