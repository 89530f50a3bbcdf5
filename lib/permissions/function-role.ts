import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';

/** What the function may do: docs/permissions.md says why. test/lib/permissions/permissions.test.ts puts it to an evaluator. */

/**
 * AWS knows no resources and no conditions for these ([iam-data]); `*` is as narrow as it gets. ListRegions has two
 * types of resource, but the one for an account in an organisation names what a stack does not know: the organisation. So
 * has GetAccountInformation.
 */
const READ = new PolicyStatement({
  sid: 'Read',
  actions: [
    'account:GetAccountInformation',
    'account:ListRegions',
    'elasticloadbalancing:DescribeListeners',
    'elasticloadbalancing:DescribeLoadBalancerPolicies',
    'elasticloadbalancing:DescribeLoadBalancers',
    'elasticloadbalancing:DescribeSSLPolicies',
    'elasticloadbalancing:DescribeTags',
    'tag:GetResources',
  ],
  resources: ['*'],
});

/** The role of the function: reading and its log. Writing is another matter (writes.ts). */
export class FunctionRole extends Role {
  constructor(scope: Construct, id: string, logGroup: ILogGroup) {
    super(scope, id, {
      description: 'elb-tls-remediator: what its function may do',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    this.addToPolicy(READ);
    logGroup.grantWrite(this);
    acknowledge(this, 'AwsSolutions-IAM5[Resource::*]', 'AWS limits these reads by nothing');
    // grantPublish of a topic that brings its own key.
    acknowledge(this, 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]', 'SNS asks it of whoever publishes');
  }
}
