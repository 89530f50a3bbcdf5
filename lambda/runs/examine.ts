import type { RegionEstate } from '../core/estate';
import { holdBack, type GateContext } from '../core/gates';
import type { History } from '../core/history';
import { planRegion } from '../core/plan/plan';
import type { Entry } from '../core/report';
import type { Settings } from '../core/settings';
import { boundedAws } from './bounded';
import { confirmTags } from './confirm-tags';
import type { RunContext } from './context';
import { gateContextOf } from './facts';
import { examineRegion } from './find';
import type { Held } from './lease';
import { regionsOf } from './regions';

/** The web tier as it is, and what the rules and the gates say of each listener. Nothing is changed by looking. */
export interface Examined {
  readonly estates: readonly RegionEstate[];
  readonly context: GateContext;
  /** What may change is planned; all else has its outcome. */
  readonly entries: readonly Entry[];
}

/**
 * Finds the load balancers of all Regions, confirms their tags, plans and holds back. What hangs meanwhile leaves the time
 * that is kept for changes.
 *
 * @throws UserError for a setting that cannot be carried out
 */
export async function examine(
  run: RunContext & { readonly settings: Settings; readonly held: Held | null },
  {
    account,
    history,
    now,
  }: { readonly account: string; readonly history: History | null; readonly now: Date },
): Promise<Examined> {
  const { settings, held, ends } = run;
  const looking = ends.looking.signal;
  const aws = boundedAws(run.aws, { work: looking, end: looking }, run.clock);
  const regions = await regionsOf({ settings, aws }, account);
  const search = {
    ...settings,
    ...run,
    deadline: ends.reading,
    first: history?.unread ?? [],
    // A lease is renewed by whoever asks for it: reading a large account takes longer than one lasts.
    onRead: () => void held?.lease.mayWrite(),
  };
  // Each Region by itself: one that hangs keeps no other from its turn.
  const estates = await Promise.all(
    regions.map(async (region) => confirmTags(region, await examineRegion(region, search), settings)),
  );
  const planned = estates.flatMap((estate) => planRegion(estate, { target: settings.target, now }));
  const context = await gateContextOf(planned, estates, { history, account, aws, settings, now });
  const entries = holdBack(
    planned.map(({ entry }) => entry),
    settings.rollout,
    context,
  );
  return { estates, context, entries };
}
