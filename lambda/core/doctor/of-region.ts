import type { LoadBalancerType } from '../estate';
import { chooseClassicTarget, chooseTarget, formatTarget, permissivePosture } from '../policy/target';
import { count } from '../wording/sentence';
import { list } from '../wording/target';
import type { Finding } from './checks';
import type { IndexState, LogDelivery, RegionFacts, Trail, Wanted } from './facts';
import { about, fine, judged, untold, wrong } from './finding';

/** What is to be looked at in each Region. */
export function ofRegion(facts: RegionFacts, wanted: Wanted): readonly Finding[] {
  const { region, index, logs, trails, offers } = facts;
  return [
    ...judged(
      about('tag-index', region),
      index,
      'tag:GetResources, elasticloadbalancing:DescribeLoadBalancers and DescribeTags',
      (state) => indexAgrees(state, region, wanted),
    ),
    ...offers.map((offer) => targetOffered(offer, region, wanted)),
    ...judged(
      about('trail-logs', region),
      trails,
      'cloudtrail:DescribeTrails, GetTrailStatus and GetEventSelectors',
      (found) => trailLogs(found, region),
    ),
    ...judged(
      about('logs-delivered', region),
      logs,
      'elasticloadbalancing:DescribeLoadBalancerAttributes',
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

function indexAgrees({ agreed, missing, stale }: IndexState, region: string, { scope }: Wanted): Finding {
  const of = about('tag-index', region);
  const tag = `${scope.tagKey}=${scope.tagValues.join(',')}`;
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
  if (agreed > 0) return fine(of, `${count(agreed, 'load balancer')} with ${tag}, by both`);
  return wrong(
    of,
    `no load balancer carries ${tag}`,
    `tag what is to be looked after, or name another tag with --tag`,
  );
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

function trailLogs(trails: readonly Trail[], region: string): Finding {
  const of = about('trail-logs', region);
  const covering = trails.filter(({ onlyIn }) => onlyIn === null || onlyIn === region);
  const good = covering.find(({ isLogging, logsWrites }) => isLogging && logsWrites);
  if (good !== undefined) return fine(of, `${good.name} logs writing management events`);
  const [first] = covering;
  const todo = 'make or start a trail that logs writing management events of all Regions (CloudTrail)';
  if (first === undefined)
    return wrong(of, 'no trail covers it: who changed a listener is kept for 90 days alone', todo);
  const why = covering.some(({ isLogging }) => isLogging)
    ? 'logs no writing management events'
    : 'is stopped';
  return wrong(of, `the trail ${first.name} ${why}`, todo);
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
