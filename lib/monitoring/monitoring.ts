import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  TreatMissingData,
  type Dashboard,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { dashboard } from './dashboard';
import { metric } from './metrics';

export interface MonitoringProps {
  readonly function: LambdaFunction;
  /** Gets the alarms. */
  readonly topic: ITopic;
  /** Queues that are empty while all is well. */
  readonly deadLetters: readonly Queue[];
  /** Hours without a run that raise an alarm, 2 to 168: CloudWatch looks back a week at most ([CW]). */
  readonly alarmAfterHours: number;
}

/** Alarms for what must not go unseen, and a dashboard that answers: did it run, how is the web tier, what failed. */
export class Monitoring extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const alarms = [this.didNotRun(props), ...this.failures(props)];
    for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(props.topic));
    this.dashboard = dashboard(this, props);
  }

  /** No heartbeat for so many hours, one after another. That nothing was measured is just what it looks for. */
  private didNotRun({ alarmAfterHours }: MonitoringProps): Alarm {
    return new Alarm(this, 'DidNotRun', {
      alarmDescription:
        'No run of elb-tls-remediator was seen for longer than its schedule allows, or none yet since it was deployed.',
      metric: metric('Runs', Duration.hours(1)),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: alarmAfterHours,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  private failures({ function: runs, deadLetters }: MonitoringProps): readonly Alarm[] {
    const waiting = 'A run could not be started, or failed. The message in the queue says why.';
    return [
      this.any('RunFailed', 'A run ended in an error. Its log says which.', runs.metricErrors()),
      this.any('ListenersFailed', 'Listeners or load balancers failed: see the digest.', metric('Failed')),
      this.any('RegionsFailed', 'A Region could not be examined: see the digest.', metric('FailedRegions')),
      this.any(
        'Misconfigured',
        'DRY_RUN of the function is neither true nor false, or RECORD_BUCKET is not set: it ran dry.',
        metric('Misconfigured'),
      ),
      ...deadLetters.map((queue) =>
        this.any(`${queue.node.id}Waiting`, waiting, queue.metricApproximateNumberOfMessagesVisible()),
      ),
    ];
  }

  /** An alarm as soon as something is counted; that nothing was measured is fine. */
  private any(id: string, alarmDescription: string, counted: IMetric): Alarm {
    return new Alarm(this, id, {
      alarmDescription: `elb-tls-remediator: ${alarmDescription}`,
      metric: counted,
      threshold: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
