import { Aws, CfnResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { CfnLogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISchedule } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import { bundle } from './bundle';
import { both, choose, isSet, makeIf, type Decision } from './condition';
import { makeAfter } from './schedule/after';
import { DeadLetters } from './schedule/dead-letters';
import { topicFor } from './topic/own-topic';
import { CallQueue } from './events/call-queue';
import { Monitoring } from './monitoring/monitoring';
import { CertificatePermissions } from './permissions/certificates';
import { athenaRights } from './permissions/athena';
import { LogPermissions } from './permissions/logs';
import { shapeRoles } from './permissions/every-role';
import { FunctionRole } from './permissions/function-role';
import { Outputs } from './outputs';
import { writableRegions } from './permissions/regions';
import type { TlsRemediatorProps } from './props';
import { Records } from './records';
import { FirstRun } from './schedule/first-run';
import { RunSchedule } from './schedule/run-schedule';
import { environmentOf, isWatching, settingsOf } from './settings';
import { Watch, WatchScheduling } from './watch';
import { UndoPermissions, WritePermissions } from './permissions/writes';

/** The remediator as one construct: function, role, schedule, records, queues for what fails, alarms and a dashboard. */
export class TlsRemediator extends Construct {
  readonly function: LambdaFunction;
  /** The function's. */
  readonly role: Role;
  readonly topic: ITopic;
  readonly logGroup: LogGroup;
  readonly schedule: ISchedule;
  /** The records of all runs; it outlives the stack. */
  readonly recordBucket: IBucket;
  readonly monitoring: Monitoring;
  private readonly applying: Decision;

  /** @throws when a value is none that the stack parameter of this name would take; tokens are not looked into */
  constructor(scope: Construct, id: string, props: TlsRemediatorProps = {}) {
    super(scope, id);
    const settings = settingsOf(props);
    this.applying = settings.applying;
    this.topic = topicFor(this, props);
    this.logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.THIRTEEN_MONTHS,
      // Auditors read it; what is in it ends by itself after thirteen months. A first deployment that fails leaves none.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    encryptLog(this, this.logGroup, settings.recordKeyArn);
    const failedRuns = new DeadLetters(this, 'FailedRuns');
    const missedStarts = new DeadLetters(this, 'MissedStarts');
    this.role = new FunctionRole(this, 'Role', this.logGroup);
    this.topic.grantPublish(this.role);
    const records = new Records(this, 'Records', {
      role: this.role,
      days: settings.recordDays,
      existingBucketName: settings.existingRecordBucket,
      logicalId: props.records?.logicalId,
      operatorRoleArns: settings.operatorRoleArns,
      keyArn: settings.recordKeyArn,
    });
    this.recordBucket = records.bucket;
    const regions = writableRegions(this, settings.regions);
    const watching = isWatching(this, settings);
    const watch = makeIf(watching, () => new Watch(this, 'Watch', { watcher: this.role, missedStarts }));
    const firstRun = new FirstRun(this, 'FirstRun', { caller: this.role, topic: this.topic, missedStarts });
    const calls = makeIf(
      settings.eventMode,
      () => new CallQueue(this, 'Calls', { reader: this.role, scope: settings }),
    );
    const scheduling = both(this, 'Scheduling', settings.applying, watching);
    const undoing = both(this, 'Undoing', scheduling, settings.watch.autoUndo);
    const rights = [
      watch &&
        makeIf(
          scheduling,
          () => new WatchScheduling(this, 'WatchScheduling', { watcher: this.role, role: watch.role }),
        ),
      makeIf(
        settings.applying,
        () => new WritePermissions(this, 'Writes', { role: this.role, settings, regions }),
      ),
      makeIf(undoing, () => new UndoPermissions(this, 'Undoes', { role: this.role, regions })),
      makeIf(settings.impact.isOn, () => new LogPermissions(this, 'ReadsLogs', { role: this.role })),
      ...athenaRights(this, this.role, settings.impact),
      makeIf(
        settings.certificates,
        () => new CertificatePermissions(this, 'ReadsCertificates', { role: this.role }),
      ),
    ];

    this.function = new LambdaFunction(this, 'Function', {
      description:
        'Moves the TLS listeners of the web tier to the newest policy AWS recommends. Never weakens one.',
      code: props.code ?? bundle(),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.custom(settings.architecture),
      // Measured at AWS's rates: 1,000 load balancers read in 82 s with 111 MB, 300 changed in 143 s with 107 MB. What
      // a run has no time for waits for the next one.
      memorySize: 512,
      timeout: Duration.minutes(15),
      loggingFormat: LoggingFormat.JSON,
      logGroup: this.logGroup,
      role: this.role,
      environment: environmentOf(settings, {
        topic: this.topic,
        recordBucket: this.recordBucket.bucketName,
        watchRole: watch === null ? '' : choose(watching, watch.role.roleName, ''),
        firstRunRole: firstRun.role.roleName,
        missedStarts: missedStarts.queueName,
      }),
      // What failed and was told is no error. What was not told has often changed listeners: the schedule is the retry.
      retryAttempts: 0,
      maxEventAge: Duration.hours(1),
      onFailure: new SqsDestination(failedRuns),
    });
    if (calls !== null) makeIf(settings.eventMode, () => calls.feed(this.function));
    const invoke = watch && makeIf(watching, () => watch.allowInvoke(this.function));
    const schedule = new RunSchedule(this, 'Schedule', {
      function: this.function,
      expression: settings.schedule,
      missedStarts,
      mode: choose(settings.applying, 'apply', 'dry run'),
    });
    this.schedule = schedule;
    // How often a run is tried, and where its event goes when it is lost, counts for the first one too.
    const delivery = [this.function.node.findChild('EventInvokeConfig'), failedRuns, missedStarts];
    const needed = [this.role, records, watch, invoke, calls, ...rights, ...delivery];
    this.startAfter(...needed.flatMap((each) => each ?? []));
    firstRun.startWith(schedule, this.function);
    this.monitoring = new Monitoring(this, 'Monitoring', {
      function: this.function,
      topic: this.topic,
      failedRuns,
      missedStarts,
      lostCalls: calls && { queue: calls.lostCalls, decision: settings.eventMode },
      alarmAfterHours: settings.alarmAfterHours,
    });
    shapeRoles(this, settings.roles);
  }

  /** A schedule of a rate fires as soon as it is made ([SCH-T]): by then the role may do all that the run will do. */
  startAfter(...needed: readonly IConstruct[]): void {
    const { defaultChild } = this.schedule.node;
    if (CfnResource.isCfnResource(defaultChild)) makeAfter(defaultChild, needed);
  }

  /**
   * Makes the outputs of the stack that it is in, under the names that the stack of this package has: FunctionName,
   * RecordBucket and so on. `prefix` begins them, where a stack has more than one.
   */
  addOutputs(prefix = ''): void {
    const { topic, logGroup, schedule, recordBucket, applying } = this;
    const { dashboard } = this.monitoring;
    new Outputs(
      this,
      'Outputs',
      { function: this.function, topic, logGroup, schedule, recordBucket, dashboard, applying },
      prefix,
    );
  }
}

/** CloudWatch Logs uses the key itself: its policy has to let it ([Logs-kms]). */
function encryptLog(scope: Construct, logGroup: LogGroup, keyArn: string): void {
  const hasKey = isSet(scope, 'LogHasKey', keyArn);
  const resource = logGroup.node.defaultChild;
  if (hasKey === false || !(resource instanceof CfnLogGroup)) return;
  resource.kmsKeyId = choose(hasKey, keyArn, Aws.NO_VALUE);
}
