import type { LoadBalancerType } from '../estate';
import { chooseClassicTarget, chooseTarget, formatTarget, permissivePosture } from '../policy/target';
import { count } from '../wording/sentence';
import { list } from '../wording/target';
import type { Finding } from './checks';
import type { IndexState, LogDelivery, RegionFacts, Wanted } from './facts';
import { about, fine, judged, untold, wrong } from './finding';
import { TRAIL_RIGHTS, trailLogs } from './of-trails';

/** What is to be looked at in each Region. A Region without load balancers in scope is fine, unless all are. */
export function ofRegions(regions: readonly RegionFacts[], wanted: Wanted): readonly Finding[] {
  const all = regions.flatMap((region) => ofRegion(region, wanted));
  if (!regions.every(({ index }) => 'is' in index && isEmpty(index.is))) return all;
  return [scopeEmpty(regions, wanted), ...all.filter(({ check }) => check !== 'tag-index')];
}

function isEmpty({ agreed, missing, stale }: IndexState): boolean {
  return agreed + missing.length + stale.length === 0;
}

function scopeEmpty(regions: readonly RegionFacts[], wanted: Wanted): Finding {
  const [only, ...others] = regions.map(({ region }) => region);
  const isOne = only !== undefined && others.length === 0;
  return wrong(
    about('tag-index', isOne ? only : null),
    `no load balancer carries ${tagOf(wanted)}${isOne ? '' : `, in none of ${count(regions.length, 'Region')}`}`,
    'tag what is to be looked after, or name another tag with --tag',
  );
}

/** `Tier=web,edge`, as people read a scope. */
function tagOf({ scope }: Wanted): string {
  return `${scope.tagKey}=${scope.tagValues.join(',')}`;
}

function ofRegion(facts: RegionFacts, wanted: Wanted): readonly Finding[] {
  const { region, index, logs, trails, offers } = facts;
  return [
    ...judged(
      about('tag-index', region),
      index,
      { rights: 'tag:GetResources, elasticloadbalancing:DescribeLoadBalancers and DescribeTags' },
      (state) => indexAgrees(state, region, wanted),
    ),
    ...offers.map((offer) => targetOffered(offer, region, wanted)),
    ...judged(about('trail-logs', region), trails, { rights: TRAIL_RIGHTS }, (found) =>
      trailLogs(found, region),
    ),
    ...judged(
      about('logs-delivered', region),
      logs,
      { rights: 'elasticloadbalancing:DescribeLoadBalancerAttributes' },
      (found) => logsDelivered(found, region),
    ),
  ];
}

/** Most names in one line. */
const MOST = 3;

function some(names: readonly string[]): string {
  const more = names.length - MOST;
  return more > 0 ? `${names.slice(0, MOST).join(', ')} and ${more} more` : list(names);
}

function indexAgrees({ agreed, missing, stale }: IndexState, region: string, wanted: Wanted): Finding {
  const of = about('tag-index', region);
  const tag = tagOf(wanted);
  if (missing.length > 0)
    return wrong(
      of,
      `the tag index does not have ${some(missing)}, which carry ${tag}: no run finds them`,
      'wait some minutes and ask again; where it stays so, set the tag again, or plan with --find scan',
    );
  if (stale.length > 0)
    return wrong(
      of,
      `the tag index still has ${some(stale)}, which no longer carry ${tag}: no run changes them`,
      'wait some minutes and ask again',
    );
  if (agreed === 0) return fine(of, `no load balancer with ${tag}, by both`);
  return fine(of, `${count(agreed, 'load balancer')} with ${tag}, by both`);
}

function targetOffered(
  { type, offer }: RegionFacts['offers'][number],
  region: string,
  { target }: Wanted,
): Finding {
  const of = about('target-offered', region);
  if (offer.status === 'unreadable')
    return untold(of, offer.error, `let the caller list the policies for ${type} load balancers`);
  const asked = formatTarget(target);
  const old = permissivePosture(null, offer.policies);
  const choice =
    type === 'classic'
      ? chooseClassicTarget(old, target, offer.policies)
      : chooseTarget(old, target, offer.policies, () => true);
  const types: Readonly<Record<LoadBalancerType, string>> = {
    application: 'ALB',
    network: 'NLB',
    classic: 'Classic',
  };
  if (choice.found) return fine(of, `${types[type]}: ${choice.target.name}`);
  return wrong(
    of,
    `AWS offers ${asked === 'recommended' ? 'no modern policy' : `nothing for the target ${asked}`} on ${types[type]}`,
    'choose another TargetPolicy: docs/settings.md',
  );
}

function logsDelivered(found: readonly LogDelivery[], region: string): Finding {
  const of = about('logs-delivered', region);
  if (found.length === 0) return fine(of, 'no load balancer in scope');
  const blind = found.filter(({ access, connection }) => !access && !connection);
  if (blind.length === 0) return fine(of, `${count(found.length, 'load balancer')} in scope, all with logs`);
  return wrong(
    of,
    `${blind.length} of ${found.length} in scope log nothing: ${some(blind.map(({ name }) => name))}`,
    'turn on connection logs on ALB, access logs on NLB and Classic: docs/who-would-break.md',
  );
}
