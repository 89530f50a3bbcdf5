import type { RegionApi } from '../aws/region';
import { beforeAbort } from '../core/deadline';
import type { RegionEstate } from '../core/estate';
import { outsideOf, type OutsideRegion } from '../core/plan/outside';
import type { Report } from '../core/report';
import { isInScope } from '../core/scope';
import type { Settings } from '../core/settings';
import { count } from '../core/wording/sentence';
import type { RunContext } from './context';
import { offersFor, readAll, readTags } from './find';
import type { Held } from './lease';

/**
 * What accepts less than TLS 1.2 and does not carry the tag of the scope; nothing, and no call, where nobody asked for it.
 * A run looks there last, with the time that is left to it: what is found is told, and by then nothing can be changed any
 * more. What cannot be read makes no failed run (docs/adr/0029-outside-the-scope.md).
 */
export async function outsideTheScope(
  estates: readonly RegionEstate[],
  account: string,
  run: RunContext & { readonly settings: Settings; readonly held: Held | null },
): Promise<Pick<Report, 'outside'>> {
  const { scope, outside } = run.settings;
  if (!outside) return {};
  // Where the organisation has closed a Region, there is nothing to be known.
  const open = estates.filter(({ closed }) => closed === undefined);
  const regions = await Promise.all(
    open.map(async ({ region, error }) =>
      // What could not be read a while ago is not asked again.
      error === null ? await look(run.aws.region(region, account), run) : unknown(region),
    ),
  );
  return { outside: outsideOf(regions, scope.tagKey) };
}

async function look(
  aws: RegionApi,
  {
    settings: { scope },
    held,
    deadline,
    progress,
  }: RunContext & { readonly settings: Settings; readonly held: Held | null },
): Promise<OutsideRegion> {
  const { region } = aws;
  const bounded = <T>(work: () => Promise<T>): Promise<T> => beforeAbort(work, deadline.signal);
  try {
    const { tagged, unread } = await bounded(async () => readTags(aws, await aws.listed()));
    const outside = tagged.filter(({ tags }) => !isInScope(tags, scope));
    progress(`${region}: ${count(outside.length, 'load balancer')} outside the scope`);
    // A run that may change something keeps its lease to its end.
    const onRead = (): void => void held?.lease.mayWrite();
    const read = await readAll(aws, outside, { deadline, progress, onRead });
    const catalogue = await bounded(() => offersFor(aws, read.loadBalancers));
    const areOffersRead = Object.values(catalogue).every(({ status }) => status === 'read');
    const isWhole = unread.length === 0 && read.unread.length === 0 && areOffersRead;
    return { region, loadBalancers: read.loadBalancers, catalogue, isWhole };
  } catch {
    return unknown(region);
  }
}

function unknown(region: string): OutsideRegion {
  return { region, loadBalancers: [], catalogue: {}, isWhole: false };
}
