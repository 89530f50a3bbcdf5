import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { FORMATS, TABLE_FORMATS } from '../../lambda/core/impact/athena/formats';
import { statementsFor } from '../../lambda/core/impact/athena/statements';
import { UNMATCHED } from '../../lambda/core/impact/athena/tables';
import { tallyFor } from '../core/impact/read';

/**
 * The statements as sqlglot reads them, which has a dialect for Athena: Hive's DDL, Trino's queries. Trino takes no DDL of Hive's,
 * so this is the second opinion on the tables.
 */

interface Told {
  readonly kind: string;
  readonly columns: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
  readonly location: string | null;
}

const { suites } = tallyFor();
const { database, tables, queries } = statementsFor({
  tree: {
    bucket: 'logs',
    prefix: 'lb/',
    accounts: ['111122223333', '222222222222'],
    regions: ['eu-west-1', 'us-east-1'],
  },
  database: 'elb_tls',
  first: '2026/11/20',
  last: '2026/11/26',
  policies: { elbv2: suites.elbv2.policies, classic: suites.classic.policies },
  fullAddresses: false,
  formats: FORMATS,
});

function read(statements: readonly string[]): readonly Told[] {
  const python = join(__dirname, '../../.trino/venv/bin/python');
  const { stdout, stderr, error } = spawnSync(python, [join(__dirname, 'dialect.py')], {
    input: JSON.stringify(statements),
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  // It says there what it does not understand.
  expect(stderr).toBe('');
  const told: readonly Told[] = JSON.parse(stdout);
  return told;
}

it('the database is a statement of that dialect', () => {
  expect(read([database])).toMatchObject([{ kind: 'Create' }]);
});

it('a table is read as it is meant: columns, pattern, place, projection', () => {
  const told = read(tables);
  expect(told).toEqual(
    FORMATS.map((format) => ({
      kind: 'Create',
      columns: [
        ...TABLE_FORMATS[format].fields.map(([column]) => column),
        UNMATCHED,
        'account',
        'region',
        'day',
      ],
      properties: {
        'serialization.format': '1',
        'input.regex': `${TABLE_FORMATS[format].pattern}|(.*)`,
        'projection.enabled': 'true',
        'projection.account.type': 'enum',
        'projection.account.values': '111122223333,222222222222',
        'projection.region.type': 'enum',
        'projection.region.values': 'eu-west-1,us-east-1',
        'projection.day.type': 'date',
        'projection.day.format': 'yyyy/MM/dd',
        'projection.day.range': '2014/01/01,NOW',
        'projection.day.interval': '1',
        'projection.day.interval.unit': 'DAYS',
        'storage.location.template': 's3://logs/lb/AWSLogs/${account}/elasticloadbalancing/${region}/${day}/',
      },
      location: 's3://logs/lb/AWSLogs/',
    })),
  );
});

it('a query is one of that dialect', () => {
  expect(read(queries.map(([, query]) => query)).map(({ kind }) => kind)).toEqual(
    FORMATS.map(() => 'Select'),
  );
});
