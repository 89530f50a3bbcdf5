import { holdBack } from './core/gates';
import { limitChanges } from './core/gates/limit';
import { planRegion } from './core/plan/plan';
import type { Report } from './core/report';
import type { Settings } from './core/settings';
import { apply } from './runs/apply';
import { confirmTags } from './runs/confirm-tags';
import { recorded, reporter, type RunContext } from './runs/context';
import { factsOf, gateContextOf } from './runs/facts';
import { examineRegion } from './runs/find';
import type { Held } from './runs/lease';
import { regionsOf } from './runs/regions';
import { pastFor, rememberSweep } from './runs/remember';

/** One sweep: what to do, and what it is given. */
export interface Sweep extends RunContext {
  readonly settings: Settings;
  /** The lease of a run that may change something; without it the sweep is a dry run, and says what it would do. */
  readonly held: Held | null;
}

/**
 * One run over the web tier, from top to bottom: find, confirm the tags, plan, hold back, apply, record. Whoever asked
 * for it delivers the report that comes back.
 *
 * @throws UserError for a setting that cannot be carried out
 */
export async function sweep(run: Sweep): Promise<Report> {
  const { settings, held, aws, clock } = run;
  const { scope, target, rollout } = settings;
  const startedAt = clock.now();
  const account = held?.account ?? (await aws.account());
  const regions = await regionsOf(run, account);
  const history = await pastFor(account, run);

  const found = await Promise.all(
    regions.map((region) =>
      examineRegion(region, {
        ...settings,
        ...run,
        first: history?.unread ?? [],
        // A lease is renewed by whoever asks for it: reading a large account takes longer than one lasts.
        onRead: () => void held?.lease.mayWrite(),
      }),
    ),
  );
  const estates = await Promise.all(
    found.map((estate) => confirmTags(aws.region(estate.region, account), estate, settings)),
  );
  const planned = estates.flatMap((estate) => planRegion(estate, { target, now: startedAt }));
  const context = await gateContextOf(planned, estates, { history, account, ...run, now: startedAt });
  const entries = holdBack(
    planned.map(({ entry }) => entry),
    rollout,
    context,
  );

  const facts = factsOf(estates, settings, { history, now: startedAt, held });
  const report = reporter(run, startedAt, { mode: held === null ? 'plan' : 'apply', account, ...facts });
  const outcomes =
    held === null
      ? limitChanges(entries, rollout.maxChanges, history)
      : await apply({ plan: report(entries), scope, rollout, context, held }, run);
  const done = await recorded(report(outcomes), run);
  await rememberSweep(done, estates, run);
  return {
    ...done,
    notes: [...done.notes, ...run.records.problems.filter((each) => !done.notes.includes(each))],
  };
}
