import { Aws, CfnMapping, CfnOutput } from 'aws-cdk-lib';
import type { Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISchedule } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { CONSOLES } from '../lambda/core/consoles';
import { choose, type Decision } from './condition';
import { releaseVersion } from './version';

/** What people look for once it is deployed. */
export interface Shown {
  readonly function: IFunction;
  readonly topic: ITopic;
  readonly logGroup: ILogGroup;
  readonly schedule: ISchedule;
  readonly recordBucket: Pick<IBucket, 'bucketName'>;
  readonly dashboard: Dashboard;
  readonly applying: Decision;
}

/** Outputs of the stack that the scope is in. Their names, which the prefix begins, are public API. */
export class Outputs extends Construct {
  constructor(scope: Construct, id: string, shown: Shown, prefix: string) {
    super(scope, id);
    for (const [name, [description, value]] of Object.entries(outputsOf(shown, dashboardsIn(this)))) {
      new CfnOutput(this, name, { description, value }).overrideLogicalId(`${prefix}${name}`);
    }
  }
}

/** The console of the partition that the stack is in. */
function dashboardsIn(scope: Construct): string {
  const consoles = new CfnMapping(scope, 'Consoles', {
    mapping: Object.fromEntries(
      Object.entries(CONSOLES).map(([partition, domain]) => [partition, { Domain: domain }]),
    ),
  });
  const host = `${Aws.REGION}.${consoles.findInMap(Aws.PARTITION, 'Domain')}`;
  return `https://${host}/cloudwatch/home?region=${Aws.REGION}#dashboards:name=`;
}

function outputsOf(
  shown: Shown,
  dashboards: string,
): Readonly<Record<string, readonly [description: string, value: string]>> {
  return {
    FunctionName: ['The function; invoke it with {} to start a run now', shown.function.functionName],
    DigestTopicArn: ['Receives the digest of each run and the alarms', shown.topic.topicArn],
    LogGroupName: ['The log of all runs, with every listener by name', shown.logGroup.logGroupName],
    ScheduleName: ['The schedule that starts the runs', shown.schedule.scheduleName],
    DashboardUrl: [
      'Whether it ran, how the web tier is doing, what failed',
      dashboards + shown.dashboard.dashboardName,
    ],
    RecordBucket: [
      'The records of all runs: elb-tls runs --record s3://NAME. The bucket stays when the stack is deleted',
      shown.recordBucket.bucketName,
    ],
    Version: ['The release of elb-tls-remediator that this stack is of', releaseVersion()],
    Mode: ['What a run does: apply or dry run', choose(shown.applying, 'apply', 'dry run')],
  };
}
