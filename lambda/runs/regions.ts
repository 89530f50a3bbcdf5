import { isUnavailable } from '../aws/errors';
import type { RegionApi } from '../aws/region';
import { describeError } from '../core/errors';
import { UserError } from '../core/user-error';
import type { Settings } from '../core/settings';
import { onlyOwnRegion } from '../core/wording/regions';
import type { RunContext } from './context';

/** The Regions that a sweep examines. */
export interface Regions {
  readonly regions: readonly RegionApi[];
  /** Why these may not be all that were asked for; `null`: they are. */
  readonly unlisted: string | null;
}

/** Which Regions a sweep examines. @throws UserError where there is none */
export async function regionsOf(
  { settings, aws }: Pick<RunContext, 'aws'> & { readonly settings: Settings },
  account: string,
): Promise<Regions> {
  const { names, unlisted } = await namesOf(settings.regions, aws);
  if (names.length === 0)
    throw new UserError('no Region to examine: account:ListRegions named none; name the Regions', 1);
  return { regions: names.map((name) => aws.region(name, account)), unlisted };
}

/** Where the account cannot be asked for its Regions, the run goes on with its own, and says so. */
async function namesOf(
  wanted: Settings['regions'],
  aws: RunContext['aws'],
): Promise<{ readonly names: readonly string[]; readonly unlisted: string | null }> {
  if (wanted !== 'all') return { names: wanted, unlisted: null };
  try {
    return { names: await aws.enabledRegions(), unlisted: null };
  } catch (error) {
    const own = isUnavailable(error) ? await aws.defaultRegion() : null;
    // What goes by, such as throttling, is no reason to look at less.
    if (own === null) throw error;
    return { names: [own], unlisted: onlyOwnRegion(own, describeError(error)) };
  }
}
