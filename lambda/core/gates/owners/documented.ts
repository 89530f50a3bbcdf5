/**
 * What docs/owners.md says of the rows of the table, and the function never does: in a file of its own, so that its bundle is
 * without it.
 */
export interface Documented {
  /** Whether, by whom and how often a listener is set back, for people. */
  readonly setsBack: string;
  /** Where its tags, its ways and the place of the fix are documented: rows of docs/sources.md. */
  readonly sources: readonly string[];
}

const EVERY_10_HOURS = 'by itself: when the object changes, and every 10 hours (--sync-period)';
const AUTO_MODE = 'by itself: AWS runs it, and does not say how often it looks';
const HOURLY = 'by itself: when the ingress changes, and every hour (--sync-period)';
const UNKNOWN = 'not known: the controller is not';

/** By the row's name; a test holds that each row is here, and nothing else. */
export const DOCUMENTED: Readonly<Record<string, Documented>> = {
  'the AWS Load Balancer Controller (ingress {ingress.k8s.aws/stack})': {
    setsBack: EVERY_10_HOURS,
    sources: ['LBC'],
  },
  'the AWS Load Balancer Controller (service {service.k8s.aws/stack})': {
    setsBack: EVERY_10_HOURS,
    sources: ['LBC'],
  },
  'the AWS Load Balancer Controller (gateway {gateway.k8s.aws.alb/stack})': {
    setsBack: EVERY_10_HOURS,
    sources: ['LBC'],
  },
  'the AWS Load Balancer Controller (gateway {gateway.k8s.aws.nlb/stack})': {
    setsBack: EVERY_10_HOURS,
    sources: ['LBC'],
  },
  'EKS Auto Mode (ingress {ingress.eks.amazonaws.com/stack})': {
    setsBack: AUTO_MODE,
    sources: ['EKS-lb'],
  },
  'EKS Auto Mode (service {service.eks.amazonaws.com/stack})': {
    setsBack: AUTO_MODE,
    sources: ['EKS-lb'],
  },
  'EKS Auto Mode (gateway {gateway.eks.amazonaws.com.alb/stack})': {
    setsBack: AUTO_MODE,
    sources: ['EKS-lb', 'LBC'],
  },
  'EKS Auto Mode (gateway {gateway.eks.amazonaws.com.nlb/stack})': {
    setsBack: AUTO_MODE,
    sources: ['EKS-lb', 'LBC'],
  },
  'kube-ingress-aws-controller (cluster {kubernetes.io/cluster/*})': {
    setsBack:
      'by itself: it looks all the time, and updates its CloudFormation stack when an ingress changes',
    sources: ['Zalando'],
  },
  'the ALB Ingress Controller 1 (ingress {kubernetes.io/ingress-name})': {
    setsBack: HOURLY,
    sources: ['LBC-1'],
  },
  'the ALB Ingress Controller 1 (ingress {ingress.k8s.aws/stack})': {
    setsBack: HOURLY,
    sources: ['LBC-1'],
  },
  'the cloud provider of Kubernetes (service {kubernetes.io/service-name})': {
    setsBack: 'by itself: when the service changes, and when the controller manager restarts',
    sources: ['k8s', 'k8s#23744'],
  },
  'an EKS capability for ACK ({eks:kubernetes-namespace}/{eks:kubernetes-resource-name})': {
    setsBack: 'by itself: when the resource changes, and every 10 hours',
    sources: ['ACK-EKS', 'ACK'],
  },
  'ACK, AWS Controllers for Kubernetes (namespace {services.k8s.aws/namespace})': {
    setsBack: 'by itself: when the resource changes, and every 10 hours (--reconcile-default-resync-seconds)',
    sources: ['ACK'],
  },
  'Crossplane ({crossplane-kind} {crossplane-name})': {
    setsBack: 'by itself: when the resource changes, and every 10 minutes (--poll)',
    sources: ['Crossplane'],
  },
  'kOps (cluster {KubernetesCluster})': {
    setsBack: 'no: the next `kops update cluster --yes` does',
    sources: ['kOps'],
  },
  'the AWS Load Balancer Controller (cluster {elbv2.k8s.aws/cluster})': {
    setsBack: EVERY_10_HOURS,
    sources: ['LBC'],
  },
  'EKS Auto Mode (cluster {eks:eks-cluster-name})': {
    setsBack: AUTO_MODE,
    sources: ['EKS-lb'],
  },
  'an unknown controller of the Kubernetes cluster {kubernetes.io/cluster/*}': {
    setsBack: UNKNOWN,
    sources: ['k8s'],
  },
  'an unknown controller of the Kubernetes cluster {KubernetesCluster}': {
    setsBack: UNKNOWN,
    sources: ['k8s'],
  },
  'Elastic Beanstalk (environment {elasticbeanstalk:environment-name})': {
    setsBack: 'no: the next update of the environment does, a managed platform update too',
    sources: ['EB-opt'],
  },
  'AWS Copilot (application {copilot-application}{, copilot-environment})': {
    setsBack: 'no: the next `copilot env deploy` or `copilot svc deploy` does',
    sources: ['Copilot'],
  },
  'AWS Service Catalog ({aws:servicecatalog:provisionedProductArn})': {
    setsBack: 'no: the next update of the provisioned product does',
    sources: ['SC'],
  },
  'CloudFormation (stack {aws:cloudformation:stack-name}{, aws:cloudformation:logical-id})': {
    setsBack: 'no: the next deployment that touches the listener does. The CDK and SAM deploy such stacks',
    sources: ['CFN-tag', 'CFN-ref'],
  },
  'SST (app {sst:app}, stage {sst:stage})': {
    setsBack: 'no: the next `sst deploy` does',
    sources: ['SST'],
  },
  'infrastructure code ({git_file} in {git_repo})': {
    setsBack: 'no: the next deployment does',
    sources: ['Yor'],
  },
  'Amazon ECS Express Mode': {
    setsBack:
      'no: AWS documents that a direct change stays, unless an update of the service asks for another',
    sources: ['ECS-exp'],
  },
};
