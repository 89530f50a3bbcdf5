import { Answers, missesSuites, rowsOf, type AnswerRow } from '../../../lambda/core/impact/athena/answer';
import { FORMATS, TABLE_FORMATS } from '../../../lambda/core/impact/athena/formats';
import {
  accountsAmong,
  databaseNamed,
  regionsAmong,
  treeAt,
  workgroupNamed,
  type LogTree,
} from '../../../lambda/core/impact/athena/place';
import { COLUMNS, MOST_ROWS, queryOf, type Question } from '../../../lambda/core/impact/athena/query';
import { tableOf } from '../../../lambda/core/impact/athena/tables';
import { makeLogs } from '../../../scripts/impact-logs/generate';
import { MIXES } from '../../../scripts/impact-logs/mixes';
import { policyOf, RES_PQ, tallyFor } from './read';

/** What is said to Athena, and what is made of its answers. The SQL itself runs in test/athena. */

const TREE: LogTree = {
  bucket: 'logs',
  prefix: 'lb/',
  accounts: ['111122223333'],
  regions: ['eu-west-1', 'us-east-1'],
};

const QUESTION: Question = {
  format: 'nlb',
  database: 'elb_tls',
  table: 'nlb_1',
  first: '2026/11/20',
  last: '2026/11/26',
  target: policyOf(RES_PQ),
  fullAddresses: false,
};

describe('a place', () => {
  it.each([
    ['s3://logs', '', null],
    ['s3://logs/', '', null],
    ['s3://logs/lb', 'lb/', null],
    ['s3://logs/a/b=c/', 'a/b=c/', null],
    [
      's3://logs/lb/AWSLogs/111122223333/elasticloadbalancing/eu-west-1/',
      'lb/',
      { account: '111122223333', region: 'eu-west-1' },
    ],
    [
      's3://logs/AWSLogs/111122223333/elasticloadbalancing/cn-north-1',
      '',
      { account: '111122223333', region: 'cn-north-1' },
    ],
  ])('%s is understood', (place, prefix, only) => {
    expect(treeAt(place)).toEqual({ bucket: 'logs', prefix, only });
  });

  it.each([
    ['logs/', 's3://BUCKET/PREFIX'],
    ['s3://', 's3://BUCKET/PREFIX'],
    ["s3://logs/it's/", 'letters, digits'],
    ['s3://logs/a b/', 'letters, digits'],
    ['s3://logs/${day}/', 'letters, digits'],
    ["s3://logs/x') --", 'letters, digits'],
    ['s3://logs/a\\/', 'letters, digits'],
    ['s3://logs/a\n/', 'letters, digits'],
    ['s3://logs/AWSLogs/111122223333/', 'before AWSLogs/'],
    ['s3://logs/AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/11/', 'before AWSLogs/'],
  ])('%j is refused', (place, advice) => {
    expect(() => treeAt(place)).toThrow(advice);
  });

  it.each([
    [() => databaseNamed('x`; DROP'), '--database got'],
    [() => databaseNamed('Elb'), '--database got'],
    [() => databaseNamed(''), '--database got'],
    [() => workgroupNamed('a b', '--athena'), '--athena got'],
    [() => workgroupNamed('', '--athena'), '--athena got'],
  ])('nothing else gets into a statement: %s', (read, message) => {
    expect(read).toThrow(message);
  });

  it('takes accounts and Regions from names of folders, and nothing else', () => {
    expect(accountsAmong(['222222222222', '111122223333', 'o-abc', '123', "1' OR"])).toEqual([
      '111122223333',
      '222222222222',
    ]);
    expect(regionsAmong(['us-gov-west-1', 'eu-west-1', 'eu-west-1', 'x', "eu-west-1'"])).toEqual([
      'eu-west-1',
      'us-gov-west-1',
    ]);
  });
});

