import type { OwnedListener, OwnerRule } from './owner-rule';

/** Controllers of Kubernetes, as their tags tell. They act by themselves, and put their own policy back. */

type Kind = 'ingress' | 'service' | 'gateway';

/** Where each kind of object says which policy its listeners have ([LBC] annotations, [EKS-lb] IngressClassParams). */
const FIXES: Readonly<Record<Kind, (listener: OwnedListener) => string>> = {
  ingress: ({ to }) =>
    `set the annotation alb.ingress.kubernetes.io/ssl-policy: ${to} on the ingress, or sslPolicy: ${to} in its IngressClassParams, which takes precedence`,
  service: ({ to }) =>
    `set the annotation service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy: ${to} on the service`,
  gateway: ({ to, port, protocol }) =>
    `set sslPolicy: ${to} for ${protocol}:${port} in listenerConfigurations of the gateway's LoadBalancerConfiguration`,
};

interface Controller {
  readonly name: string;
  /** What its tags of stacks have behind `ingress.`, `service.` and `gateway.`. */
  readonly domain: string;
  readonly clusterTag: string;
  /** What else would do, for a whole cluster. */
  readonly flag: (to: string) => string;
}

const CONTROLLERS: readonly Controller[] = [
  {
    name: 'the AWS Load Balancer Controller',
    domain: 'k8s.aws',
    clusterTag: 'elbv2.k8s.aws/cluster',
    flag: (to) =>
      `; or, for everything in the cluster without a policy of its own, start the controller with --default-ssl-policy=${to}`,
  },
  // [EKS-lb] Nobody but AWS starts this one: it has no flag.
  {
    name: 'EKS Auto Mode',
    domain: 'eks.amazonaws.com',
    clusterTag: 'eks:eks-cluster-name',
    flag: () => '',
  },
];

/** [LBC] `ingress.k8s.aws/stack` and so on; a gateway's also says of which type the load balancer is. */
const KINDS: readonly (readonly [Kind, suffix: string])[] = [
  ['ingress', ''],
  ['service', ''],
  ['gateway', '.alb'],
  ['gateway', '.nlb'],
];

/** The object in the cluster that a load balancer was made for. */
const stacks: readonly OwnerRule[] = CONTROLLERS.flatMap(({ name, domain, flag }) =>
  KINDS.map(([kind, suffix]): OwnerRule => {
    const tag = `${kind}.${domain}${suffix}/stack`;
    return (tags, listener) => {
      const stack = tags[tag];
      if (stack === undefined) return null;
      return {
        kind: 'controller',
        name: `${name} (${kind} ${stack})`,
        fix: FIXES[kind](listener) + flag(listener.to),
      };
    };
  }),
);

/** The cluster alone: what it was made for follows from the type of the load balancer. */
const clusters = CONTROLLERS.map(({ name, clusterTag, flag }): OwnerRule => (tags, listener) => {
  const cluster = tags[clusterTag];
  if (cluster === undefined) return null;
  const fix = FIXES[listener.type === 'application' ? 'ingress' : 'service'](listener) + flag(listener.to);
  return { kind: 'controller', name: `${name} (cluster ${cluster})`, fix };
});

const CLUSTER_PREFIX = 'kubernetes.io/cluster/';

/** [k8s] The service controller of Kubernetes' cloud provider; an ALB with its tags has an early ingress controller. */
const inTree: OwnerRule = (tags, listener) => {
  const service = tags['kubernetes.io/service-name'];
  const cluster = Object.keys(tags).find((key) => key.startsWith(CLUSTER_PREFIX));
  if (service === undefined && cluster === undefined) return null;
  const where = service ?? `cluster ${cluster?.slice(CLUSTER_PREFIX.length)}`;
  return {
    kind: 'controller',
    name: `a Kubernetes controller (${where})`,
    fix: FIXES[listener.type === 'application' ? 'ingress' : 'service'](listener),
  };
};

/** The object before its cluster: it is where the fix goes. */
export const CONTROLLER_RULES: readonly OwnerRule[] = [...stacks, ...clusters, inTree];
