import type { Tags } from '../../../lambda/core/estate';
import type { Entry } from '../../../lambda/core/report';
import type { PermittingOwner, SettingOwner } from '../../../lambda/core/wording/gates';
import { full } from '../catalogue';
import { alb, classic, decide, madeFrom, nlb } from '../estate';

/** Load balancers as their owners tag them, whole sets of tags (docs/sources.md says where they were read). */

const OLD = full('2016-08');
export const TO = full('TLS13-1-2-Res-PQ-2025-09');
export const CLASSIC_TO = full('TLS-1-2-2017-01');
export const ALB = decide(alb([OLD])).entry;
export const NLB = decide(nlb([OLD])).entry;
export const CLASSIC = decide(classic([['console']], [madeFrom(OLD, 'console')])).entry;

const INGRESS = `set the annotation alb.ingress.kubernetes.io/ssl-policy: ${TO} on the ingress`;
const INGRESS_FIX = `${INGRESS}, or sslPolicy: ${TO} in its IngressClassParams, which takes precedence`;
const SERVICE_FIX = `set the annotation service.beta.kubernetes.io/aws-load-balancer-ssl-negotiation-policy: ${TO} on the service`;
const FLAG = `; or, for everything in the cluster without a policy of its own, start the controller with --default-ssl-policy=${TO}`;
const OBJECT_FIX = `set the policy to ${TO} in the ingress, service or gateway that the load balancer was made for`;
const UNKNOWN_FIX = `find out which one it is (the tags name the cluster alone), and set the policy to ${TO} in the object that the load balancer was made for`;
const ACK_FIX = `set spec.sslPolicy: ${TO} in ACK's Listener resource for port 443`;
const LBC = 'the AWS Load Balancer Controller';

function gatewayFix(listener: string): string {
  return `set sslPolicy: ${TO} for ${listener} in listenerConfigurations of the gateway's LoadBalancerConfiguration`;
}

/** An owner as far as the tables here say it: what is for a group of listeners is derived from it. */
export type Said = PermittingOwner | Pick<SettingOwner, 'kind' | 'name' | 'fix'>;

function controller(name: string, fix: string): Said {
  return { kind: 'controller', name, fix };
}

function stack(name: string, fix: string): Said {
  return { kind: 'stack', name, fix };
}

const CFN = {
  'aws:cloudformation:stack-id': 'arn:aws:cloudformation:eu-west-1:111122223333:stack/web/1',
  'aws:cloudformation:stack-name': 'web',
  'aws:cloudformation:logical-id': 'Shop',
};

