import { carryOut } from './apply';
import type { Aws } from './aws/connect';
import type { RegionApi } from './aws/region';
import { limitChanges } from './core/limit';
import { planRegion } from './core/plan';
import type { LoadBalancerType, RegionEstate } from './core/estate';
import { buildReport, runIdOf, type Entry, type Report } from './core/report';
import { formatTarget } from './core/target';
import type { Deadline } from './deadline';
import { examineRegion } from './find';
import { UserError, type Settings } from './settings';

/** One run: what to do, and the world it happens in. */
export interface Run {
  readonly settings: Settings;
  /** `plan` is a dry run: it says what an `apply` would do. */
  readonly mode: 'plan' | 'apply';
  readonly aws: Aws;
  readonly now: () => Date;
  /** No change starts after it. */
  readonly deadline: Deadline;
  /** Four characters that tell two runs of one second apart. */
  readonly suffix: string;
  /** What the report has to say of the run itself. */
  readonly notes: readonly string[];
  /** Told as the work goes on: one line for people. */
  readonly progress: (line: string) => void;
  /** Gets the report: to a topic, to a terminal. */
  readonly deliver: (report: Report) => Promise<void>;
}

/** A run that carries out a plan: the plan has the settings. */
export type PlanRun = Omit<Run, 'mode' | 'settings'> & Pick<Settings, 'maxChanges'>;

/** Finds the web tier, plans, applies unless it is a dry run, reports and delivers. */
export async function sweep(run: Run): Promise<Report> {
  const { settings, aws, now } = run;
  const startedAt = now();
  const account = await aws.account();
  const regions = settings.regions === 'all' ? await aws.enabledRegions() : settings.regions;
  const regionApi = (region: string): RegionApi => aws.region(region, account);

  const search = { ...settings, now, deadline: run.deadline, progress: run.progress };
  await refuseUnofferedTarget(settings, regions.map(regionApi));
  const estates = await Promise.all(regions.map((region) => examineRegion(regionApi(region), search)));

  const decisions = estates.flatMap((estate) => planRegion(estate, { target: settings.target, now: now() }));
  const plan = limitChanges(
    decisions.map(({ entry }) => entry),
    settings.maxChanges,
  );
  const listeners = run.mode === 'plan' ? plan : await applyPlanned(plan, run, regionApi);

  const report = buildReport({
    runId: runIdOf(startedAt, run.suffix),
    mode: run.mode,
    account,
    startedAt: startedAt.toISOString(),
    finishedAt: now().toISOString(),
    scope: { ...settings.scope, regions },
    target: formatTarget(settings.target),
    regions: estates.map(statusOf),
    listeners,
    inScope: estates.flatMap(inScopeOf),
    notes: [...run.notes, ...estates.flatMap(({ notes }) => notes)],
  });
  await run.deliver(report);
  return report;
}

/** Carries out a plan that was made earlier, and nothing else: what is new since then is not touched. */
export async function applyPlan(plan: Report, run: PlanRun): Promise<Report> {
  const startedAt = run.now();
  const account = await run.aws.account();
  if (account !== plan.account) {
    const advice = 'use the credentials of that account, or make a new plan';
    throw new UserError(
      `the plan is of account ${plan.account}, the credentials are of ${account}; ${advice}`,
      1,
    );
  }
  const regionApi = (region: string): RegionApi => run.aws.region(region, account);
  const entries = limitChanges(plan.listeners, run.maxChanges);
  const listeners = await carryOut(entries, { ...run, scope: plan.scope, regionApi });
  const report = buildReport({
    ...plan,
    runId: runIdOf(startedAt, run.suffix),
    mode: 'apply',
    startedAt: startedAt.toISOString(),
    finishedAt: run.now().toISOString(),
    listeners,
    inScope: listeners.map(({ loadBalancer }) => loadBalancer.arn),
    notes: [
      ...run.notes,
      ...plan.notes,
      `Carries out the plan of run ${plan.runId}; what is new since then was not looked at.`,
    ],
  });
  await run.deliver(report);
  return report;
}

async function applyPlanned(
  entries: readonly Entry[],
  run: Run,
  regionApi: (region: string) => RegionApi,
): Promise<readonly Entry[]> {
  const planned = entries.filter(({ outcome }) => outcome === 'planned');
  const others = entries.filter(({ outcome }) => outcome !== 'planned');
  return [...others, ...(await carryOut(planned, { ...run, scope: run.settings.scope, regionApi }))];
}

/** A named target that nobody offers is a mistake of the user's, not a property of the load balancers. */
async function refuseUnofferedTarget({ target }: Settings, regions: readonly RegionApi[]): Promise<void> {
  if (target.kind !== 'named') return;
  const types: readonly LoadBalancerType[] = ['application', 'network', 'classic'];
  const offers = await Promise.all(regions.flatMap((region) => types.map((type) => region.offer(type))));
  const isOffered = offers.some(
    (offer) => offer.status === 'unreadable' || offer.policies.some(({ name }) => name === target.name),
  );
  if (isOffered) return;
  throw new UserError(
    `the target policy ${target.name} is offered in none of ${regions.map(({ region }) => region).join(', ')}; ` +
      'see the names with: aws elbv2 describe-ssl-policies --query "SslPolicies[].Name"',
    1,
  );
}

function statusOf({ region, error }: RegionEstate): Report['regions'][number] {
  return error ? { region, status: 'failed', error } : { region, status: 'examined' };
}

/** In scope are those whose tags were read and match; a load balancer whose tags could not be read is not. */
function inScopeOf({ loadBalancers, unread }: RegionEstate): readonly string[] {
  const known = unread
    .filter(({ reason }) => reason !== 'tags-unreadable')
    .map(({ loadBalancer }) => loadBalancer);
  return [...loadBalancers, ...known].map(({ arn }) => arn);
}
