import { gunzipSync } from 'node:zlib';
import { classicPostureOf } from '../lambda/core/policy/posture';
import { FORMATS, TABLE_FORMATS } from '../lambda/core/impact/athena/formats';
import { COLUMNS } from '../lambda/core/impact/athena/query';
import type { LogFormat, LogLine, SkipReason } from '../lambda/core/impact/log-line';
import { LogText } from '../lambda/core/impact/log-text';
import { KIND_OF, Tally, type SeenListener } from '../lambda/core/impact/tally';
import type { Shelved } from '../lambda/core/explain/catalogue';
import type { Sandbox, StatementEnd } from '../sandbox';
import { present } from './helpers';

/**
 * An engine for the sandbox's Athena that understands the queries of lambda/core/impact/athena alone: it counts the same files
 * with the reader that goes line by line, and answers with rows. That SQL counts so too is shown in test/athena.
 */

type Cells = Partial<Record<(typeof COLUMNS)[number], string | number>>;

export function rowOf(cells: Cells): readonly (string | null)[] {
  return COLUMNS.map((column) => (cells[column] === undefined ? null : String(cells[column])));
}

/** @param bucketOf the region of each bucket that logs are in, by its name */
export function countingEngine(
  sandbox: Sandbox,
  region: string,
): (statement: string) => Promise<StatementEnd> {
  const folders = new Map<string, string>();
  return (statement) => {
    const [, made = '', place = ''] =
      /`elb_tls`\.`(\w+)`.*'storage\.location\.template' = '([^']*)'/s.exec(statement) ?? [];
    if (made !== '') folders.set(made, filledIn(place, statement));
    if (statement.startsWith('CREATE ')) return Promise.resolve({ columns: [], rows: [], scannedBytes: 0 });
    const [, table = ''] = /FROM "elb_tls"\."(\w+)"/.exec(statement) ?? [];
    const rows = answerOf(statement, table, filesIn(sandbox, region, statement, present(folders.get(table))));
    return Promise.resolve({ columns: COLUMNS, rows, scannedBytes: 10 });
  };
}

function filledIn(place: string, statement: string): string {
  const valueOf = (name: string): string =>
    new RegExp(`'projection\\.${name}\\.values' = '([^',]*)'`).exec(statement)?.[1] ?? '';
  return place.replace('${account}', valueOf('account')).replace('${region}', valueOf('region'));
}

function filesIn(
  sandbox: Sandbox,
  region: string,
  statement: string,
  place: string,
): readonly (readonly [name: string, bytes: Uint8Array])[] {
  const [, first = '', last = ''] = /day BETWEEN '([\d/]+)' AND '([\d/]+)'/.exec(statement) ?? [];
  const [, bucketName = '', before = ''] = /^s3:\/\/([^/]+)\/(.*)\$\{day\}\/$/.exec(place) ?? [];
  const bucket = sandbox.bucket(bucketName, region);
  return bucket
    .keys()
    .filter((key) => {
      const day = key.slice(before.length, before.length + 10);
      return key.startsWith(before) && day >= first && day <= last;
    })
    .map((key) => {
      const { body, encoding } = present(bucket.get(key));
      const bytes = Buffer.from(body, encoding);
      return [key, key.endsWith('.gz') && bytes[0] === 0x1f ? gunzipSync(bytes) : bytes];
    });
}

/** The target is what the query lists. */
function targetOf(statement: string): Shelved {
  const suites = [...statement.matchAll(/^ {4}'(\S+) (\S+)',?$/gm)];
  const posture = classicPostureOf({
    name: 'listed',
    protocols: suites.map(([, protocol = '']) => protocol),
    ciphers: suites.map(([, , cipher = '']) => cipher),
  });
  return { posture, type: 'elbv2', decides: true, source: 'aws', asOf: '2026-11-27' };
}

function answerOf(
  statement: string,
  table: string,
  files: readonly (readonly [string, Uint8Array])[],
): readonly (readonly (string | null)[])[] {
  const format = present(
    FORMATS.find((each) => TABLE_FORMATS[each].table === table.replace(/_[0-9a-f]+$/, '')),
  );
  const policies = { type: 'elbv2', target: targetOf(statement), from: null } as const;
  const tally = new Tally({ policies: { elbv2: policies, classic: policies }, fullAddresses: false });
  const counter = {
    add: (line: LogLine, named: Uint8Array | null): SkipReason | null =>
      line.format === format ? tally.add(line, named) : null,
  };
  const unknown: (readonly (string | null)[])[] = [];
  for (const [name, bytes] of files) {
    const counts = { bytes: 0, lines: 0, skipped: new Map<SkipReason, number>() };
    const text = new LogText(name, counter, counts);
    text.add(bytes);
    text.end();
    const lines = [...counts.skipped.values()].reduce((sum, each) => sum + each, 0);
    const [, id = ''] = /_((?:app|net)\.[\w-]+\.[0-9a-f]+|[A-Za-z0-9-]+)_\d{8}T/.exec(name) ?? [];
    const loadBalancer = id.replaceAll('.', '/');
    if (lines > 0) unknown.push(rowOf({ what: 'suite', load_balancer: loadBalancer, kind: 'no-log', lines }));
  }
  const rows = tally.listeners.flatMap((listener) => rowsOn(listener, tally, format));
  const whole = [...unknown, ...rows].reduce(
    (sum, row) => sum + (row[0] === 'suite' ? Number(row[COLUMNS.indexOf('lines')]) : 0),
    0,
  );
  return [rowOf({ what: 'all', lines: whole }), ...unknown, ...rows];
}

function rowsOn(
  listener: SeenListener,
  { suites }: Tally,
  format: LogFormat,
): readonly (readonly (string | null)[])[] {
  const { loadBalancer, port } = listener;
  const counts = TABLE_FORMATS[format].isByRequest ? listener.requests : listener.connections;
  const place = { load_balancer: loadBalancer ?? '', ...(port < 0 ? {} : { port }) };
  let postQuantum = counts.postQuantum;
  let told = counts.exchangeTold - counts.postQuantum;
  const ofSuites = suites[KIND_OF[format] === 'classic' ? 'classic' : 'elbv2'].all.flatMap(
    ({ protocol, cipher, index }) => {
      const all = counts.suites[index] ?? 0;
      const hybrid = Math.min(all, postQuantum);
      const named = Math.min(all - hybrid, told);
      postQuantum -= hybrid;
      told -= named;
      const parts = { X25519MLKEM768: hybrid, x25519: named, '-': all - hybrid - named };
      return Object.entries(parts)
        .filter(([, handshakes]) => handshakes > 0)
        .map(([exchange, handshakes]) =>
          rowOf({
            ...place,
            what: 'suite',
            kind: 'handshake',
            protocol,
            cipher,
            key_exchange: exchange,
            lines: handshakes,
            handshakes,
          }),
        );
    },
  );
  const others = (['failed', 'plain'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => rowOf({ ...place, what: 'suite', kind, lines: counts[kind], handshakes: 0 }));
  const networks = counts.refused.all.flatMap(({ address, handshakes, agents }) => [
    rowOf({ ...place, what: 'network', network: address, handshakes }),
    ...[...agents].map(([agent, lines]) =>
      rowOf({ ...place, what: 'user-agent', network: address, user_agent: agent, lines }),
    ),
  ]);
  const addresses = rowOf({
    ...place,
    what: 'listener',
    addresses: counts.addresses.size ?? 0,
    refused_addresses: counts.refusedAddresses.size ?? 0,
  });
  return [...ofSuites, ...others, addresses, ...networks];
}
