import { limitChanges } from './core/gates/limit';
import type { Report } from './core/report';
import { withConcerns } from './core/steps/build';
import type { Settings } from './core/settings';
import { apply } from './runs/apply';
import { accountName } from './runs/account-name';
import { recorded, reporter, type RunContext } from './runs/context';
import { examine } from './runs/examine';
import { concernsOf, factsOf } from './runs/facts';
import type { Held } from './runs/lease';
import { outsideTheScope } from './runs/outside';
import { pastFor, rememberSweep } from './runs/remember';
import { withSince } from './runs/since';
import { untoldRuns } from './runs/untold';

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
  const { scope, rollout } = settings;
  const startedAt = clock.now();
  const name = accountName(run);
  const account = held?.account ?? (await aws.account());
  const history = await pastFor(account, run);
  const { estates, context, entries, notes } = await examine(run, { account, history, now: startedAt });

  const facts = factsOf(estates, settings, { history, now: startedAt, held });
  const untold = held === null ? await untoldRuns(account, run) : [];
  const report = reporter(run, startedAt, {
    mode: held === null ? 'plan' : 'apply',
    account,
    ...(await name),
    ...facts,
    ...concernsOf(facts, untold),
    notes: [...notes, ...facts.notes, ...untold.map(({ text }) => text)],
  });
  const outcomes =
    held === null
      ? limitChanges(entries, rollout.maxChanges, history)
      : await apply({ plan: report(entries), scope, rollout, context, held, estates }, run);
  const outside = await outsideTheScope(estates, account, run);
  const told = await withSince({ ...report(outcomes), ...outside }, history, run);
  const done = await recorded(told, run);
  if (held !== null) await rememberSweep(done, estates, { ...run, held });
  return withConcerns(done, 'mend-record', run.records.problems);
}
