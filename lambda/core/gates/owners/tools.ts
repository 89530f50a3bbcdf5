import { everywhere, type OwnerRow } from './row';

/** Tools and stacks. They put their own policy back when somebody runs them. */

/** Tags its load balancers like a cluster's, and so is asked before those of which the cluster alone is known. */
export const CLUSTER_TOOLS: readonly OwnerRow[] = [
  {
    name: 'kOps (cluster {KubernetesCluster})',
    tags: ['KubernetesCluster', 'Name=api.{KubernetesCluster}'],
    kind: 'stack',
    fix: {
      ...everywhere(
        'set spec.api.loadBalancer.sslPolicy: {to} in the specification of the cluster, then run kops update cluster --yes',
      ),
      classic:
        'move the API to a Network Load Balancer (spec.api.loadBalancer.class: Network): kOps sets no policy on a Classic one',
    },
  },
];

/** The first four make CloudFormation stacks: they are asked before them. */
export const TOOLS: readonly OwnerRow[] = [
  {
    name: 'Elastic Beanstalk (environment {elasticbeanstalk:environment-name})',
    tags: ['elasticbeanstalk:environment-name'],
    kind: 'stack',
    fix: {
      ...everywhere('set SSLPolicy to {to} in aws:elbv2:listener:{port}'),
      classic: 'set SSLReferencePolicy to {to} in aws:elb:policies:NAME, with LoadBalancerPorts {port}',
    },
  },
  {
    name: 'AWS Copilot (application {copilot-application}{, copilot-environment})',
    tags: ['copilot-application'],
    kind: 'stack',
    fix: {
      ...everywhere(
        'set http.public.ssl_policy: {to} in the manifest of the environment (http.private.ssl_policy if it is internal), then run copilot env deploy',
      ),
      network: 'set nlb.ssl_policy: {to} in the manifest of the service, then run copilot svc deploy',
    },
  },
  {
    name: 'AWS Service Catalog ({aws:servicecatalog:provisionedProductArn})',
    tags: ['aws:servicecatalog:provisionedProductArn'],
    kind: 'stack',
    fix: everywhere(
      'set the policy to {to} for listener :{port} in a new version of the product, and update the provisioned product to it',
    ),
  },
  {
    name: 'CloudFormation (stack {aws:cloudformation:stack-name}{, aws:cloudformation:logical-id})',
    tags: ['aws:cloudformation:stack-name'],
    kind: 'stack',
    fix: {
      ...everywhere(
        'set SslPolicy to {to} on listener :{port} of {aws:cloudformation:logical-id|the load balancer} in the template',
      ),
      classic:
        'set Reference-Security-Policy to {to} in Policies of {aws:cloudformation:logical-id|the load balancer} in the template',
    },
  },
  {
    name: 'SST (app {sst:app}, stage {sst:stage})',
    tags: ['sst:app', 'sst:stage'],
    kind: 'stack',
    fix: everywhere(
      'set sslPolicy: {to} for port {port} in transform.listener of the component in sst.config.ts, then run sst deploy',
    ),
  },
  {
    name: 'infrastructure code ({git_file} in {git_repo})',
    // Terraform marks nothing by itself; Yor, run over its code, writes down where the code is.
    tags: ['yor_trace', 'git_repo', 'git_file'],
    kind: 'stack',
    fix: everywhere('set the policy of listener :{port} to {to} in {git_file} of the repository {git_repo}'),
  },
];

/** Asked last, after the tags that a user has named: what they say of a load balancer stands above this. */
export const PERMITTING: readonly OwnerRow[] = [
  {
    name: 'Amazon ECS Express Mode',
    tags: ['AmazonECSManaged=true'],
    kind: 'direct',
  },
];
