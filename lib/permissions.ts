import { Aws, Fn, type CfnCondition } from 'aws-cdk-lib';
import { CfnPolicy, Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { onlyIf } from './condition';

/** What the function may do. The README has this as a table; test/lib/permissions.test.ts puts it to an evaluator. */

/**
 * Policies that ModifyListener may be given whatever the code does, by the patterns of their names: those that
 * qualify as a target today and their next editions. None accepts anything under TLS 1.2, CBC or a cipher without
 * forward secrecy.
 */
export const TARGET_PATTERNS: readonly string[] = [
  'ELBSecurityPolicy-TLS13-1-2-Res-*',
  'ELBSecurityPolicy-TLS13-1-3-2*',
  'ELBSecurityPolicy-TLS13-1-3-PQ-*',
  'ELBSecurityPolicy-TLS13-1-3-FIPS-*',
];

/** Reading. AWS knows no resources and no conditions for these actions ([iam-data]): `*` is as narrow as it gets. */
export function readStatements(): readonly PolicyStatement[] {
  return [
    new PolicyStatement({
      sid: 'ReadLoadBalancers',
      actions: [
        'elasticloadbalancing:DescribeLoadBalancers',
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeTags',
        'elasticloadbalancing:DescribeSSLPolicies',
        'elasticloadbalancing:DescribeLoadBalancerPolicies',
      ],
      resources: ['*'],
    }),
    new PolicyStatement({ sid: 'FindByTag', actions: ['tag:GetResources'], resources: ['*'] }),
    new PolicyStatement({ sid: 'ListRegions', actions: ['account:ListRegions'], resources: ['*'] }),
  ];
}

export interface WritePermissionsProps {
  readonly role: IRole;
  readonly tagKey: string;
  /** Separated by commas. */
  readonly tagValues: string;
  /** A named target, or a setting's word, which names no policy. */
  readonly targetPolicy: string;
  /** Exists only while this holds; always, if left out. */
  readonly condition?: CfnCondition;
}

/** Writing: what a dry run's role does not have. Settings may be CloudFormation parameters. */
export class WritePermissions extends Construct {
  constructor(scope: Construct, id: string, props: WritePermissionsProps) {
    super(scope, id);
    const targets = [...TARGET_PATTERNS, props.targetPolicy];
    new Policy(this, 'Listeners', {
      roles: [props.role],
      statements: [
        new PolicyStatement({
          sid: 'ModifyListener',
          actions: ['elasticloadbalancing:ModifyListener'],
          resources: [arn('listener/app/*'), arn('listener/net/*')],
          // A multi-valued key ([IAM-elb]): any value has to be there, and every value has to be a target.
          conditions: {
            'ForAnyValue:StringLike': { 'elasticloadbalancing:SecurityPolicy': targets },
            'ForAllValues:StringLike': { 'elasticloadbalancing:SecurityPolicy': targets },
          },
        }),
      ],
    });
    // Written as text, because the tag key is part of a JSON key, where CloudFormation resolves no parameter.
    new CfnPolicy(this, 'Classic', {
      policyName: 'ChangeClassicPolicies',
      roles: [props.role.roleName],
      policyDocument: Fn.sub(JSON.stringify(CLASSIC_DOCUMENT).replace('"${TagValues}"', '["${TagValues}"]'), {
        TagKey: props.tagKey,
        TagValues: Fn.join('","', Fn.split(',', props.tagValues)),
      }),
    });
    if (props.condition) onlyIf(props.condition, this);
  }
}

const CLASSIC_ACTIONS = [
  'elasticloadbalancing:CreateLoadBalancerPolicy',
  'elasticloadbalancing:SetLoadBalancerPoliciesOfListener',
];

/** The Classic pattern `loadbalancer/*` matches the ARNs of the newer types as well: these are denied. */
const CLASSIC_DOCUMENT = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'ChangeClassicPolicies',
      Effect: 'Allow',
      Action: CLASSIC_ACTIONS,
      Resource: text('loadbalancer/*'),
      Condition: { StringEquals: { 'aws:ResourceTag/${TagKey}': '${TagValues}' } },
    },
    {
      Sid: 'ClassicOnly',
      Effect: 'Deny',
      Action: CLASSIC_ACTIONS,
      Resource: ['app', 'net', 'gwy'].map((kind) => text(`loadbalancer/${kind}/*`)),
    },
  ],
};

function text(resource: string): string {
  return 'arn:${AWS::Partition}:elasticloadbalancing:*:${AWS::AccountId}:' + resource;
}

function arn(resource: string): string {
  return `arn:${Aws.PARTITION}:elasticloadbalancing:*:${Aws.ACCOUNT_ID}:${resource}`;
}
