import { everywhere, type OwnerRow } from './row';

/** Controllers of Kubernetes. They act by themselves, and put their own policy back. */

const INGRESS = 'set the annotation alb.ingress.kubernetes.io/ssl-policy: {to} on the ingress';
const INGRESS_OR_CLASS = `${INGRESS}, or sslPolicy: {to} in its IngressClassParams, which takes precedence`;
const SERVICE =
  'set the annotation service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy: {to} on the service';
const GATEWAY =
  "set sslPolicy: {to} for {protocol}:{port} in listenerConfigurations of the gateway's LoadBalancerConfiguration";
const FLAG =
  '; or, for everything in the cluster without a policy of its own, start the controller with --default-ssl-policy={to}';

/** Its own cluster tag tells it from version 1, whose tags it leaves on what it took over ([LBC-1]). */
const INGRESS_OF_A_CLUSTER: OwnerRow = {
  name: 'the AWS Load Balancer Controller (ingress {ingress.k8s.aws/stack})',
  tags: ['elbv2.k8s.aws/cluster', 'ingress.k8s.aws/stack'],
  kind: 'controller',
  fix: everywhere(INGRESS_OR_CLASS + FLAG),
};

/** Version 1 tags ahead for its successor from 1.1.3 on, and knows neither its flag nor its IngressClassParams ([LBC-1]). */
const INGRESS_CONTROLLER_1_1: OwnerRow = {
  name: 'the ALB Ingress Controller 1 (ingress {ingress.k8s.aws/stack})',
  tags: ['kubernetes.io/ingress-name', 'ingress.k8s.aws/stack'],
  kind: 'controller',
  fix: everywhere(INGRESS),
};

/** Each was made for an object in the cluster, and the tags say which: it is where the fix goes. */
const LOAD_BALANCER_CONTROLLER: readonly OwnerRow[] = [
  {
    name: 'the AWS Load Balancer Controller (ingress {ingress.k8s.aws/stack})',
    tags: ['ingress.k8s.aws/stack'],
    kind: 'controller',
    fix: everywhere(INGRESS_OR_CLASS + FLAG),
  },
  {
    name: 'the AWS Load Balancer Controller (service {service.k8s.aws/stack})',
    tags: ['service.k8s.aws/stack'],
    kind: 'controller',
    fix: everywhere(SERVICE + FLAG),
  },
  {
    name: 'the AWS Load Balancer Controller (gateway {gateway.k8s.aws.alb/stack})',
    tags: ['gateway.k8s.aws.alb/stack'],
    kind: 'controller',
    fix: everywhere(GATEWAY + FLAG),
  },
  {
    name: 'the AWS Load Balancer Controller (gateway {gateway.k8s.aws.nlb/stack})',
    tags: ['gateway.k8s.aws.nlb/stack'],
    kind: 'controller',
    fix: everywhere(GATEWAY + FLAG),
  },
];

/** Nobody but AWS starts this one: it has no flag. */
const EKS_AUTO_MODE: readonly OwnerRow[] = [
  {
    name: 'EKS Auto Mode (ingress {ingress.eks.amazonaws.com/stack})',
    tags: ['ingress.eks.amazonaws.com/stack'],
    kind: 'controller',
    fix: everywhere(INGRESS_OR_CLASS),
  },
  {
    name: 'EKS Auto Mode (service {service.eks.amazonaws.com/stack})',
    tags: ['service.eks.amazonaws.com/stack'],
    kind: 'controller',
    fix: everywhere(SERVICE),
  },
  {
    name: 'EKS Auto Mode (gateway {gateway.eks.amazonaws.com.alb/stack})',
    tags: ['gateway.eks.amazonaws.com.alb/stack'],
    kind: 'controller',
    fix: everywhere(GATEWAY),
  },
  {
    name: 'EKS Auto Mode (gateway {gateway.eks.amazonaws.com.nlb/stack})',
    tags: ['gateway.eks.amazonaws.com.nlb/stack'],
    kind: 'controller',
    fix: everywhere(GATEWAY),
  },
];

