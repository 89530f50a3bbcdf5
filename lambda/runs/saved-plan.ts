import { requireSameAccount } from '../core/account';
import { GATES_OF_A_SAVED_PLAN, holdBack, type GateContext } from '../core/gates';
import { eachPlanned, hold } from '../core/gates/gate';
import type { Answer } from '../aws/batches';
import type { Tags } from '../core/estate';
import { groupBy } from '../core/group';
import { referenceOf, type Entry, type Report } from '../core/report';
import type { History } from '../core/history';
import { recheck } from '../core/plan/recheck';
import { parseTarget } from '../core/policy/target';
import type { RolloutSettings } from '../core/rollout';
import type { Scope } from '../core/scope';
import type { Settings } from '../core/settings';
import { UserError } from '../core/user-error';
import * as say from '../core/wording/plan';
import { describeError } from '../aws/errors';
import { apply } from './apply';
import { recorded, reporter, type RunContext } from './context';
import { examine } from './examine';
import { heldFacts } from './facts';
import type { Held } from './lease';
import { judgeOnly } from './load-balancer';
import { pastFor, rememberSweep } from './remember';

/**
 * Carries out a plan that was saved earlier, and nothing else: what is new since then is not touched. Owners and
 * exemptions are looked at again with the tags of now. A wave waits as in a sweep of now: for what is new in an earlier
 * one as well, and for what was undone or set back there since.
 *
 * @throws UserError for a plan of another account, or one that cannot be carried out
 */
export async function applySavedPlan(
  saved: Report,
  rollout: RolloutSettings,
  run: RunContext & { readonly held: Held },
): Promise<Report> {
  const { held, clock } = run;
  const startedAt = clock.now();
  const advice = 'use the credentials of that account, or make a new plan';
  requireSameAccount('the plan', saved.account, held.account, advice);
  const history = await pastFor(held.account, run);
  const tags = await tagsNow(saved.listeners, held.account, run);
  const context: GateContext = {
    history,
    now: startedAt,
    tagsOf: ({ loadBalancer: { arn } }) => knownTags(tags.get(arn)),
    isAtLeastAsStrict: () => false,
    failedRegions: [],
    createdAt: () => null,
  };
  const readable = saved.listeners.map((entry) => unlessUnreadable(entry, tags.get(entry.loadBalancer.arn)));
  const current = await lookedAtAgain(readable, saved.scope, { ...run, account: held.account });
  const gated = holdBack(current, rollout, context, GATES_OF_A_SAVED_PLAN);
  const entries =
    rollout.waves === null
      ? gated
      : inTheirWaves(gated, await entriesNow(saved, rollout, { ...run, history }));
  // What watches found, and exemptions, are of the day of the plan.
  const { watches: _watches, exemptions: _exemptions, ...planned } = saved;
  const report = reporter(run, startedAt, {
    ...planned,
    ...heldFacts(held),
    mode: 'apply',
    inScope: saved.listeners.map(({ loadBalancer }) => loadBalancer.arn),
    notes: [
      ...saved.notes,
      `Carries out the plan of run ${saved.runId}; what is new since then was left as it is.`,
    ],
  });
  const plan = report(entries);
  const outcomes = await apply({ plan, scope: saved.scope, rollout, context, held }, run);
  const done = await recorded(report(outcomes), run);
  await rememberSweep(done, [], run);
  return done;
}

/** What a sweep of now says of each listener, by its id. */
async function entriesNow(
  { scope, target: text }: Report,
  rollout: RolloutSettings,
  run: RunContext & { readonly held: Held; readonly history: History | null },
): Promise<ReadonlyMap<string, Entry>> {
  const target = parseTarget(text);
  if (target === null) throw new UserError(`the plan has the target "${text}"; make a new plan`, 1);
  const settings: Settings = { scope, regions: scope.regions, target, findBy: 'index', rollout };
  const { account } = run.held;
  const { entries } = await examine(
    { ...run, settings },
    { account, history: run.history, now: run.clock.now() },
  );
  return new Map(entries.map((entry) => [entry.id, entry]));
}

/** The plan, each listener in the wave that it is in now. What has to wait there waits; so does what is not found again. */
function inTheirWaves(plan: readonly Entry[], now: ReadonlyMap<string, Entry>): readonly Entry[] {
  const named = plan.map(({ wave: _before, ...entry }): Entry => {
    const { loadBalancer, wave } = now.get(entry.id) ?? { ...entry, wave: undefined };
    return { ...entry, loadBalancer, ...(wave === undefined ? {} : { wave }) };
  });
  return eachPlanned(named, (entry) => {
    const its = now.get(entry.id);
    if (its === undefined) return hold(entry, say.changedSincePlan('it could not be found or read again'));
    const { outcome, reason, detail } = its;
    return hold(entry, reason === 'wave-waiting' ? { outcome, reason, detail } : null);
  });
}

/** What the plan would not change may not be any more what it was. What it would change is judged right before that. */
async function lookedAtAgain(
  entries: readonly Entry[],
  scope: Scope,
  { account, aws, clock, deadline }: RunContext & { readonly account: string },
): Promise<readonly Entry[]> {
  const settled = entries.filter(({ outcome, port }) => outcome !== 'planned' && port !== null);
  const looked = await judgeOnly(settled, {
    regionApi: (region) => aws.region(region, account),
    judge: (entry, loadBalancer, catalogue) =>
      recheck(entry, loadBalancer, scope, { catalogue, now: clock.now() }),
    deadline,
  });
  const now = new Map(looked.map((entry) => [entry.id, entry]));
  return entries.map((entry) => now.get(entry.id) ?? entry);
}

type TagsNow = ReadonlyMap<string, Answer<Tags>>;

/** The tags that the load balancers of a plan have now, by ARN: owners and waves are judged by them. */
async function tagsNow(
  entries: readonly Entry[],
  account: string,
  { aws }: Pick<RunContext, 'aws'>,
): Promise<TagsNow> {
  const regions = [...groupBy(entries, ({ region }) => region)];
  const answers = await Promise.all(
    regions.map(async ([region, its]): Promise<TagsNow> => {
      const references = [
        ...new Map(its.map((entry) => [entry.loadBalancer.arn, referenceOf(entry)])).values(),
      ];
      try {
        return await aws.region(region, account).tagsOf(references);
      } catch (error) {
        const failed = { status: 'failed', error: describeError(error) } as const;
        return new Map(references.map(({ arn }) => [arn, failed]));
      }
    }),
  );
  return new Map(answers.flatMap((each) => [...each]));
}

/** What is gone has no tags, and holds no wave up; `null` where they could not be read. */
function knownTags(answer: Answer<Tags> = { status: 'gone' }): Tags | null {
  if (answer.status === 'read') return answer.value;
  return answer.status === 'gone' ? {} : null;
}

/** Whether another tool owns it cannot be told: it is not changed. */
function unlessUnreadable(entry: Entry, answer: Answer<Tags> | undefined): Entry {
  if (entry.outcome !== 'planned' || answer?.status !== 'failed') return entry;
  return { ...entry, ...say.couldNotLook('tags-unreadable', answer.error) };
}
