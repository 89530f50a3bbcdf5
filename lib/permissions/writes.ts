import { Aws, Fn } from 'aws-cdk-lib';
import { CfnPolicy, Policy, PolicyStatement, type IRole } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge';
import type { Settings } from '../settings';

/**
 * The names that ModifyListener may be given whatever the code does: those that core can choose as a target today, and
 * their next editions. None accepts anything under TLS 1.2, CBC or a cipher without forward secrecy.
 */
export const TARGET_PATTERNS: readonly string[] = ['TLS13-1-2-Res', 'TLS13-1-3'].flatMap((protocols) =>
  ['', 'PQ-', 'FIPS-', 'FIPS-PQ-'].map((family) => `ELBSecurityPolicy-${protocols}-${family}20??-??`),
);

export interface WritePermissionsProps {
  readonly role: IRole;
  readonly settings: Settings;
  /** As `writableRegions` says. */
  readonly regions: string;
}

/** Writing: what a dry run's role does not have. */
export class WritePermissions extends Construct {
  constructor(scope: Construct, id: string, props: WritePermissionsProps) {
    super(scope, id);
    this.allowListeners(props);
    this.allowClassic(props);
  }

  private allowListeners({ role, settings: { targetPolicy }, regions }: WritePermissionsProps): void {
    // In all other settings targetPolicy is a word that no policy is called.
    const targets = { 'elasticloadbalancing:SecurityPolicy': [...TARGET_PATTERNS, targetPolicy] };
    new Policy(this, 'Listeners', {
      roles: [role],
      statements: [
        new PolicyStatement({
          sid: 'ModifyListener',
          actions: ['elasticloadbalancing:ModifyListener'],
          resources: LISTENERS,
          // The key has many values ([IAM-elb]): one has to be there at all, and each has to be a target.
          conditions: {
            'ForAnyValue:StringLike': targets,
            'ForAllValues:StringLike': targets,
            ...requestedIn(regions),
          },
        }),
      ],
    });
    acknowledgeListeners(this, 'SecurityPolicy limits it');
  }

  /**
   * A text, because the tag's key is part of a JSON key, where CloudFormation resolves no parameter. IAM takes it: the
   * tests of localstack/localstack#13735, run against AWS, have an inline policy of this form.
   */
  private allowClassic({ role, settings: { tagKey, tagValues }, regions }: WritePermissionsProps): void {
    const policy = new CfnPolicy(this, 'Classic', {
      policyName: 'ChangeClassicPolicies',
      roles: [role.roleName],
      policyDocument: Fn.sub(JSON.stringify(CLASSIC_DOCUMENT), {
        TagKey: tagKey,
        // Between the quotes of the template: web","api
        TagValues: Fn.join('","', Fn.split(',', tagValues)),
        Regions: Fn.join('","', Fn.split(',', regions)),
      }),
    });
    acknowledge(policy, 'CloudFormation-Validate::E3510', 'the document is a text on purpose; IAM takes it');
  }
}

/**
 * Undoing without being asked: older policies, weak ones too. Classic is not among it: it has no metric by which clients
 * could be seen to fail.
 */
export class UndoPermissions extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { role, regions }: Pick<WritePermissionsProps, 'role' | 'regions'>,
  ) {
    super(scope, id);
    new Policy(this, 'Listeners', {
      roles: [role],
      statements: [
        new PolicyStatement({
          sid: 'PutBackListener',
          actions: ['elasticloadbalancing:ModifyListener'],
          resources: LISTENERS,
          // Any policy, but a policy: a call that sets none is no undo.
          conditions: { Null: { 'elasticloadbalancing:SecurityPolicy': 'false' }, ...requestedIn(regions) },
        }),
      ],
    });
    acknowledgeListeners(this, 'an undo may put back any policy');
  }
}

function requestedIn(regions: string): Readonly<Record<string, unknown>> {
  return { StringLike: { 'aws:RequestedRegion': Fn.split(',', regions) } };
}

const LISTENERS = [arn('listener/app/*'), arn('listener/net/*')];

function acknowledgeListeners(construct: Construct, limit: string): void {
  for (const type of ['app', 'net']) {
    acknowledge(
      construct,
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:elasticloadbalancing:*:<AWS::AccountId>:listener/${type}/*]`,
      `the web tier is known by tags of load balancers, which listeners do not inherit; ${limit}`,
    );
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
      Resource: arnText('loadbalancer/*'),
      Condition: {
        StringEquals: { 'aws:ResourceTag/${TagKey}': ['${TagValues}'] },
        StringLike: { 'aws:RequestedRegion': ['${Regions}'] },
      },
    },
    {
      Sid: 'ClassicOnly',
      Effect: 'Deny',
      Action: CLASSIC_ACTIONS,
      Resource: ['app', 'net', 'gwy'].map((type) => arnText(`loadbalancer/${type}/*`)),
    },
  ],
};

function arnText(resource: string): string {
  return 'arn:${AWS::Partition}:elasticloadbalancing:*:${AWS::AccountId}:' + resource;
}

function arn(resource: string): string {
  return `arn:${Aws.PARTITION}:elasticloadbalancing:*:${Aws.ACCOUNT_ID}:${resource}`;
}
