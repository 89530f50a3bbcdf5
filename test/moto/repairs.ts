/**
 * What moto has to be told, or has said wrongly, before the tool can be run against it at all: text of a request
 * or of an answer, replaced. Each stands in differences.ts as `repaired`; whatever is not here reaches the tool as
 * moto says it.
 */
export interface Repair {
  /** The topic in differences.ts. */
  readonly mends: string;
  readonly request: (body: string) => string;
  readonly answer: (body: string) => string;
}

const asItIs = (body: string): string => body;

/** Network load balancers have `/net/` in their ARNs and in those of their listeners; moto says `/app/`. */
export function networkArns(names: ReadonlySet<string>): Repair {
  const replace = (body: string, from: string, to: string): string =>
    body.replace(
      new RegExp(`((?:loadbalancer|listener)(?:/|%2F))${from}((?:/|%2F)([A-Za-z0-9-]+))`, 'g'),
      (whole: string, start: string, end: string, name: string) =>
        names.has(name) ? `${start}${to}${end}` : whole,
    );
  return {
    mends: 'ARNs of NLBs say app',
    request: (body) => replace(body, 'net', 'app'),
    answer: (body) => replace(body, 'app', 'net'),
  };
}

/** GetResources for `elasticloadbalancing:loadbalancer` answers Classic ones too; moto has a type of its own. */
export const classicInTagIndex: Repair = {
  mends: 'the tag index has a type of its own for Classic',
  request: (body) =>
    body.replace(
      '"elasticloadbalancing:loadbalancer"',
      '"elasticloadbalancing:loadbalancer","elb:loadbalancer"',
    ),
  answer: asItIs,
};

/** The Classic load balancer that stands for AWS's own policies. */
export const SHELF = 'predefined-policies';

/** Without a load balancer, DescribeLoadBalancerPolicies answers AWS's own policies; moto has none. */
export const predefinedOnShelf: Repair = {
  mends: 'no predefined Classic policies',
  request: (body) =>
    body.includes('Action=DescribeLoadBalancerPolicies') && !body.includes('LoadBalancerName=')
      ? `${body}&LoadBalancerName=${SHELF}`
      : body,
  answer: asItIs,
};
