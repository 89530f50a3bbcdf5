import {
  CfnCondition,
  CfnRule,
  Fn,
  Stack,
  TimeZone,
  type ICfnRuleConditionExpression,
  type StackProps,
} from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge';
import { isEmpty } from './condition';
import type { ParameterName } from './parameters/parameters';
import { StackParameters } from './parameters/stack-parameters';
import type { TlsRemediatorProps } from './props';
import { TlsRemediator } from './remediator';
import { releaseVersion } from './version';
import { StackTopic } from './topic/stack-topic';

export interface TlsRemediatorStackProps extends StackProps {
  /** What runs. Default: the bundle as an asset; the single-file template brings it inline. */
  readonly code?: Code;
}

/** One deploy per account: the remediator with its settings as CloudFormation parameters. */
export class TlsRemediatorStack extends Stack {
  readonly remediator: TlsRemediator;

  constructor(scope: Construct, id: string, { code, ...props }: TlsRemediatorStackProps = {}) {
    super(scope, id, {
      description:
        'elb-tls-remediator: moves the TLS listeners of the web tier to the newest policy AWS recommends',
      ...props,
    });
    const parameters = new StackParameters(this);
    const text = parameters.text.bind(parameters);
    this.addRules(parameters);
    const topic = new StackTopic(this, 'Digest', {
      email: text('NotificationEmail'),
      existingTopicArn: text('ExistingTopicArn'),
      existingKeyArn: text('ExistingKeyArn'),
    });
    const applying = new CfnCondition(this, 'Applying', {
      expression: Fn.conditionEquals(text('DryRun'), 'false'),
    });

    this.remediator = new TlsRemediator(this, 'Remediator', {
      applying,
      tagKey: text('TagKey'),
      // Lists are texts with commas in the parameter, in the function's environment, and on the way.
      tagValues: [text('TagValues')],
      regions: [text('Regions')],
      targetPolicy: text('TargetPolicy'),
      maxChangesPerRun: parameters.number('MaxChangesPerRun'),
      ownerTagKeys: [text('OwnerTagKeys')],
      outsideScope: new CfnCondition(this, 'LookingOutside', {
        expression: Fn.conditionEquals(text('OutsideScope'), 'true'),
      }),
      certificates: new CfnCondition(this, 'LookingAtCertificates', {
        expression: Fn.conditionEquals(text('Certificates'), 'true'),
      }),
      certificateDays: text('CertificateDays'),
      verifyHandshake: new CfnCondition(this, 'Verifying', {
        expression: Fn.conditionEquals(text('VerifyHandshake'), 'true'),
      }),
      impact: {
        analysis: new CfnCondition(this, 'LookingAtLogs', {
          expression: Fn.conditionEquals(text('ImpactAnalysis'), 'true'),
        }),
        days: parameters.number('ImpactDays'),
        threshold: text('ImpactThreshold'),
        athena: {
          enabled: new CfnCondition(this, 'AskingAthena', {
            expression: Fn.conditionEquals(text('ImpactEngine'), 'athena'),
          }),
          workgroup: text('ImpactWorkgroup'),
          resultsBucketName: text('ImpactResults'),
        },
      },
      ...groupsOf(this, parameters),
      schedule: ScheduleExpression.expression(
        text('ScheduleExpression'),
        TimeZone.of(text('ScheduleTimezone')),
      ),
      eventMode: new CfnCondition(this, 'Listening', {
        expression: Fn.conditionEquals(text('EventMode'), 'true'),
      }),
      alarmAfterHours: parameters.number('AlarmAfterHours'),
      digestWhen: text('DigestWhen'),
      digestFormat: text('DigestFormat'),
      architecture: text('Architecture'),
      permissionsBoundaryArn: text('PermissionsBoundaryArn'),
      rolePath: text('RolePath'),
      topic: topic.topic,
      ...(code === undefined ? {} : { code }),
    });
    this.remediator.startAfter(topic.allowKey(this.remediator.role));
    this.addMetadata('ElbTlsRemediator', { Version: releaseVersion() });
    this.remediator.addOutputs();
    this.acknowledgeFindings();
  }

