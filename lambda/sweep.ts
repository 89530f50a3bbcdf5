import { holdBack } from './core/gates';
import { limitChanges } from './core/gates/limit';
import { planRegion } from './core/plan/plan';
import type { Report } from './core/report';
import { apply } from './runs/apply';
import { confirmTags } from './runs/confirm-tags';
import { recorded, reporter, type RunContext } from './runs/context';
import { factsOf, tagsIn } from './runs/facts';
import { examineRegion } from './runs/find';
import { regionsOf } from './runs/regions';
import type { Settings } from './core/settings';

/** One sweep: what to do, and what it is given. */
export interface Sweep extends RunContext {
  readonly settings: Settings;
  /** `plan` is a dry run: it says what an `apply` would do. */
  readonly mode: 'plan' | 'apply';
}

/**
 * One run over the web tier, from top to bottom: find, confirm the tags, plan, hold back, apply, record. Whoever asked
 * for it delivers the report that comes back.
 *
 * @throws UserError for a setting that cannot be carried out
 */
export async function sweep(run: Sweep): Promise<Report> {
  const { settings, mode, aws, records, now } = run;
  const { scope, target, rollout } = settings;
  const startedAt = now();
  const account = await aws.account();
  const regions = await regionsOf(run, account);

  const found = await Promise.all(regions.map((region) => examineRegion(region, { ...settings, ...run })));
  const estates = await Promise.all(
    found.map((estate) => confirmTags(aws.region(estate.region, account), estate, settings)),
  );
  const planned = estates.flatMap((estate) => planRegion(estate, { target, now: startedAt }));
  const history = await records.history(account);
  const tagsOf = tagsIn(estates);
  const entries = holdBack(
    planned.map(({ entry }) => entry),
    rollout,
    { history, now: startedAt, tagsOf },
  );

  const facts = factsOf(estates, settings, history, startedAt);
  const report = reporter(run, startedAt, { mode, account, ...facts });
  const outcomes =
    mode === 'plan'
      ? limitChanges(entries, rollout.maxChanges)
      : await apply({ plan: report(entries), scope, rollout, history }, run);
  await records.exemptionsListed(history, account, startedAt);
  return recorded(report(outcomes), records);
}
