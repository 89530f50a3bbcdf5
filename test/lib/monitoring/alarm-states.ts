/** What CloudWatch makes of an alarm and of what was measured: as "Using Amazon CloudWatch alarms" says it. */

/** What was measured, at a minute. */
export interface Point {
  readonly minute: number;
  readonly namespace: string;
  readonly name: string;
  readonly value: number;
  /** The values of its dimensions. */
  readonly of: string;
}

interface MetricRef {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

/** An alarm as the template has it, its functions carried out. */
export interface AlarmDefinition extends Partial<MetricRef> {
  readonly Period?: number;
  readonly Statistic?: string;
  readonly EvaluationPeriods: number | string;
  readonly DatapointsToAlarm?: number;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
}

export type State = 'INSUFFICIENT_DATA' | 'OK' | 'ALARM';

/**
 * "CloudWatch attempts to retrieve a higher number of data points than the number specified as Evaluation Periods": how many
 * more is not said.
 */
const MORE_PERIODS = 2;

/** The state at a minute, given the one before. */
export function stateAt(
  minute: number,
  alarm: AlarmDefinition,
  points: readonly Point[],
  before: State,
): State {
  const wanted = Number(alarm.EvaluationPeriods);
  const values = valuesUntil(minute, alarm, points, wanted + MORE_PERIODS);
  // The newest of what there is; where that is too little, the rest is filled in.
  const real = values.filter((value) => value !== undefined).slice(0, wanted);
  const missing = wanted - real.length;
  const breaching = real.filter((value) => isBreaching(alarm, value)).length;
  const toAlarm = alarm.DatapointsToAlarm ?? wanted;
  switch (alarm.TreatMissingData) {
    case 'notBreaching':
      return breaching >= toAlarm ? 'ALARM' : 'OK';
    case 'breaching':
      return breaching + missing >= toAlarm ? 'ALARM' : 'OK';
    case 'ignore':
      if (breaching >= toAlarm) return 'ALARM';
      return missing === 0 ? 'OK' : before;
    default:
      throw new Error(`TreatMissingData ${alarm.TreatMissingData} is not among those this evaluator knows`);
  }
}

/** One value a period, newest first; `undefined` where nothing was measured. */
function valuesUntil(
  minute: number,
  alarm: AlarmDefinition,
  points: readonly Point[],
  count: number,
): readonly (number | undefined)[] {
  const { Namespace, MetricName, Dimensions, Period } = alarm;
  if (Namespace === undefined || MetricName === undefined || Period === undefined)
    throw new Error(`this evaluator knows alarms of one metric, and not ${JSON.stringify(alarm)}`);
  const period = Period / 60;
  const newest = Math.floor(minute / period);
  const seen = points.filter((point) => point.minute <= minute && point.minute >= (newest - count) * period);
  return Array.from({ length: count }, (_, index) => {
    const start = (newest - index) * period;
    const inPeriod = seen.filter((point) => point.minute >= start && point.minute < start + period);
    return sumOf({ Namespace, MetricName, ...(Dimensions && { Dimensions }) }, inPeriod);
  });
}

function sumOf(
  { Namespace, MetricName, Dimensions = [] }: MetricRef,
  points: readonly Point[],
): number | undefined {
  const of = Dimensions.map(({ Value }) => Value).join();
  const mine = points.filter(
    (point) => point.namespace === Namespace && point.name === MetricName && point.of === of,
  );
  return mine.length === 0 ? undefined : mine.reduce((sum, { value }) => sum + value, 0);
}

function isBreaching({ ComparisonOperator, Threshold }: AlarmDefinition, value: number): boolean {
  if (ComparisonOperator === 'LessThanThreshold') return value < Threshold;
  if (ComparisonOperator === 'GreaterThanOrEqualToThreshold') return value >= Threshold;
  throw new Error(`${ComparisonOperator} is not among those this evaluator knows`);
}
