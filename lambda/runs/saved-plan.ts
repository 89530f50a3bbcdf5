import { requireSameAccount } from '../core/account';
import { isAnother } from '../core/estate';
import { GATES_OF_A_SAVED_PLAN, holdBack } from '../core/gates';
import { eachPlanned, hold } from '../core/gates/gate';
import { holdAsPlanned, recheck, recheckOther } from '../core/plan/recheck';
import { parseTarget } from '../core/policy/target';
import type { Entry, Report } from '../core/report';
import type { RolloutSettings } from '../core/rollout';
import type { Settings } from '../core/settings';
import { UserError } from '../core/user-error';
import * as say from '../core/wording/plan';
import { apply } from './apply';
import { recorded, reporter, type RunContext } from './context';
import { examine } from './examine';
import { heldFacts, statusesOf } from './facts';
import type { Held } from './lease';
import { judgeOnly } from './load-balancer';
import { pastFor, rememberSweep } from './remember';

/**
 * Carries out a plan that was saved earlier, and nothing else: what is new since then is not touched. The web tier is
 * examined again as a sweep of now would: what has changed since is held, and the gates and waves of now decide, by what
 * is new as well.
 *
 * @throws UserError for a plan of another account, or one that cannot be carried out
 */
export async function applySavedPlan(
  saved: Report,
  rollout: RolloutSettings,
  run: RunContext & { readonly held: Held },
): Promise<Report> {
  const { held, clock } = run;
  const now = clock.now();
  const advice = 'use the credentials of that account, or make a new plan';
  requireSameAccount('the plan', saved.account, held.account, advice);
  const history = await pastFor(held.account, run);
  const settings = settingsOf(saved, rollout);
  const { estates, context, entries } = await examine({ ...run, settings }, { ...held, history, now });
  const found = new Map(entries.map((entry) => [entry.id, entry]));
  const current = await asTheyAreNow(saved, found, run);
  const gated = holdBack(current, rollout, context, GATES_OF_A_SAVED_PLAN);
  // What watches found, and exemptions, are of the day of the plan.
  const { watches: _watches, exemptions: _exemptions, ...facts } = saved;
  const report = reporter(run, now, {
    ...facts,
    ...heldFacts(held),
    mode: 'apply',
    regions: statusesOf(estates),
    inScope: saved.listeners.map(({ loadBalancer }) => loadBalancer.arn),
    notes: [
      ...saved.notes,
      `Carries out the plan of run ${saved.runId}; what is new since then was left as it is.`,
    ],
  });
  const plan = report(rollout.waves === null ? gated : inTheirWaves(gated, found));
  const outcomes = await apply({ plan, scope: saved.scope, rollout, context, held }, run);
  const done = await recorded(report(outcomes), run);
  await rememberSweep(done, [], run);
  return done;
}

function settingsOf({ scope, target: text }: Report, rollout: RolloutSettings): Settings {
  const target = parseTarget(text);
  if (target === null) throw new UserError(`the plan has the target "${text}"; make a new plan`, 1);
  return { scope, regions: scope.regions, target, findBy: 'index', rollout };
}

/** By the id of its listener, what a sweep of now says of it. */
type Found = ReadonlyMap<string, Entry>;

/** The entries of the plan. What is not found again is looked at by itself: it may be gone, or out of scope. */
async function asTheyAreNow(
  { listeners, scope }: Report,
  found: Found,
  { held, aws, clock, deadline }: RunContext & { readonly held: Held },
): Promise<readonly Entry[]> {
  const looked = await judgeOnly(
    listeners.filter(({ id, port }) => port !== null && !found.has(id)),
    {
      regionApi: (region) => aws.region(region, held.account),
      judge: (entry, loadBalancer, catalogue) =>
        recheck(entry, loadBalancer, scope, { catalogue, now: clock.now() }),
      deadline,
    },
  );
  const lost = new Map(looked.map((entry) => [entry.id, entry]));
  return listeners.map((entry) => {
    const its = found.get(entry.id);
    return its === undefined ? (lost.get(entry.id) ?? entry) : asItIs(entry, its);
  });
}

/** In the wave that it is in now. What is planned is judged again right before its change. */
function asItIs({ wave: _before, ...entry }: Entry, its: Entry): Entry {
  if (isAnother(entry.loadBalancer, its.loadBalancer))
    return holdAsPlanned(entry, say.changedSincePlan('it was deleted and created anew')).entry;
  const { loadBalancer, wave } = its;
  const there = { ...entry, loadBalancer, ...(wave === undefined ? {} : { wave }) };
  return entry.outcome === 'planned' ? there : recheckOther(there, its).entry;
}

/** What has to wait for its wave now, waits; so does what is in none, because it was not found again. */
function inTheirWaves(plan: readonly Entry[], found: Found): readonly Entry[] {
  return eachPlanned(plan, (entry) => {
    const its = found.get(entry.id);
    if (its === undefined) return hold(entry, say.changedSincePlan('it was not found again'));
    const { outcome, reason, detail } = its;
    return hold(entry, reason === 'wave-waiting' ? { outcome, reason, detail } : null);
  });
}