/** Others that name the object, or at least themselves. */
const OTHERS: readonly OwnerRow[] = [
  {
    name: 'kube-ingress-aws-controller (cluster {kubernetes.io/cluster/*})',
    // The value of the first is a setting of the controller.
    tags: ['kubernetes:application', 'kubernetes.io/cluster/*'],
    kind: 'controller',
    fix: everywhere(
      'set the annotation zalando.org/aws-load-balancer-ssl-policy: {to} on the ingress, or start the controller with --ssl-policy={to}',
    ),
  },
  {
    name: 'the ALB Ingress Controller 1 (ingress {kubernetes.io/ingress-name})',
    tags: ['kubernetes.io/ingress-name'],
    kind: 'controller',
    fix: everywhere(INGRESS),
  },
  {
    name: 'the cloud provider of Kubernetes (service {kubernetes.io/service-name})',
    tags: ['kubernetes.io/service-name'],
    kind: 'controller',
    fix: everywhere(SERVICE),
  },
  {
    name: 'an EKS capability for ACK ({eks:kubernetes-namespace}/{eks:kubernetes-resource-name})',
    tags: ['eks:eks-capability-arn', 'eks:kubernetes-api-group=elbv2.services.k8s.aws'],
    kind: 'controller',
    fix: everywhere("set spec.sslPolicy: {to} in ACK's Listener resource for port {port}"),
  },
  {
    name: 'ACK, AWS Controllers for Kubernetes (namespace {services.k8s.aws/namespace})',
    tags: ['services.k8s.aws/controller-version', 'services.k8s.aws/namespace'],
    kind: 'controller',
    fix: everywhere("set spec.sslPolicy: {to} in ACK's Listener resource for port {port}"),
  },
  {
    name: 'Crossplane ({crossplane-kind} {crossplane-name})',
    tags: ['crossplane-kind', 'crossplane-name'],
    kind: 'controller',
    fix: {
      ...everywhere(
        "set spec.forProvider.sslPolicy: {to} in Crossplane's LBListener resource for port {port}",
      ),
      classic: 'set the policy to {to} in the Crossplane resources of this load balancer',
    },
  },
];

/** The object before its cluster. */
export const OBJECTS: readonly OwnerRow[] = [
  INGRESS_OF_A_CLUSTER,
  INGRESS_CONTROLLER_1_1,
  ...LOAD_BALANCER_CONTROLLER,
  ...EKS_AUTO_MODE,
  ...OTHERS,
];

const UNKNOWN =
  'find out which one it is (the tags name the cluster alone), and set the policy to {to} in the object that the load balancer was made for';

/** A cluster alone. It names no annotation: the one that would be right depends on the object. */
export const CLUSTERS: readonly OwnerRow[] = [
  {
    name: 'the AWS Load Balancer Controller (cluster {elbv2.k8s.aws/cluster})',
    tags: ['elbv2.k8s.aws/cluster'],
    kind: 'controller',
    fix: everywhere(
      `set the policy to {to} in the ingress, service or gateway that the load balancer was made for${FLAG}`,
    ),
  },
  {
    name: 'EKS Auto Mode (cluster {eks:eks-cluster-name})',
    tags: ['eks:eks-cluster-name'],
    kind: 'controller',
    fix: everywhere(
      'set the policy to {to} in the ingress, service or gateway that the load balancer was made for',
    ),
  },
  {
    name: 'an unknown controller of the Kubernetes cluster {kubernetes.io/cluster/*}',
    tags: ['kubernetes.io/cluster/*'],
    kind: 'controller',
    fix: everywhere(UNKNOWN),
  },
  {
    name: 'an unknown controller of the Kubernetes cluster {KubernetesCluster}',
    tags: ['KubernetesCluster'],
    kind: 'controller',
    fix: everywhere(UNKNOWN),
  },
];
