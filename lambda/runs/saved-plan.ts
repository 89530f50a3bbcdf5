import { requireSameAccount } from '../core/account';
import { isAnother, type RegionEstate } from '../core/estate';
import { GATES_OF_A_SAVED_PLAN, holdBack } from '../core/gates';
import { eachPlanned, hold } from '../core/gates/gate';
import { limitChanges } from '../core/gates/limit';
import type { History } from '../core/history';
import { changedSince, recheck, recheckOther, whereIs } from '../core/plan/recheck';
import { parseTarget } from '../core/policy/target';
import { closedRegions, type Entry, type Report } from '../core/report';
import type { RolloutSettings } from '../core/rollout';
import type { Scope } from '../core/scope';
import type { Settings } from '../core/settings';
import { withAges } from '../core/since';
import { UserError } from '../core/user-error';
import * as say from '../core/wording/plan';
import { accountName } from './account-name';
import { apply } from './apply';
import { recorded, reporter, type RunContext } from './context';
import { examine } from './examine';
import { heldFacts, statusesOf } from './facts';
import type { Held } from './lease';
import { judgeOnly } from './load-balancer';
import { judgeNamedIn } from './named-target';
import { pastFor, rememberSweep } from './remember';

/**
 * Carries out a plan that was saved earlier, and nothing else: what is new since then is not touched. The web tier is
 * examined again as a sweep of now would: what has changed since is held, and the gates and waves of now decide, by what
 * is new as well. Without the lease it says what it would do, and does nothing.
 *
 * @throws UserError for a plan of another account, or one that cannot be carried out
 */
export async function applySavedPlan(
  saved: Report,
  rollout: RolloutSettings,
  run: RunContext & { readonly held: Held | null },
): Promise<Report> {
  const { held, clock } = run;
  const now = clock.now();
  const name = accountName(run);
  const account = held?.account ?? (await run.aws.account());
  const advice = 'use the credentials of that account, or make a new plan';
  requireSameAccount('the plan', saved.account, account, advice);
  const history = await pastFor(account, run);
  const settings = settingsOf(saved, rollout);
  // Only `all` finds a Region closed: whoever made such a plan has named none of its Regions.
  const isOfAll = closedRegions(saved).length > 0;
  const examined = await examine({ ...run, settings }, { account, history, now, isOfAll });
  const { estates, context } = examined;
  const found = new Map(examined.entries.map((entry) => [entry.id, entry]));
  const onTargets = judgeNamedIn(saved.listeners, estates, found);
  const current = await asTheyAreNow(saved, { found, estates, now, account }, run);
  const gated = holdBack(current, rollout, context, GATES_OF_A_SAVED_PLAN);
  const report = reportOn(saved, run, {
    startedAt: now,
    ...(await name),
    history,
    regions: statusesOf(estates),
    notes: [...examined.notes, ...onTargets],
  });
  const plan = report(rollout.waves === null ? gated : inTheirWaves(gated, found));
  if (held === null) return report(limitChanges(plan.listeners, rollout.maxChanges, history));
  const outcomes = await apply({ plan, scope: saved.scope, rollout, context, held, estates }, run);
  const done = await recorded(report(outcomes), run);
  await rememberSweep(done, [], { ...run, held });
  return done;
}

function settingsOf(saved: Report, rollout: RolloutSettings): Settings {
  const { scope, target: text } = saved;
  const target = parseTarget(text);
  if (target === null) throw new UserError(`the plan has the target "${text}"; make a new plan`, 1);
  const { only } = scope;
  const narrowed = only === undefined ? {} : { only };
  const ownerTagKeys = ownerTagKeysIn(saved);
  return {
    scope,
    regions: scope.regions,
    target,
    findBy: 'index',
    ownerTagKeys,
    outside: false,
    certificateDays: null,
    // The plan was held by the logs of its day.
    rollout: { ...rollout, impact: null },
    ...narrowed,
  };
}

