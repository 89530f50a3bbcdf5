import { InvalidParameter } from '../errors';
import { MINUTE, type MetricName, type MetricTrouble, type Metrics, floorToMinute } from '../metrics';
import { page } from '../paging';
import { atMost, integer, requiredStructure, requiredText, structures, text } from '../parameters';
import { queryCompatibleProtocol } from '../protocols';
import { type Handler, type Service, queryErrors } from '../service';
import type { Structure } from '../values';
import { stateOf } from '../account-state';

const MOST_QUERIES = 500;
const MOST_POINTS = 100_800;

/** One value of one query, or that the query has none. */
interface Row {
  readonly query: Query;
  readonly point: readonly [time: number, sum: number] | undefined;
}

interface Query extends MetricName {
  readonly id: string;
  readonly label: string;
  readonly period: number;
}

const getMetricData: Handler = (parameters, { accountState, region }) => {
  const { metrics } = stateOf(accountState, region);
  const queries = readQueries(parameters);
  const start = floorToMinute(time(parameters, 'StartTime'));
  const end = time(parameters, 'EndTime');
  if (!(start < end)) throw new InvalidParameter('StartTime has to be before EndTime');
  const newestFirst = text(parameters, 'ScanBy') !== 'TimestampAscending';
  const rows = queries.flatMap((query): readonly Row[] => {
    const sums = metrics.sums(query, { start, end, period: query.period });
    if (sums.length === 0) return [{ query, point: undefined }];
    return (newestFirst ? sums.toReversed() : sums).map((point) => ({ query, point }));
  });
  const { items, next } = page({
    items: rows,
    limit: Math.min(
      accountState.pageSize,
      integer(parameters, 'MaxDatapoints', 1, MOST_POINTS) ?? MOST_POINTS,
    ),
    marker: text(parameters, 'NextToken'),
  });
  const answer = {
    MetricDataResults: showResults(items, rows).map((shown) => troubled(shown, metrics)),
    NextToken: next,
    Messages: messagesOf(metrics.troubleOf(null)),
  };
  return { answer };
};

/** A result with what goes wrong with its metric, if anything does. */
function troubled({ query, result }: Shown, metrics: Metrics): Structure {
  const trouble = metrics.troubleOf(query);
  if (trouble === undefined) return result;
  return { ...result, StatusCode: trouble.statusCode, Messages: messagesOf(trouble) };
}

function messagesOf(trouble: MetricTrouble | undefined): readonly Structure[] {
  return trouble?.message === undefined ? [] : [{ Code: trouble.message.code, Value: trouble.message.value }];
}

interface Shown {
  readonly query: Query;
  readonly result: Structure;
}

/** A query whose values go on behind this page has only partial data on it. */
function showResults(shown: readonly Row[], all: readonly Row[]): readonly Shown[] {
  const queries = [...new Set(shown.map(({ query }) => query))];
  return queries.map((query) => {
    const points = shown.filter((row) => row.query === query).flatMap(({ point }) => (point ? [point] : []));
    const isComplete = shown.includes(
      all.findLast((row) => row.query === query) ?? { query, point: undefined },
    );
    const result = {
      Id: query.id,
      Label: query.label,
      Timestamps: points.map(([at]) => at / 1000),
      Values: points.map(([, sum]) => sum),
      StatusCode: isComplete ? 'Complete' : 'PartialData',
    };
    return { query, result };
  });
}

function readQueries(parameters: Structure): readonly Query[] {
  const sent = structures(parameters, 'MetricDataQueries');
  if (sent.length === 0) throw new InvalidParameter('MetricDataQueries is required, got nothing');
  const queries = atMost(sent, MOST_QUERIES, 'too many metric data queries').map(readQuery);
  const ids = queries.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice === undefined) return queries;
  throw new InvalidParameter(`the ids of the queries have to be unique, got '${twice}' twice`);
}

function readQuery(query: Structure): Query {
  const id = requiredText(query, 'Id');
  if (!/^[a-z][a-zA-Z0-9_]*$/.test(id)) {
    throw new InvalidParameter(
      `Id has letters, digits and underscores and starts with a lower case letter, got '${id}'`,
    );
  }
  const stat = requiredStructure(query, 'MetricStat');
  const metric = requiredStructure(stat, 'Metric');
  const statistic = requiredText(stat, 'Stat');
  if (statistic !== 'Sum')
    throw new InvalidParameter(`the sandbox does the Stat Sum only, got '${statistic}'`);
  const period = integer(stat, 'Period', 60, 86_400) ?? 0;
  if (period === 0 || period % 60 !== 0) {
    throw new InvalidParameter(`Period has to be a multiple of 60, got ${period}`);
  }
  const metricName = requiredText(metric, 'MetricName');
  return {
    id,
    label: text(query, 'Label') ?? metricName,
    period: (period / 60) * MINUTE,
    namespace: requiredText(metric, 'Namespace'),
    metricName,
    dimensions: Object.fromEntries(
      structures(metric, 'Dimensions').map((each) => [
        requiredText(each, 'Name'),
        requiredText(each, 'Value'),
      ]),
    ),
  };
}

/** The protocol has seconds. */
function time(parameters: Structure, name: string): number {
  const seconds = parameters[name];
  if (typeof seconds === 'number') return seconds * 1000;
  throw new InvalidParameter(`${name} is required and has to be a time, got ${JSON.stringify(seconds)}`);
}

export const cloudwatch: Service = {
  name: 'cloudwatch',
  scope: 'monitoring',
  iamPrefix: 'cloudwatch',
  protocol: queryCompatibleProtocol,
  errors: queryErrors,
  mutating: new Set(),
  actions: { GetMetricData: getMetricData },
};
