import type { RegionEstate } from '../core/estate';
import { holdBack, type GateContext } from '../core/gates';
import type { History } from '../core/history';
import { withOwnerTags } from '../core/owner-tags';
import { planRegion } from '../core/plan/plan';
import type { Entry } from '../core/report';
import type { Settings } from '../core/settings';
import { isNamed } from '../core/scope';
import { boundedAws } from './bounded';
import { unlessAllClosed } from './closed';
import { confirmTags } from './confirm-tags';
import type { RunContext } from './context';
import { withEvidence } from './evidence';
import { gateContextOf } from './facts';
import { emptyScopeNotes } from './empty-scope';
import { examineRegion } from './find';
import type { Held } from './lease';
import { judgeNamedTarget } from './named-target';
import { regionsOf } from './regions';

/** The web tier as it is, and what the rules and the gates say of each listener. Nothing is changed by looking. */
export interface Examined {
  readonly estates: readonly RegionEstate[];
  readonly context: GateContext;
  /** What may change is planned; all else has its outcome. */
  readonly entries: readonly Entry[];
  /** What the report has to say of the search, and of settings, now that the account was seen. */
  readonly notes: readonly string[];
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
    isOfAll = run.settings.regions === 'all',
  }: {
    readonly account: string;
    readonly history: History | null;
    readonly now: Date;
    /** Whether nobody has named the Regions: a saved plan has the names of all. */
    readonly isOfAll?: boolean;
  },
): Promise<Examined> {
  const { settings, held, ends } = run;
  const looking = ends.looking.signal;
  const aws = boundedAws(run.aws, { work: looking, end: looking }, run.clock);
  const { regions, unlisted } = await regionsOf({ settings, aws }, account);
  const onTarget = await judgeNamedTarget(settings.target, regions);
  const { only, rollout } = settings;
  const search = {
    ...settings,
    ...run,
    isOfAll,
    // Waves wait for one another: then all has to be seen, whatever may change.
    only: rollout.waves === null ? only : undefined,
    named: only ?? [],
    deadline: ends.reading,
    first: history?.unread ?? [],
    // A lease is renewed by whoever asks for it: reading a large account takes longer than one lasts.
    onRead: () => void held?.lease.mayWrite(),
  };
  // Each Region by itself: one that hangs keeps no other from its turn.
  const found = await Promise.all(
    regions.map(async (region) => confirmTags(region, await examineRegion(region, search), settings)),
  );
  const estates = unlessAllClosed(found);
  const planned = estates.flatMap((estate) => planRegion(estate, { target: settings.target, now }));
  const isListed = unlisted === null;
  const context = await gateContextOf(planned, estates, { history, account, aws, settings, now, isListed });
  const owned = planned.map(({ entry }) =>
    withOwnerTags(entry, context.tagsOf(entry), settings.ownerTagKeys),
  );
  const gated = holdBack(await withEvidence(owned, estates, account, { ...run, aws }), rollout, context);
  const onScope = await emptyScopeNotes(estates, regions, run);
  return {
    estates,
    context,
    entries: only === undefined ? gated : gated.filter(({ loadBalancer }) => isNamed(loadBalancer, only)),
    notes: [...(isListed ? [] : [unlisted]), ...onTarget, ...onScope],
  };
}