  /** CloudFormation refuses combinations that make no sense before it creates anything. */
  private addRules(parameters: StackParameters): void {
    const text = parameters.text.bind(parameters);
    this.addAlarmRule({ text });
    const isSet = (name: ParameterName) => Fn.conditionNot(isEmpty(text(name)));
    const rule = (id: string, assert: ICfnRuleConditionExpression, assertDescription: string): CfnRule =>
      new CfnRule(this, id, { assertions: [{ assert, assertDescription }] });
    rule(
      'EmailOrTopic',
      Fn.conditionOr(isEmpty(text('NotificationEmail')), isEmpty(text('ExistingTopicArn'))),
      'NotificationEmail and ExistingTopicArn are both set. The stack subscribes nothing to your own topic: leave NotificationEmail empty, and subscribe the address yourself.',
    );
    rule(
      'WavesHaveAnOrder',
      Fn.conditionOr(isEmpty(text('WaveTagKey')), isSet('WaveOrder')),
      'WaveTagKey is set without WaveOrder. Set WaveOrder to the values of the tag, first wave first, for example dev,staging,prod; or leave both empty.',
    );
    rule(
      'WavesHaveATag',
      Fn.conditionOr(isEmpty(text('WaveOrder')), isSet('WaveTagKey')),
      'WaveOrder is set without WaveTagKey. Set WaveTagKey to the tag with these values, for example Environment; or leave both empty.',
    );
    rule(
      'AthenaHasAWorkgroup',
      Fn.conditionOr(Fn.conditionEquals(text('ImpactEngine'), 'stream'), isSet('ImpactWorkgroup')),
      'ImpactEngine is athena, but ImpactWorkgroup is empty. Set ImpactWorkgroup to a workgroup of this account and Region; or set ImpactEngine to stream.',
    );
    rule(
      'AutoUndoHasAWatch',
      Fn.conditionNot(
        Fn.conditionAnd(
          Fn.conditionEquals(text('AutoUndo'), 'true'),
          Fn.conditionEquals(text('WatchMinutes'), '0'),
        ),
      ),
      'AutoUndo is true, but WatchMinutes is 0: without a watch nothing is undone. Set WatchMinutes, for example to 30; or set AutoUndo to false.',
    );
  }

  private addAlarmRule({ text }: { readonly text: (name: ParameterName) => string }): void {
    // CloudFormation compares, and computes nothing: of the schedules that it cannot know, the function says it.
    const assertions = [1, 2, 3, 4, 5, 6].map((days) => {
      const schedule = days === 1 ? 'rate(1 day)' : `rate(${days} days)`;
      const least = days * 24 + 1;
      const enough = Array.from({ length: 169 - least }, (_, index) => String(least + index));
      return {
        assert: Fn.conditionOr(
          Fn.conditionNot(Fn.conditionEquals(text('ScheduleExpression'), schedule)),
          Fn.conditionContains(enough, text('AlarmAfterHours')),
        ),
        assertDescription: `AlarmAfterHours is not longer than the pauses of ${schedule}: the alarm would ring though nothing is wrong. Set AlarmAfterHours to ${Math.min(days * 24 + 4, 168)}.`,
      };
    });
    new CfnRule(this, 'AlarmFollowsTheSchedule', { assertions });
  }

  private acknowledgeFindings(): void {
    acknowledge(
      this,
      'CloudFormation-Validate::W1001',
      'the output names DigestTopic inside an Fn::If on the very condition that DigestTopic has',
    );
    acknowledge(
      this,
      'CloudFormation-Validate::W1030',
      'a parameter that may be empty is used only where it is not, behind a condition',
    );
    acknowledge(
      this,
      'CloudFormation-Validate::W9053',
      'record and log have a condition each for their key, as the construct makes them',
    );
  }
}

/** How it rolls out, whether clients fail, what is kept. */
function groupsOf(
  stack: Stack,
  parameters: StackParameters,
): Required<Pick<TlsRemediatorProps, 'rollout' | 'watch' | 'records'>> {
  const text = parameters.text.bind(parameters);
  const number = parameters.number.bind(parameters);
  return {
    rollout: {
      controllerOwned: text('ControllerOwned'),
      stackOwned: text('StackOwned'),
      ownerTags: [text('OwnerTags')],
      waves: {
        tagKey: text('WaveTagKey'),
        order: [text('WaveOrder')],
        soakHours: number('WaveSoakHours'),
      },
      changeWindow: text('ChangeWindow'),
      freezeUntil: text('FreezeUntil'),
    },
    watch: {
      minutes: number('WatchMinutes'),
      autoUndo: new CfnCondition(stack, 'AutoUndoing', {
        expression: Fn.conditionEquals(text('AutoUndo'), 'true'),
      }),
      factor: number('WatchFactor'),
      floor: number('WatchFloor'),
    },
    records: {
      days: number('RecordDays'),
      existingBucketName: text('ExistingRecordBucket'),
      logicalId: 'RecordBucket',
      operatorRoleArns: [text('OperatorRoleArns')],
      keyArn: text('RecordKeyArn'),
    },
  };
}
