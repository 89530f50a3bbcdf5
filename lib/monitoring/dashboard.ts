import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  SingleValueWidget,
  Stats,
  TextWidget,
  type Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { MetricName } from '../../lambda/core/metrics';
import { metric } from './metrics';

export interface Watched {
  readonly function: LambdaFunction;
  readonly deadLetters: readonly Queue[];
}

const DAY = Duration.days(1);
const WHOLE = 24;

/** Three questions, one row each. */
export function dashboard(scope: Construct, { function: runs, deadLetters }: Watched): Dashboard {
  const waiting = deadLetters.map((queue) => queue.metricApproximateNumberOfMessagesVisible({ period: DAY }));
  return new Dashboard(scope, 'Dashboard', {
    // So the function knows it, for its digests: a variable would close a circle, as the widgets name the function.
    dashboardName: runs.functionName,
    defaultInterval: Duration.days(30),
    widgets: [
      [heading('Did it run?')],
      [
        graph('Runs a day', 2, [metric('Runs', DAY)]),
        graph('Time a run took', 2, [runs.metricDuration({ statistic: Stats.MAXIMUM })]),
      ],
      [heading('How is the web tier?')],
      [
        new SingleValueWidget({
          title: 'Listeners, most in a run of the day',
          metrics: most('Listeners', 'Planned', 'Changed', 'Held', 'Exempt'),
          width: WHOLE,
        }),
      ],
      [
        graph('Planned, changed and held', 2, most('Planned', 'Changed', 'Held')),
        // Empty while nobody looks at them.
        graph(
          'Certificates: expired or about to, faults, not read',
          2,
          most('ExpiringCertificates', 'CertificateFaults', 'UnreadCertificates'),
        ),
      ],
      [heading('What failed?')],
      [
        graph('Listeners and Regions', 4, most('Failed', 'FailedRegions')),
        graph('Errors of the function', 4, [runs.metricErrors({ period: DAY })]),
        graph(
          'Watches, and what they found',
          4,
          (['Watched', 'WatchWorse', 'NotWatched'] as const).map((name) => metric(name, DAY)),
        ),
        graph('Messages that wait in a dead-letter queue', 4, waiting),
      ],
    ],
  });
}

function most(...names: readonly MetricName[]): Metric[] {
  return names.map((name) => metric(name, DAY).with({ statistic: Stats.MAXIMUM }));
}

function heading(question: string): TextWidget {
  return new TextWidget({ markdown: `## ${question}`, width: WHOLE, height: 1 });
}

/** @param inRow how many stand side by side */
function graph(title: string, inRow: number, left: Metric[]): GraphWidget {
  return new GraphWidget({ title, left, width: WHOLE / inRow });
}
