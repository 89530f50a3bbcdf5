import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  TreatMissingData,
  type AlarmProps,
  type Dashboard,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { makeIf, type Decision } from '../condition';
import { dashboard } from './dashboard';
import { Heartbeat } from './heartbeat';
import { metric } from './metrics';

export interface MonitoringProps {
  readonly function: LambdaFunction;
  /** Gets the alarms. */
  readonly topic: ITopic;
  /** Gets the events of runs that nobody was told of. */
  readonly failedRuns: Queue;
  /** Gets the calls that could not be made. */
  readonly missedStarts: Queue;
  /** Gets the calls that came to nothing, where somebody listens for calls. */
  readonly lostCalls: { readonly queue: Queue; readonly decision: Decision } | null;
  /** Hours without a run that raise an alarm, 2 to 168: CloudWatch looks back a week at most ([CW]). */
  readonly alarmAfterHours: number;
}

const HOUR = Duration.hours(1);

/**
 * Loud once and then quiet again: counted in an hour, looked for in two, since what AWS counts may come a quarter of an hour
 * late ([SQS-met]). So each new loss rings, however long the message of an older one waits in its queue.
 */
const SOMETHING_LOST = {
  threshold: 1,
  comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  evaluationPeriods: 2,
  datapointsToAlarm: 1,
  treatMissingData: TreatMissingData.NOT_BREACHING,
} as const;

/**
 * One alarm for what was told, two for what was lost (a run, a start), one for runs that do not happen; and a dashboard that
 * answers: did it run, how is the web tier, what failed. What rings, rings in one of them.
 */
export class Monitoring extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { lostCalls } = props;
    const callLost = lostCalls && makeIf(lostCalls.decision, () => this.callLost(lostCalls.queue));
    const alarms = [
      this.told(),
      this.runLost(props),
      this.startLost(props),
      this.didNotRun(props),
      ...(callLost === null ? [] : [callLost]),
    ];
    for (const alarm of alarms) {
      alarm.addAlarmAction(new SnsAction(props.topic));
      alarm.addOkAction(new SnsAction(props.topic));
    }
    // What DidNotRun looks at must be there in hours in which the function says nothing.
    new Heartbeat(this, 'Heartbeat', { names: ['Runs'], missedStarts: props.missedStarts });
    this.dashboard = dashboard(this, {
      function: props.function,
      deadLetters: [props.failedRuns, props.missedStarts],
    });
  }

  /** Stays until a sweep ends without failures: a night without a run repairs nothing. */
  private told(): Alarm {
    return this.alarm('FailureTold', {
      alarmDescription:
        'ALARM: something failed, and a digest or a notice that says what was delivered: read it. OK: a later run ended without a failure.',
      metric: metric('Trouble'),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.IGNORE,
    });
  }

  /**
   * Events that Lambda gave up ([LAM-met]): the run was cut off, could not tell anybody, or could not be started. What
   * failed and was told is no error of the function, so there is nothing to subtract. Lambda's own count, since a queue that
   * was idle for six hours has no metric ([SQS-met]).
   */
  private runLost({ function: runs }: MonitoringProps): Alarm {
    return this.alarm('RunLost', {
      alarmDescription:
        'ALARM: a run was cut off, could not tell anybody, or never began. Its event is in the queue FailedRuns, the reason in the log. OK: no other run was lost in the last two hours; the event still waits in the queue.',
      metric: runs.metric('AsyncEventsDropped', { statistic: 'Sum', period: HOUR }),
      ...SOMETHING_LOST,
    });
  }

  /** Messages sent, not messages that wait ([SQS-dlq]: what a service sends is counted, what SQS moves itself is not). */
  private startLost({ missedStarts }: MonitoringProps): Alarm {
    return this.alarm('StartLost', {
      alarmDescription:
        'ALARM: a run, a watch or a count could not be started. The message in the queue MissedStarts says why. OK: nothing else was lost in the last two hours; the message still waits in the queue.',
      metric: missedStarts.metricNumberOfMessagesSent({ period: HOUR }),
      ...SOMETHING_LOST,
    });
  }

  /**
   * Stays as long as one waits: what SQS moves itself is not counted as sent ([SQS-dlq]). Nothing is lost with it but the hurry,
   * since the next sweep looks at all there is.
   */
  private callLost(lostCalls: Queue): Alarm {
    return this.alarm('CallLost', {
      alarmDescription:
        'ALARM: a call that should have woken a sweep came to nothing. It waits in the queue LostCalls, the reason is in the log; the next run looks at its load balancer all the same. OK: the queue is empty.',
      metric: lostCalls.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /** Zeros for so many hours, one after another. The heartbeat counts them, so hours before the stack was there are none. */
  private didNotRun({ alarmAfterHours }: MonitoringProps): Alarm {
    return this.alarm('DidNotRun', {
      alarmDescription:
        'ALARM: no run for longer than its schedule allows. Look at the schedule, and start one run by hand. OK: it runs again.',
      metric: metric('Runs', HOUR),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: alarmAfterHours,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  private alarm(id: string, { alarmDescription = '', ...props }: AlarmProps): Alarm {
    return new Alarm(this, id, { alarmDescription: `elb-tls-remediator. ${alarmDescription}`, ...props });
  }
}
