import { CONSOLES } from '../../lambda/core/consoles';
import { linksOf, type ConsolePlaces } from '../../lambda/core/links';
import PARTITIONS from '../../lambda/core/partitions.json';

const PLACES: ConsolePlaces = {
  region: 'eu-west-1',
  dashboard: 'elb-tls-RemediatorFunctionBB34C223-A1b2C3d4',
  logGroup: '/aws/lambda/elb-tls-RemediatorLog',
  logStream: '2026/11/27/[$LATEST]0f1e2d3c4b5a69788796a5b4c3d2e1f0',
};
const PREFIX = 'runs/20261127T060000Z-3f9c/';
const RECORD = { store: 's3://elb-tls-records', prefix: PREFIX };
const NOWHERE = { store: null, prefix: PREFIX };
const EU = 'https://eu-west-1.console.aws.amazon.com';

it('lead to dashboard, log and record of a run', () => {
  expect(linksOf(PLACES, RECORD)).toEqual({
    dashboard: `${EU}/cloudwatch/home?region=eu-west-1#dashboards:name=elb-tls-RemediatorFunctionBB34C223-A1b2C3d4`,
    // As the console itself writes it ([CW-links]).
    log:
      `${EU}/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Felb-tls-RemediatorLog` +
      '/log-events/2026$252F11$252F27$252F$255B$2524LATEST$255D0f1e2d3c4b5a69788796a5b4c3d2e1f0',
    record: `${EU}/s3/buckets/elb-tls-records?region=eu-west-1&prefix=runs%2F20261127T060000Z-3f9c%2F`,
  });
});

it.each<[string, string]>([
  ['us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ['cn-north-1', 'cn-north-1.console.amazonaws.cn'],
  ['eusc-de-east-1', 'eusc-de-east-1.console.amazonaws-eusc.eu'],
])('are in the console of the partition of %s', (region, host) => {
  const links = Object.values(linksOf({ ...PLACES, region }, RECORD));
  expect(links).toHaveLength(3);
  for (const link of links) {
    expect(link).toMatch(new RegExp(`^https://${host}/`));
    expect(link).toContain(`region=${region}`);
  }
});

it('are known in every partition that the SDK knows', () => {
  expect(PARTITIONS.filter(({ id }) => !(id in CONSOLES))).toEqual([]);
});

it.each<[string, ConsolePlaces, Parameters<typeof linksOf>[1], readonly string[]]>([
  ['at a terminal with a bucket', { region: 'eu-west-1' }, RECORD, ['record']],
  [
    'at a terminal with a folder',
    { region: 'eu-west-1' },
    { store: '/home/jo/.elb-tls', prefix: PREFIX },
    [],
  ],
  ['without a record', PLACES, NOWHERE, ['dashboard', 'log']],
  ['without a stream', { ...PLACES, logStream: undefined }, NOWHERE, ['dashboard', 'log']],
  ['where only the stream is known', { ...PLACES, logGroup: undefined }, NOWHERE, ['dashboard']],
  ['where no Region is known', { ...PLACES, region: undefined }, RECORD, []],
])('are those that are known %s', (_, places, record, names) => {
  expect(Object.keys(linksOf(places, record))).toEqual(names);
});

it('hold one line each, whatever a name has in it', () => {
  const hostile = 'a/b?c=d&e#f%2F g\nDO: [x]';
  const { log = '' } = linksOf({ ...PLACES, logGroup: hostile, logStream: hostile }, NOWHERE);
  const [, fragment = ''] = log.split('#logsV2:');
  expect(fragment).toMatch(/^log-groups\/log-group\/[\w$.-]+\/log-events\/[\w$.-]+$/);
});
