import { Aws, Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  Metric,
  SingleValueWidget,
  Stats,
  TextWidget,
  TreatMissingData,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface MonitoringProps {
  readonly function: LambdaFunction;
  /** Gets the alarms. */
  readonly topic: ITopic;
  /** Queues that are empty while all is well. */
  readonly deadLetters: readonly Queue[];
  /** Hours without a run that raise an alarm, 2 to 168. */
  readonly alarmAfterHours: number;
}

/** The contract with lambda/handler.ts. */
const NAMESPACE = 'ElbTlsRemediator';

/** Alarms for what must not go unseen, and a dashboard that answers: did it run, how is the web tier, what failed. */
export class Monitoring extends Construct {
  readonly dashboard: Dashboard;

  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const alarms = [this.didNotRun(props), ...this.failures(props)];
    for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(props.topic));
    this.dashboard = dashboardOf(this, props);
  }

  /** No heartbeat for so many hours, one after another. That nothing was measured is just what it looks for. */
  private didNotRun({ alarmAfterHours }: MonitoringProps): Alarm {
    return new Alarm(this, 'DidNotRun', {
      alarmDescription: 'No run of elb-tls-remediator was seen for longer than its schedule allows.',
      metric: ofTheFunction('Runs', Duration.hours(1)),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: alarmAfterHours,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  private failures({ function: runs, deadLetters }: MonitoringProps): readonly Alarm[] {
    const any = (alarm: string, alarmDescription: string, metric: IMetric): Alarm =>
      new Alarm(this, alarm, {
        alarmDescription,
        metric,
        threshold: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
    return [
      any(
        'RunFailed',
        'A run of elb-tls-remediator ended in an error. Its log says which.',
        runs.metricErrors(),
      ),
      any(
        'ListenersFailed',
        'Listeners or load balancers failed. The digest names them.',
        ofTheFunction('Failed'),
      ),
      any(
        'RegionsFailed',
        'A Region could not be examined. The digest names it.',
        ofTheFunction('FailedRegions'),
      ),
      any(
        'Misconfigured',
        'DRY_RUN of the function is neither true nor false: it ran dry.',
        ofTheFunction('Misconfigured'),
      ),
      ...deadLetters.map((queue) =>
        any(
          `${queue.node.id}Waiting`,
          'A run could not be started, or failed without a word. The message in the queue says why.',
          queue.metricApproximateNumberOfMessagesVisible(),
        ),
      ),
    ];
  }
}

/** A metric of the function over both modes: alarms must not care whether it is a dry run. */
function ofTheFunction(metricName: string, period = Duration.minutes(5)): Metric {
  const dimensionsMap = { service: Aws.STACK_NAME };
  return new Metric({ namespace: NAMESPACE, metricName, dimensionsMap, period, statistic: Stats.SUM });
}

function title(markdown: string): TextWidget {
  return new TextWidget({ markdown, width: 24, height: 1 });
}

function dashboardOf(scope: Construct, { function: runs, deadLetters }: MonitoringProps): Dashboard {
  const day = Duration.days(1);
  const latest = (name: string): Metric => ofTheFunction(name, day).with({ statistic: Stats.MAXIMUM });
  const dashboard = new Dashboard(scope, 'Dashboard', { defaultInterval: Duration.days(30) });
  dashboard.addWidgets(title('## Did it run?'));
  dashboard.addWidgets(
    new GraphWidget({ title: 'Runs a day', left: [ofTheFunction('Runs', day)], width: 12 }),
    new GraphWidget({
      title: 'Time a run took',
      left: [runs.metricDuration({ statistic: Stats.MAXIMUM })],
      width: 12,
    }),
  );
  dashboard.addWidgets(title('## How is the web tier?'));
  dashboard.addWidgets(
    new SingleValueWidget({
      title: 'Listeners, most in a run of the day',
      metrics: ['Listeners', 'Planned', 'Changed', 'Held', 'Exempt'].map(latest),
      width: 24,
    }),
    new GraphWidget({
      title: 'Planned, changed and held',
      left: ['Planned', 'Changed', 'Held'].map(latest),
      width: 24,
    }),
  );
  dashboard.addWidgets(title('## What failed?'));
  dashboard.addWidgets(
    new GraphWidget({
      title: 'Listeners and Regions',
      left: ['Failed', 'FailedRegions'].map(latest),
      width: 8,
    }),
    new GraphWidget({
      title: 'Errors of the function',
      left: [runs.metricErrors({ period: day })],
      width: 8,
    }),
    new GraphWidget({
      title: 'Messages that wait in a dead-letter queue',
      left: deadLetters.map((queue) => queue.metricApproximateNumberOfMessagesVisible({ period: day })),
      width: 8,
    }),
  );
  return dashboard;
}
