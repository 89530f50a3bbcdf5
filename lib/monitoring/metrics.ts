import { Aws, Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';

/** The metrics that lambda/tell.ts puts into its log; test/lib/monitoring/monitoring.test.ts holds the two together. */

export const NAMESPACE = 'ElbTlsRemediator';

export const METRICS = [
  'Runs',
  'Listeners',
  'Changed',
  'Planned',
  'Held',
  'Exempt',
  'Failed',
  'FailedRegions',
  'Misconfigured',
] as const;

export type MetricName = (typeof METRICS)[number];

/** The value of the dimension `service`: two stacks of one account do not mix. */
export const SERVICE = Aws.STACK_NAME;

/** A metric of the function over all modes: alarms must not care whether it is a dry run. */
export function metric(name: MetricName, period = Duration.minutes(5)): Metric {
  return new Metric({
    namespace: NAMESPACE,
    metricName: name,
    dimensionsMap: { service: SERVICE },
    period,
    statistic: Stats.SUM,
  });
}
