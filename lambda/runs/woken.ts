import { loadBalancerRef } from '../aws/arn';
import { describeError } from '../aws/errors';
import { groupBy } from '../core/group';
import { isInScope } from '../core/scope';
import type { Settings } from '../core/settings';
import type { Wake } from '../core/wake/wake';
import type { RunContext } from './context';
import { readTags } from './find';

/**
 * The ARNs of the load balancers that are in scope by their own tags, of those that were touched: most calls of an account
 * are about others, and are worth no run. Those whose tags cannot be read are among them: the run tells why.
 */
export async function touchedInScope(
  wakes: readonly Wake[],
  account: string,
  {
    run,
    settings: { scope },
  }: { readonly run: Pick<RunContext, 'aws' | 'progress'>; readonly settings: Settings },
): Promise<ReadonlySet<string>> {
  const touched = [...new Set(wakes.map(({ loadBalancer }) => loadBalancer))].flatMap(loadBalancerRef);
  const found = await Promise.all(
    [...groupBy(touched, ({ region }) => region)].map(async ([region, its]) => {
      try {
        const { tagged, unread } = await readTags(run.aws.region(region, account), its);
        const inScope = tagged.filter(({ tags }) => isInScope(tags, scope)).map(({ arn }) => arn);
        return [...inScope, ...unread.map(({ loadBalancer }) => loadBalancer.arn)];
      } catch (error) {
        const { code, message } = describeError(error);
        run.progress(`${region}: whether what was touched is in scope cannot be told (${code}: ${message})`);
        return its.map(({ arn }) => arn);
      }
    }),
  );
  return new Set(found.flat());
}

/** The settings of a sweep of these load balancers alone. Waves wait for one another: where there are some, all is looked at. */
export function settingsFor(wakes: readonly Wake[], settings: Settings): Settings {
  const only = [...new Set(wakes.map(({ loadBalancer }) => loadBalancer))];
  const regions = [...new Set(only.flatMap(loadBalancerRef).map(({ region }) => region))];
  return {
    ...settings,
    ...(settings.rollout.waves === null ? { regions } : {}),
    only,
    findBy: settings.findBy === 'scan' ? 'scan' : 'named',
    // That is told of the web tier as a whole, and costs a look at all there is.
    outside: false,
  };
}
