/** What the id of a listener says, or the ARN of a load balancer: see `Entry.id`. */

/**
 * The ARN of the load balancer that a listener's id names: `.../listener/app/NAME/ID/LISTENER`, and on Classic
 * `.../loadbalancer/NAME#PORT`.
 */
export function loadBalancerArnOf(id: string): string {
  const [arn = ''] = id.split('#');
  return arn.replace(/:listener\/(app|net)\/([^/]+)\/([^/]+)\/.*$/, ':loadbalancer/$1/$2/$3');
}

export function regionOf(id: string): string {
  return id.split(':')[3] ?? '';
}

/** The name of its load balancer: `.../loadbalancer/app/NAME/ID`, and on Classic `.../loadbalancer/NAME`. */
export function loadBalancerNameOf(id: string): string {
  return /:loadbalancer\/(?:(?:app|net)\/)?([^/]+)/.exec(loadBalancerArnOf(id))?.[1] ?? id;
}

/** The ARN of a Classic load balancer: its API never says it, only names. */
export function classicArn(partition: string, region: string, account: string, name: string): string {
  return `arn:${partition}:elasticloadbalancing:${region}:${account}:loadbalancer/${name}`;
}