describe('a table', () => {
  it.each(FORMATS)(
    'of %s has a group for each column, and no character that two dialects read two ways',
    (format) => {
      const { fields, pattern } = TABLE_FORMATS[format];
      expect(new RegExp(`${pattern}|`).exec('')).toHaveLength(fields.length + 1);
      expect(pattern).not.toMatch(/['\\$;]/);
      const { statement } = tableOf(format, 'elb_tls', TREE);
      expect(statement.match(/^ {2}`\w+` string/gm)).toHaveLength(fields.length + 1);
      expect(statement).toContain("'projection.region.values' = 'eu-west-1,us-east-1'");
    },
  );

  it('has another name where it would look elsewhere', () => {
    const names = [
      TREE,
      { ...TREE, bucket: 'other' },
      { ...TREE, prefix: '' },
      { ...TREE, accounts: ['222222222222'] },
      { ...TREE, regions: ['eu-west-1'] },
    ].map((tree) => tableOf('nlb', 'elb_tls', tree).name);
    expect(new Set(names).size).toBe(names.length);
    expect(tableOf('nlb', 'elb_tls', { ...TREE }).name).toBe(names[0]);
    expect(names.filter((name) => !/^nlb_[0-9a-f]{14}$/.test(name))).toEqual([]);
  });

  it('of each format takes the generated lines of that format, and no other', () => {
    for (const mix of MIXES) {
      const lines = [...makeLogs({ mix, seed: 2, bytes: 20_000 }).parts].join('').trimEnd().split('\n');
      const taken = lines.map((line) =>
        FORMATS.filter((format) => new RegExp(`^(?:${TABLE_FORMATS[format].pattern})$`, 's').test(line)),
      );
      expect(taken.filter((formats) => formats.length !== 1)).toEqual([]);
    }
  });
});

describe('a query', () => {
  it('names what the target accepts in every spelling, and nothing else', () => {
    const query = queryOf(QUESTION);
    expect(query).toContain("'TLSv1.3 TLS_AES_128_GCM_SHA256'");
    expect(query).toContain("'TLSv1.2 TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'");
    expect(query).not.toContain("'TLSv1.2 AES128-SHA'");
    expect(query).not.toMatch(/'TLSv1(?:\.1)? /);
  });

  it.each(FORMATS)(
    'of %s stays far below the 262,144 bytes that Athena takes, whatever the target',
    (format) => {
      const longest = ['ELBSecurityPolicy-TLS13-1-0-2021-06', 'ELBSecurityPolicy-2015-05', RES_PQ].map(
        (name) => queryOf({ ...QUESTION, format, target: policyOf(name) }).length,
      );
      expect(Math.max(...longest)).toBeLessThan(64_000);
    },
  );
});

function row(cells: Partial<AnswerRow>): AnswerRow {
  const [read] = rowsOf(COLUMNS, [COLUMNS.map((column) => cells[column] ?? null)]);
  if (read === undefined) throw new Error('there is no row');
  return read;
}

const tally = tallyFor();
const policies = { elbv2: tally.suites.elbv2.policies, classic: tally.suites.classic.policies };

function answers(rows: readonly AnswerRow[], asked = FORMATS): Answers {
  const all = new Answers({ policies }, asked);
  for (const format of asked) all.add(format, format === 'nlb' ? rows : []);
  return all;
}

const SUITE = row({
  what: 'suite',
  load_balancer: 'net/x/1',
  port: '443',
  kind: 'handshake',
  protocol: 'TLSv1',
  cipher: 'AES128-SHA',
  key_exchange: '-',
  lines: '5',
  handshakes: '5',
});

describe('an answer', () => {
  it('counts lines that are in no format once, however many queries met them', () => {
    const noLog = row({ what: 'suite', kind: 'no-log', lines: '3' });
    const all = new Answers({ policies });
    for (const format of FORMATS) all.add(format, [noLog, row({ what: 'all', lines: '3' })]);
    expect([all.lines, all.share, [...all.skipped]]).toEqual([3, 0, [['unknown-format', 3]]]);
  });

  it('leaves lines of other formats to their own query, and blank ones to nobody', () => {
    const rows = [
      row({ what: 'all', lines: '25' }),
      SUITE,
      row({ what: 'suite', kind: 'classic', lines: '9' }),
      row({ what: 'suite', kind: 'blank', lines: '4' }),
      row({ what: 'suite', kind: 'nlb', lines: '2' }),
      row({ what: 'suite', kind: 'tls-untold', lines: '1' }),
      row({ what: 'suite', kind: 'unknown-protocol', lines: '4' }),
    ];
    const all = answers(rows);
    expect(all.lines).toBe(12);
    expect(Object.fromEntries(all.skipped)).toEqual({
      'unknown-format': 2,
      'tls-untold': 1,
      'unknown-protocol': 4,
    });
    expect(all.share).toBe(0.416666);
  });

  it('says which lines are missing where its listeners were cut', () => {
    const all = answers([row({ what: 'all', lines: '15' }), SUITE]);
    expect([all.lines, [...all.skipped]]).toEqual([15, [['too-many-listeners', 10]]]);
  });

  it('says that it was cut', () => {
    const whole = answers([row({ what: 'all', lines: '5' }), SUITE]);
    expect(whole.notes).toEqual([]);
    const padding = Array.from({ length: MOST_ROWS - 2 }, () =>
      row({ what: 'network', load_balancer: 'no' }),
    );
    const cut = answers([row({ what: 'all', lines: '5' }), SUITE, ...padding]);
    expect(cut.notes).toEqual([expect.stringContaining('was cut at 100000 rows')]);
    expect(cut.share).toBe(1);
  });

  it('says which formats were not asked for, and has no lines where there are none', () => {
    const all = answers([], ['nlb']);
    expect(all.share).toBeNull();
    expect(all.notes).toEqual([expect.stringContaining('alb-access, alb-connection, classic')]);
  });

  it.each([
    [() => rowsOf(['what'], []), 'the columns what'],
    [() => answers([row({ ...SUITE, lines: 'many' })]), 'answered with "many"'],
    [() => answers([row({ ...SUITE, lines: '1e3' })]), 'answered with "1e3"'],
  ])('to another question is an error: %s', (read, message) => {
    expect(read).toThrow(message);
  });

  it.each([
    ['suites to its end, and is full', 0, true],
    ['suites to its end, and has room', 1, false],
    ['another kind behind them, and is full', 0, false],
  ])('of %s: whether suites may be missing', (what, fewer, misses) => {
    const last = what.startsWith('suites') ? [] : [row({ what: 'listener' })];
    const suites = Array.from({ length: MOST_ROWS - fewer - last.length }, () => SUITE);
    expect(missesSuites([...suites, ...last])).toBe(misses);
  });

  it('unescapes user agents, and cuts long ones', () => {
    const rows = [
      row({ what: 'all', lines: '5' }),
      SUITE,
      row({
        what: 'network',
        load_balancer: 'net/x/1',
        port: '443',
        network: '192.0.2.0/24',
        handshakes: '5',
      }),
      ...['POS \\x22till\\x22', 'x'.repeat(300)].map((agent) =>
        row({
          what: 'user-agent',
          load_balancer: 'net/x/1',
          port: '443',
          network: '192.0.2.0/24',
          user_agent: agent,
          lines: '2',
        }),
      ),
    ];
    const talkers = answers(rows).listeners[0]?.connections.refused.all;
    expect(talkers).toMatchObject([{ address: '192.0.2.0/24', handshakes: 5 }]);
    expect([...(talkers?.[0]?.agents ?? [])]).toEqual([
      ['POS "till"', 2],
      ['x'.repeat(256), 2],
    ]);
  });
});