/** Those that the plan shows; their values are of now. */
function ownerTagKeysIn({ listeners }: Report): readonly string[] {
  return [...new Set(listeners.flatMap(({ loadBalancer }) => Object.keys(loadBalancer.ownerTags ?? {})))];
}

/** The report of a plan that is carried out, without what is of the day of the plan. */
function reportOn(
  plan: Report,
  run: RunContext & { readonly held: Held | null },
  {
    startedAt,
    history,
    ...now
  }: Pick<Report, 'regions' | 'notes' | 'accountName'> & {
    readonly startedAt: Date;
    readonly history: History | null;
  },
): (listeners: readonly Entry[]) => Report {
  const {
    watches: _watches,
    exemptions: _exemptions,
    since: _since,
    concerns: _concerns,
    accountName: _name,
    links: _links,
    outside: _outside,
    certificates: _certificates,
    ...saved
  } = plan;
  const report = reporter(run, startedAt, {
    ...saved,
    ...now,
    ...heldFacts(run.held),
    mode: run.held === null ? 'plan' : 'apply',
    inScope: [],
    notes: [
      ...new Set([...saved.notes, ...now.notes]),
      `Carries out the plan of run ${saved.runId}; what is new since then was left as it is.`,
    ],
  });
  return (listeners) => {
    const done = report(history === null ? listeners : withAges(listeners, history));
    // Those without a secure listener have no entry in the plan, and were in scope.
    return { ...done, totals: { ...done.totals, loadBalancers: saved.totals.loadBalancers } };
  };
}

/** What a sweep of now has found. */
interface Seen {
  /** By the id of its listener, what it says of it. */
  readonly found: ReadonlyMap<string, Entry>;
  readonly estates: readonly RegionEstate[];
  readonly now: Date;
  readonly account: string;
}

/** The entries of the plan. What is not found again is looked at by itself: it may be gone, or out of scope. */
async function asTheyAreNow(
  { listeners, scope }: Report,
  seen: Seen,
  { aws, clock, deadline }: RunContext,
): Promise<readonly Entry[]> {
  const looked = await judgeOnly(
    listeners.filter(({ id, port }) => port !== null && !seen.found.has(id)),
    {
      regionApi: (region) => aws.region(region, seen.account),
      judge: (entry, loadBalancer, catalogue) =>
        recheck(entry, loadBalancer, scope, { catalogue, now: clock.now() }),
      deadline,
    },
  );
  const lost = new Map(looked.map((entry) => [entry.id, entry]));
  return listeners.map((entry) => {
    const its = seen.found.get(entry.id);
    return its === undefined ? (lost.get(entry.id) ?? entry) : asItIs(entry, its, scope, seen);
  });
}

/**
 * In the wave that it is in now, by the rules of now: what a plan file says of a move is what somebody may have edited.
 * What stays planned is judged once more right before its change.
 */
function asItIs({ wave: _before, ...entry }: Entry, its: Entry, scope: Scope, { estates, now }: Seen): Entry {
  if (isAnother(entry.loadBalancer, its.loadBalancer))
    return changedSince(entry, its, 'it was deleted and created anew').entry;
  const { loadBalancer, wave } = its;
  const there = { ...entry, ...whereIs(its), loadBalancer, ...(wave === undefined ? {} : { wave }) };
  if (entry.outcome !== 'planned') return recheckOther(there, its).entry;
  const estate = estates.find(({ region }) => region === entry.region);
  const read = estate?.loadBalancers.find(({ arn }) => arn === loadBalancer.arn);
  if (estate === undefined || read === undefined) return there;
  return recheck(there, read, scope, { catalogue: estate.catalogue, now }).entry;
}

/** What has to wait for its wave now, waits; so does what is in none, because it was not found again. */
function inTheirWaves(plan: readonly Entry[], found: Seen['found']): readonly Entry[] {
  return eachPlanned(plan, (entry) => {
    const its = found.get(entry.id);
    if (its === undefined) return hold(entry, say.changedSincePlan('it was not found again'));
    const { outcome, reason, detail } = its;
    return hold(entry, reason === 'wave-waiting' ? { outcome, reason, detail } : null);
  });
}