export const REAL: readonly (readonly [what: string, Entry, Tags, Said])[] = [
  [
    'an ingress',
    ALB,
    {
      'elbv2.k8s.aws/cluster': 'blue',
      'ingress.k8s.aws/resource': 'LoadBalancer',
      'ingress.k8s.aws/stack': 'shop/web',
    },
    controller(`${LBC} (ingress shop/web)`, INGRESS_FIX + FLAG),
  ],
  [
    'a service',
    NLB,
    {
      'elbv2.k8s.aws/cluster': 'blue',
      'service.k8s.aws/resource': 'LoadBalancer',
      'service.k8s.aws/stack': 'shop/tls',
    },
    controller(`${LBC} (service shop/tls)`, SERVICE_FIX + FLAG),
  ],
  [
    'a gateway of an ALB',
    ALB,
    { 'elbv2.k8s.aws/cluster': 'blue', 'gateway.k8s.aws.alb/stack': 'shop/edge' },
    controller(`${LBC} (gateway shop/edge)`, gatewayFix('HTTPS:443') + FLAG),
  ],
  [
    'a gateway of an NLB',
    NLB,
    { 'elbv2.k8s.aws/cluster': 'blue', 'gateway.k8s.aws.nlb/stack': 'shop/edge' },
    controller(`${LBC} (gateway shop/edge)`, gatewayFix('TLS:443') + FLAG),
  ],
  [
    'an ingress of Auto Mode',
    ALB,
    {
      'eks:eks-cluster-name': 'blue',
      'ingress.eks.amazonaws.com/resource': 'LoadBalancer',
      'ingress.eks.amazonaws.com/stack': 'shop/web',
    },
    controller('EKS Auto Mode (ingress shop/web)', INGRESS_FIX),
  ],
  [
    'a service of Auto Mode',
    NLB,
    { 'eks:eks-cluster-name': 'blue', 'service.eks.amazonaws.com/stack': 'shop/tls' },
    controller('EKS Auto Mode (service shop/tls)', SERVICE_FIX),
  ],
  [
    'a gateway of Auto Mode',
    ALB,
    { 'gateway.eks.amazonaws.com.alb/stack': 'shop/edge' },
    controller('EKS Auto Mode (gateway shop/edge)', gatewayFix('HTTPS:443')),
  ],
  [
    'another gateway of Auto Mode',
    NLB,
    { 'gateway.eks.amazonaws.com.nlb/stack': 'shop/edge' },
    controller('EKS Auto Mode (gateway shop/edge)', gatewayFix('TLS:443')),
  ],
  [
    "an ingress of Zalando's controller, in a CloudFormation stack",
    ALB,
    {
      ...CFN,
      'kubernetes:application': 'kube-ingress-aws-controller',
      'kubernetes.io/cluster/blue': 'owned',
      'ingress:certificate-arn/arn:aws:acm:eu-west-1:111122223333:certificate/1': '0001-01-01T00:00:00Z',
    },
    controller(
      'kube-ingress-aws-controller (cluster blue)',
      `set the annotation zalando.org/aws-load-balancer-ssl-policy: ${TO} on the ingress, or start the controller with --ssl-policy=${TO}`,
    ),
  ],
  [
    'an early ingress',
    ALB,
    {
      'kubernetes.io/cluster/blue': 'owned',
      'kubernetes.io/namespace': 'shop',
      'kubernetes.io/ingress-name': 'web',
    },
    controller('the ALB Ingress Controller 1 (ingress web)', INGRESS),
  ],
  [
    'an ingress of version 1.1.9, which tags ahead for its successor',
    ALB,
    {
      'kubernetes.io/cluster/blue': 'owned',
      'kubernetes.io/namespace': 'shop',
      'kubernetes.io/ingress-name': 'web',
      'ingress.k8s.aws/cluster': 'blue',
      'ingress.k8s.aws/stack': 'shop/web',
      'ingress.k8s.aws/resource': 'LoadBalancer',
    },
    controller('the ALB Ingress Controller 1 (ingress shop/web)', INGRESS),
  ],
  [
    'an ingress that version 2 took over from version 1',
    ALB,
    {
      'elbv2.k8s.aws/cluster': 'blue',
      'kubernetes.io/cluster/blue': 'owned',
      'kubernetes.io/namespace': 'shop',
      'kubernetes.io/ingress-name': 'web',
      'ingress.k8s.aws/cluster': 'blue',
      'ingress.k8s.aws/stack': 'shop/web',
      'ingress.k8s.aws/resource': 'LoadBalancer',
    },
    controller(`${LBC} (ingress shop/web)`, INGRESS_FIX + FLAG),
  ],
  [
    'an ingress of the first release candidates of version 2, which had no cluster tag of their own',
    ALB,
    {
      'ingress.k8s.aws/cluster': 'blue',
      'ingress.k8s.aws/resource': 'LoadBalancer',
      'ingress.k8s.aws/stack': 'shop/web',
    },
    controller(`${LBC} (ingress shop/web)`, INGRESS_FIX + FLAG),
  ],
  [
    'a service, in-tree',
    NLB,
    { 'kubernetes.io/service-name': 'shop/tls', 'kubernetes.io/cluster/blue': 'owned' },
    controller('the cloud provider of Kubernetes (service shop/tls)', SERVICE_FIX),
  ],
  [
    'a service on Classic, of a cluster that kOps made',
    CLASSIC,
    {
      KubernetesCluster: 'blue.example.com',
      'kubernetes.io/cluster/blue.example.com': 'owned',
      'kubernetes.io/service-name': 'shop/web',
    },
    controller('the cloud provider of Kubernetes (service shop/web)', SERVICE_FIX.replace(TO, CLASSIC_TO)),
  ],
  [
    'an ACK resource',
    ALB,
    { 'services.k8s.aws/controller-version': 'elbv2-1.0.9', 'services.k8s.aws/namespace': 'shop' },
    controller('ACK, AWS Controllers for Kubernetes (namespace shop)', ACK_FIX),
  ],
  [
    'an ACK resource of an EKS capability',
    NLB,
    {
      'eks:controller-version': 'elbv2-1.0.9',
      'eks:eks-capability-arn': 'arn:aws:eks:eu-west-1:111122223333:capability/blue/ack/ack/1',
      'eks:kubernetes-api-group': 'elbv2.services.k8s.aws',
      'eks:kubernetes-namespace': 'shop',
      'eks:kubernetes-resource-name': 'edge',
    },
    controller('an EKS capability for ACK (shop/edge)', ACK_FIX),
  ],
  [
    'a Crossplane resource',
    ALB,
    {
      'crossplane-kind': 'lb.elbv2.aws.upbound.io',
      'crossplane-name': 'edge',
      'crossplane-providerconfig': 'default',
    },
    controller(
      'Crossplane (lb.elbv2.aws.upbound.io edge)',
      `set spec.forProvider.sslPolicy: ${TO} in Crossplane's LBListener resource for port 443`,
    ),
  ],
  [
    'the API of a kOps cluster',
    NLB,
    {
      KubernetesCluster: 'blue.example.com',
      Name: 'api.blue.example.com',
      'kubernetes.io/cluster/blue.example.com': 'owned',
    },
    stack(
      'kOps (cluster blue.example.com)',
      `set spec.api.loadBalancer.sslPolicy: ${TO} in the specification of the cluster, then run kops update cluster --yes`,
    ),
  ],
  [
    'the cluster of an ALB',
    ALB,
    { 'elbv2.k8s.aws/cluster': 'blue' },
    controller(`${LBC} (cluster blue)`, OBJECT_FIX + FLAG),
  ],
  [
    'the cluster of Auto Mode',
    NLB,
    { 'eks:eks-cluster-name': 'blue' },
    controller('EKS Auto Mode (cluster blue)', OBJECT_FIX),
  ],
  [
    'a cluster and no more',
    NLB,
    { 'kubernetes.io/cluster/blue': 'owned' },
    controller('an unknown controller of the Kubernetes cluster blue', UNKNOWN_FIX),
  ],
  [
    'a cluster and no more, as it was tagged long ago',
    CLASSIC,
    { KubernetesCluster: 'blue', Name: 'bastion.blue' },
    controller('an unknown controller of the Kubernetes cluster blue', UNKNOWN_FIX.replace(TO, CLASSIC_TO)),
  ],
  [
    'Elastic Beanstalk, and not the stack that it makes',
    { ...ALB, port: 8443 },
    {
      ...CFN,
      'elasticbeanstalk:environment-id': 'e-1',
      'elasticbeanstalk:environment-name': 'shop-prod',
      Name: 'shop-prod',
    },
    stack('Elastic Beanstalk (environment shop-prod)', `set SSLPolicy to ${TO} in aws:elbv2:listener:8443`),
  ],
  [
    'Elastic Beanstalk on Classic',
    CLASSIC,
    { 'elasticbeanstalk:environment-name': 'shop-prod' },
    stack(
      'Elastic Beanstalk (environment shop-prod)',
      `set SSLReferencePolicy to ${CLASSIC_TO} in aws:elb:policies:NAME, with LoadBalancerPorts 443`,
    ),
  ],
  [
    'Copilot, and not the stack that it makes',
    ALB,
    { ...CFN, 'copilot-application': 'shop', 'copilot-environment': 'prod' },
    stack(
      'AWS Copilot (application shop, prod)',
      `set http.public.ssl_policy: ${TO} in the manifest of the environment (http.private.ssl_policy if it is internal), then run copilot env deploy`,
    ),
  ],
  [
    'Copilot on an NLB',
    NLB,
    { ...CFN, 'copilot-application': 'shop', 'copilot-environment': 'prod', 'copilot-service': 'api' },
    stack(
      'AWS Copilot (application shop, prod)',
      `set nlb.ssl_policy: ${TO} in the manifest of the service, then run copilot svc deploy`,
    ),
  ],
  [
    'Service Catalog, and not the stack that it makes',
    ALB,
    {
      ...CFN,
      'aws:servicecatalog:provisionedProductArn':
        'arn:aws:servicecatalog:eu-west-1:111122223333:stack/web/pp-1',
    },
    stack(
      'AWS Service Catalog (arn:aws:servicecatalog:eu-west-1:111122223333:stack/web/pp-1)',
      `set the policy to ${TO} for listener :443 in a new version of the product, and update the provisioned product to it`,
    ),
  ],
  [
    'CloudFormation',
    ALB,
    CFN,
    stack(
      'CloudFormation (stack web, Shop)',
      `set SslPolicy to ${TO} on listener :443 of Shop in the template`,
    ),
  ],
  [
    'CloudFormation without a logical id',
    NLB,
    { 'aws:cloudformation:stack-name': 'web' },
    stack(
      'CloudFormation (stack web)',
      `set SslPolicy to ${TO} on listener :443 of the load balancer in the template`,
    ),
  ],
  [
    'CloudFormation on Classic',
    CLASSIC,
    CFN,
    stack(
      'CloudFormation (stack web, Shop)',
      `set Reference-Security-Policy to ${CLASSIC_TO} in Policies of Shop in the template`,
    ),
  ],
  [
    'SST',
    ALB,
    { 'sst:app': 'shop', 'sst:stage': 'production' },
    stack(
      'SST (app shop, stage production)',
      `set sslPolicy: ${TO} for port 443 in transform.listener of the component in sst.config.ts, then run sst deploy`,
    ),
  ],
  [
    'Terraform, with the tags that Yor writes into its code',
    NLB,
    {
      git_commit: 'd68d2897add9bc2203a5ed0632a5cdd8ff8cefb0',
      git_file: 'terraform/aws/edge.tf',
      git_org: 'acme',
      git_repo: 'estate',
      yor_trace: '0874007d-903a-4b4c-945f-c9c233e13243',
    },
    stack(
      'infrastructure code (terraform/aws/edge.tf in estate)',
      `set the policy of listener :443 to ${TO} in terraform/aws/edge.tf of the repository estate`,
    ),
  ],
  [
    'ECS Express Mode',
    ALB,
    { AmazonECSManaged: 'true' },
    { kind: 'direct', name: 'Amazon ECS Express Mode' },
  ],
];
