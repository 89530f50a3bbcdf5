import { hashOf, keyOf, OTHER } from '../bytes';
import type { LogFormat } from '../log-line';
import { TABLE_FORMATS } from './formats';
import type { LogTree } from './place';

/** A statement of Athena's DDL, which is Hive's. */
export function databaseStatement(database: string): string {
  return `CREATE DATABASE IF NOT EXISTS \`${database}\``;
}

/** A table that is to be there, and how it is made. */
export interface LogTable {
  readonly name: string;
  readonly statement: string;
}

/**
 * The table of one format over the logs of a tree. It is external: to drop it deletes no log. Days are projected, so nobody has
 * to add a partition ([Athena-projection]).
 *
 * Its name ends with a hash of all that it is, so that `IF NOT EXISTS` never finds one that looks elsewhere, or reads otherwise.
 */
export function tableOf(format: LogFormat, database: string, tree: LogTree): LogTable {
  const { table, fields, pattern } = TABLE_FORMATS[format];
  const { bucket, prefix, accounts, regions } = tree;
  const location = `s3://${bucket}/${prefix}AWSLogs/`;
  const columns = [...fields.map(([column]) => column), UNMATCHED];
  const body = `(
${columns.map((column) => `  \`${column}\` string`).join(',\n')}
)
PARTITIONED BY (\`account\` string, \`region\` string, \`day\` string)
ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.RegexSerDe'
WITH SERDEPROPERTIES (
  'serialization.format' = '1',
  'input.regex' = '${pattern}|(.*)'
)
LOCATION '${location}'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'enum',
  'projection.account.values' = '${accounts.join(',')}',
  'projection.region.type' = 'enum',
  'projection.region.values' = '${regions.join(',')}',
  'projection.day.type' = 'date',
  'projection.day.format' = 'yyyy/MM/dd',
  'projection.day.range' = '2014/01/01,NOW',
  'projection.day.interval' = '1',
  'projection.day.interval.unit' = 'DAYS',
  'storage.location.template' = '${location}\${account}/elasticloadbalancing/\${region}/\${day}/'
)`;
  const name = `${table}_${digestOf(body)}`;
  return { name, statement: `CREATE EXTERNAL TABLE IF NOT EXISTS \`${database}\`.\`${name}\` ${body}` };
}

/** The last column: the whole of a line that is not in the format. */
export const UNMATCHED = 'unmatched';

function digestOf(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const key = keyOf(hashOf(bytes, 0, bytes.length), hashOf(bytes, 0, bytes.length, 0, OTHER));
  return key.toString(16).padStart(14, '0');
}
