/**
 * A table of Athena's DDL, which is Hive's, in the words of Trino's Hive connector: the columns, the pattern, the place and the
 * projection are taken from the statement and nowhere else. Both write the same properties into the metastore.
 *
 * @throws where the statement has anything that is not translated
 */
export function trinoTable(statement: string): string {
  const [, database, name, columns, partitions, serde, location, properties] = SHAPE.exec(statement) ?? [];
  if (properties === undefined) throw new Error(`the test does not know such a statement: ${statement}`);
  const regex = pairsIn(serde ?? '').get('input.regex') ?? '';
  const projection = pairsIn(properties);
  const days = namesIn(partitions ?? '').map(
    (column) => `"${column}" varchar WITH (${projectionOf(column, projection)})`,
  );
  const template = projection.get('storage.location.template') ?? '';
  if (projection.get('projection.enabled') !== 'true') throw new Error('the partitions are not projected');
  return `CREATE TABLE IF NOT EXISTS "${database}"."${name}" (
    ${[...namesIn(columns ?? '').map((column) => `"${column}" varchar`), ...days].join(',\n    ')}
  ) WITH (
    format = 'REGEX',
    regex = '${regex}',
    external_location = '${local(location ?? '')}',
    partitioned_by = ARRAY[${namesIn(partitions ?? '')
      .map((column) => `'${column}'`)
      .join(', ')}],
    partition_projection_enabled = true,
    partition_projection_location_template = '${local(template)}'
  )`;
}

const SHAPE = new RegExp(
  [
    '^CREATE EXTERNAL TABLE IF NOT EXISTS `(\\w+)`\\.`(\\w+)` \\(\\n(.*?)\\n\\)',
    'PARTITIONED BY \\((.*?)\\)',
    "ROW FORMAT SERDE 'org\\.apache\\.hadoop\\.hive\\.serde2\\.RegexSerDe'",
    'WITH SERDEPROPERTIES \\(\\n(.*?)\\n\\)',
    "LOCATION '([^']*)'",
    'TBLPROPERTIES \\(\\n(.*)\\n\\)$',
  ].join('\\n'),
  's',
);

function namesIn(columns: string): readonly string[] {
  return columns.split(',').map((column) => {
    const [, name] = /^\s*`(\w+)` string$/.exec(column) ?? [];
    if (name === undefined) throw new Error(`not a column of type string: ${column}`);
    return name;
  });
}

function pairsIn(properties: string): ReadonlyMap<string, string> {
  return new Map(
    properties.split(/,\n/).map((line) => {
      const [, key, value] = /^\s*'([^']*)' = '([^']*)'$/.exec(line) ?? [];
      if (key === undefined || value === undefined) throw new Error(`not a property: ${line}`);
      return [key, value] as const;
    }),
  );
}

function projectionOf(column: string, all: ReadonlyMap<string, string>): string {
  const of = (key: string): string => all.get(`projection.${column}.${key}`) ?? '';
  const list = (key: string): string =>
    `ARRAY[${of(key)
      .split(',')
      .map((value) => `'${value}'`)
      .join(', ')}]`;
  if (of('type') === 'enum')
    return `partition_projection_type = 'enum', partition_projection_values = ${list('values')}`;
  return [
    `partition_projection_type = '${of('type')}'`,
    `partition_projection_format = '${of('format')}'`,
    `partition_projection_range = ${list('range')}`,
    `partition_projection_interval = ${of('interval')}`,
    `partition_projection_interval_unit = '${of('interval.unit')}'`,
  ].join(', ');
}

/** A folder stands in the place of S3. */
function local(place: string): string {
  return place.replace(/^s3:\/\//, 'local:///');
}
