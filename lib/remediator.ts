import { join } from 'node:path';
import { Aws, CfnCondition, Duration, Fn, RemovalPolicy, Token, Tokenization } from 'aws-cdk-lib';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression, TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AlarmKey, DigestTopic } from './digest-topic';
import { Monitoring } from './monitoring';
import { longestPauseHours } from './pause';
import { readStatements, WritePermissions } from './permissions';

/** How the remediator runs. Every value may be a CloudFormation token. */
export interface TlsRemediatorProps {
  /** Whether it makes changes; a condition is for a stack that takes it as a parameter. Default: false, a dry run. */
  readonly applying?: boolean | CfnCondition;
  /** The tag that marks the web tier. Default: `Tier`. */
  readonly tagKey?: string;
  /** Default: `web`. */
  readonly tagValues?: string[];
  /** Region codes, or `all`. Default: the stack's own Region. */
  readonly regions?: string[];
  /** `recommended`, `classical`, `tls13` or the name of a policy. Default: `recommended`. */
  readonly targetPolicy?: string;
  /** Load balancers that one run may change. Default: 25. */
  readonly maxChangesPerRun?: number;
  /** Default: every working morning at six, UTC. */
  readonly schedule?: ScheduleExpression;
  /** Hours without a run that raise an alarm. Default: the longest pause of the schedule and four hours. */
  readonly alarmAfterHours?: number;
  /**
   * Gets digests and alarms. If it is encrypted, let the function use its key: `key.grantEncryptDecrypt(it.function)`.
   * Default: a topic of its own, encrypted with a key of its own.
   */
  readonly topic?: ITopic;
  /** What runs. Default: the bundle that comes with this package. */
  readonly code?: Code;
}

/** Where `npm run build` puts what runs in Lambda. */
const BUNDLE = join(__dirname, '..', 'dist', 'lambda');

/** Room for a flexible start, a slow run and CloudWatch's own delay. */
const PAUSE_MARGIN_HOURS = 4;

export const DEFAULT_SCHEDULE = 'cron(0 6 ? * MON-FRI *)';

/** The remediator as one construct: function, role, schedule, queues for what fails, alarms and a dashboard. */
export class TlsRemediator extends Construct {
  readonly function: LambdaFunction;
  readonly topic: ITopic;
  readonly logGroup: LogGroup;
  readonly schedule: Schedule;
  readonly monitoring: Monitoring;

  constructor(scope: Construct, id: string, props: TlsRemediatorProps = {}) {
    super(scope, id);
    this.topic = props.topic ?? new DigestTopic(this, 'Topic', { key: new AlarmKey(this, 'TopicKey') });
    this.logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.THIRTEEN_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const failedRuns = deadLetters(this, 'FailedRuns');
    this.function = new LambdaFunction(this, 'Function', {
      description:
        'Moves the TLS listeners of the web tier to the newest policy AWS recommends. Never weakens one.',
      code: props.code ?? Code.fromAsset(BUNDLE),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.minutes(15),
      loggingFormat: LoggingFormat.JSON,
      logGroup: this.logGroup,
      environment: environmentOf(props, this.topic),
      initialPolicy: [...readStatements()],
      // The digest of a failed run has been sent; a second try would only send it again. The schedule is the retry.
      retryAttempts: 0,
      maxEventAge: Duration.hours(1),
      onFailure: new SqsDestination(failedRuns),
    });
    this.topic.grantPublish(this.function);
    this.allowWrites(props);

    const expression = props.schedule ?? ScheduleExpression.expression(DEFAULT_SCHEDULE);
    const missedStarts = deadLetters(this, 'MissedStarts');
    this.schedule = new Schedule(this, 'Schedule', {
      description: 'Starts a run of elb-tls-remediator',
      schedule: expression,
      timeWindow: TimeWindow.flexible(Duration.minutes(15)),
      target: new LambdaInvoke(this.function, {
        deadLetterQueue: missedStarts,
        retryAttempts: 2,
        maxEventAge: Duration.hours(1),
      }),
    });
    this.monitoring = new Monitoring(this, 'Monitoring', {
      function: this.function,
      topic: this.topic,
      deadLetters: [failedRuns, missedStarts],
      alarmAfterHours: props.alarmAfterHours ?? alarmAfter(expression.expressionString),
    });
  }

  private allowWrites({ applying = false, ...props }: TlsRemediatorProps): void {
    if (applying === false || this.function.role === undefined) return;
    new WritePermissions(this, 'Writes', {
      role: this.function.role,
      tagKey: props.tagKey ?? 'Tier',
      tagValues: Fn.join(',', props.tagValues ?? ['web']),
      targetPolicy: props.targetPolicy ?? 'recommended',
      ...(applying === true ? {} : { condition: applying }),
    });
  }
}

/** A queue for what could not be delivered or done: encrypted, TLS only, two weeks. */
function deadLetters(scope: Construct, id: string): Queue {
  return new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
}

/** The contract with lambda/environment.ts. */
function environmentOf(props: TlsRemediatorProps, topic: ITopic): Record<string, string> {
  const { applying = false } = props;
  return {
    DRY_RUN:
      applying instanceof CfnCondition
        ? Fn.conditionIf(applying.logicalId, 'false', 'true').toString()
        : String(!applying),
    TAG_KEY: props.tagKey ?? 'Tier',
    TAG_VALUES: Fn.join(',', props.tagValues ?? ['web']),
    REGIONS: Fn.join(',', props.regions ?? []),
    TARGET_POLICY: props.targetPolicy ?? 'recommended',
    MAX_CHANGES_PER_RUN: Tokenization.stringifyNumber(props.maxChangesPerRun ?? 25),
    TOPIC_ARN: topic.topicArn,
    // The service dimension of the metrics: two stacks of one account do not mix.
    POWERTOOLS_SERVICE_NAME: Aws.STACK_NAME,
  };
}

/** @throws when the schedule's pauses cannot be read from its expression, and nobody said them */
function alarmAfter(expression: string): number {
  const pause = Token.isUnresolved(expression) ? null : longestPauseHours(expression);
  if (pause !== null) return pause + PAUSE_MARGIN_HOURS;
  throw new Error(
    `the longest pause of ${expression} cannot be read from it; set alarmAfterHours (2 to 168)`,
  );
}
