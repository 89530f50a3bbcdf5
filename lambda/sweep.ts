import { applyPlanned } from './runs/saved-plan';
import type { RegionApi } from './aws/region';
import type { LoadBalancerType, RegionEstate } from './core/estate';
import { exemptionNotices, monthOf } from './core/plan/exemption-notices';
import type { History } from './core/history';
import { planRegion } from './core/plan/plan';
import type { Entry, Report } from './core/report';
import { rollOut } from './core/gates';
import { formatTarget } from './core/policy/target';
import { unknownWaveNotes } from './core/gates/waves';
import { examineRegion } from './runs/find';
import type { Records } from './records/records';
import { UserError, type Settings } from './settings/settings';
import { finish, reporter, type World } from './runs/context';

/** One run: what to do, and the world it happens in. */
export interface Run extends World {
  readonly settings: Settings;
  /** `plan` is a dry run: it says what an `apply` would do. */
  readonly mode: 'plan' | 'apply';
}

/** Finds the web tier, plans, applies unless it is a dry run, records, reports and delivers. */
export async function sweep(run: Run): Promise<Report> {
  const { settings, aws, now, mode } = run;
  const startedAt = now();
  const account = await aws.account();
  const regions = settings.regions === 'all' ? await aws.enabledRegions() : settings.regions;
  if (regions.length === 0)
    throw new UserError('no Region to examine: account:ListRegions named none; name the Regions', 1);
  const apis = regions.map((region) => aws.region(region, account));
  await refuseUnofferedTarget(settings, apis);

  const estates = await Promise.all(apis.map((api) => examineRegion(api, { ...settings, ...run })));
  const history = await run.records.history(account);
  // An apply counts what it has changed, and goes on to the next where one fails; a dry run counts what it would.
  const limit = mode === 'plan' ? settings.rollout.maxChanges : null;
  const plan = planOf(
    estates,
    { ...settings, rollout: { ...settings.rollout, maxChanges: limit } },
    history,
    startedAt,
  );

  const report = reporter(run, startedAt, {
    mode,
    account,
    scope: { ...settings.scope, regions },
    target: formatTarget(settings.target),
    regions: estates.map(statusOf),
    inScope: estates.flatMap(inScopeOf),
    notes: notesOn(estates, settings),
    exemptions: exemptionNotices(
      estates.flatMap(({ loadBalancers }) => loadBalancers),
      history,
      startedAt,
    ),
  });
  const { listeners } =
    mode === 'plan' ? report(plan) : await applyPlanned(report(plan), settings, history, run);
  await rememberMonth(history, account, startedAt, run.records);
  return finish(report(listeners), run);
}

function planOf(
  estates: readonly RegionEstate[],
  { target, rollout }: Settings,
  history: History | null,
  now: Date,
): readonly Entry[] {
  const entries = estates.flatMap((estate) => planRegion(estate, { target, now })).map(({ entry }) => entry);
  const tagsByArn = new Map(
    estates.flatMap(({ loadBalancers, unread }) => [
      ...loadBalancers.map(({ arn, tags }) => [arn, tags] as const),
      ...unread.flatMap(({ loadBalancer, tags }) => (tags ? [[loadBalancer.arn, tags] as const] : [])),
    ]),
  );
  return rollOut(entries, rollout, {
    history,
    now,
    tagsOf: ({ loadBalancer }) => tagsByArn.get(loadBalancer.arn) ?? null,
  });
}

function notesOn(estates: readonly RegionEstate[], { rollout }: Settings): readonly string[] {
  const loadBalancers = estates.flatMap((estate) => estate.loadBalancers);
  return [
    ...estates.flatMap(({ notes }) => notes),
    ...(rollout.waves === null ? [] : unknownWaveNotes(loadBalancers, rollout.waves)),
  ];
}

/** Exemptions without an end date are named once a month. */
async function rememberMonth(
  history: History | null,
  account: string,
  now: Date,
  records: Records,
): Promise<void> {
  const month = monthOf(now);
  if (history === null || history.openEndedNamedIn === month) return;
  await records.update(account, (current) => ({ ...current, openEndedNamedIn: month }));
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
