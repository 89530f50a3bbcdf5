import { Aws, Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS_NAMESPACE, type MetricName } from '../../lambda/core/metrics';

/** The value of the dimension `service`: two stacks of one account do not mix. */
export const SERVICE = Aws.STACK_NAME;

/** A metric of the function over all modes: alarms must not care whether it is a dry run. */
export function metric(name: MetricName, period = Duration.minutes(5)): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName: name,
    dimensionsMap: { service: SERVICE },
    period,
    statistic: Stats.SUM,
  });
}
