import type { Impact } from '../../lambda/core/impact/impact';
import { COLUMNS } from '../../lambda/core/impact/athena/query';
import type { Sandbox, StatementEnd, Workgroup } from '../../sandbox';
import { faultsOf } from '../core/impact/schema';
import { elbTls, PQ, withAccount, workshop, type Ended, type Environment, type Workshop } from './command';

/** `elb-tls impact --athena` by the real SDK over HTTP. What its SQL counts is shown in test/athena, on an engine. */

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());

const FOLDER = 's3://logs/lb/AWSLogs/111122223333/elasticloadbalancing/eu-west-1/';
const NOTHING: StatementEnd = { columns: [], rows: [], scannedBytes: 0 };
const MIB = 1024 * 1024;

const impact = (sandbox: Sandbox, args: readonly string[], more: Environment = {}): Promise<Ended> =>
  elbTls(shop, ['impact', '--athena', 'audit', '--target', PQ, ...args], {
    ...sandbox.environment(),
    ...more,
  });

function rowOf(cells: Partial<Record<(typeof COLUMNS)[number], string>>): readonly (string | null)[] {
  return COLUMNS.map((column) => cells[column] ?? null);
}

const PLACE = { load_balancer: 'net/devices/c6e77e28c25b2234', port: '443' };

/** What the query over the logs of NLB answers, and all others with nothing. */
const ROWS = [
  rowOf({ what: 'all', lines: '12' }),
  rowOf({
    ...PLACE,
    what: 'suite',
    kind: 'handshake',
    protocol: 'TLSv1.3',
    cipher: 'TLS_AES_128_GCM_SHA256',
    key_exchange: 'X25519MLKEM768',
    lines: '7',
    handshakes: '7',
  }),
  rowOf({
    ...PLACE,
    what: 'suite',
    kind: 'handshake',
    protocol: 'TLSv1',
    cipher: 'AES128-SHA',
    key_exchange: '-',
    lines: '3',
    handshakes: '3',
  }),
  rowOf({ ...PLACE, what: 'suite', kind: 'failed', lines: '2', handshakes: '0' }),
  rowOf({ ...PLACE, what: 'listener', addresses: '5', refused_addresses: '2' }),
  rowOf({ ...PLACE, what: 'network', network: '192.0.2.0/24', handshakes: '3' }),
];

function answering(statement: string): Promise<StatementEnd> {
  if (statement.startsWith('CREATE ')) return Promise.resolve(NOTHING);
  const rows = /FROM "elb_tls"\."nlb_/.test(statement) ? ROWS : [rowOf({ what: 'all' })];
  return Promise.resolve({ columns: COLUMNS, rows, scannedBytes: 10 * MIB });
}

function withWorkgroup(
  work: (sandbox: Sandbox) => Promise<void>,
  { engine = answering, hasOutput = true }: Partial<Workgroup> = {},
): Promise<void> {
  return withAccount([], async (sandbox) => {
    sandbox.workgroup({ region: 'eu-west-1', name: 'audit', engine, hasOutput });
    const bucket = sandbox.bucket('logs', 'eu-west-1');
    bucket.put('lb/AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/11/20/a.log', 'x\n');
    bucket.put('lb/AWSLogs/222222222222/elasticloadbalancing/us-east-1/2026/11/20/a.log', 'x\n');
    bucket.put('lb/AWSLogs/333333333333/vpcflowlogs/us-east-1/2026/11/20/a.log', 'x\n');
    await work(sandbox);
  });
}

function today(): string {
  return new Date().toISOString().slice(0, 10).replaceAll('-', '/');
}

function startedIn(sandbox: Sandbox): readonly string[] {
  return sandbox.executions.map(({ statement }) => /^\w+ \w+/.exec(statement)?.[0] ?? '');
}

describe('an answer', () => {
  it('becomes the same evidence', () =>
    withWorkgroup(async (sandbox) => {
      const ended = await impact(sandbox, ['--logs', FOLDER, '--json']);
      const found: Impact = JSON.parse(ended.stdout);
      expect(faultsOf(found)).toEqual([]);
      expect(found).toMatchObject({
        engine: 'athena',
        target: PQ,
        files: null,
        bytes: null,
        lines: 12,
        scannedBytes: 40 * MIB,
        readShare: 1,
        notes: [],
        loadBalancers: [
          {
            loadBalancer: PLACE.load_balancer,
            type: 'network',
            port: 443,
            log: 'connections',
            handshakes: 10,
            refused: 3,
            failed: 2,
            addresses: 5,
            addressesRefused: 2,
            postQuantum: 7,
            keyExchangeTold: 7,
            topRefused: [{ address: '192.0.2.0/24', handshakes: 3, userAgents: [] }],
          },
        ],
      });
      expect(ended.status).toBe(2);
      expect(startedIn(sandbox).toSorted()).toEqual([
        'CREATE DATABASE',
        ...Array.from({ length: 4 }, () => 'CREATE EXTERNAL'),
        ...Array.from({ length: 4 }, () => 'WITH lines'),
      ]);
    }));

  it('is the same text, and says what was scanned', () =>
    withWorkgroup(async (sandbox) => {
      const { stdout, stderr } = await impact(sandbox, ['--logs', FOLDER]);
      expect(stdout).toContain('would refuse 3 of 10 handshakes');
      expect(stdout).toContain('12 lines, 40 MiB scanned by Athena.');
      expect(stderr).toBe('');
    }));

  it('may be of some formats alone, and says so', () =>
    withWorkgroup(async (sandbox) => {
      const ended = await impact(sandbox, ['--logs', FOLDER, '--formats', 'nlb,classic', '--json']);
      expect(JSON.parse(ended.stdout)).toMatchObject({
        scannedBytes: 20 * MIB,
        notes: ['Lines of these formats were not asked for: alb-access, alb-connection.'],
      });
      expect(sandbox.executions).toHaveLength(5);
    }));

  it('of nothing is nothing to read', () =>
    withWorkgroup(
      async (sandbox) => {
        expect((await impact(sandbox, ['--logs', FOLDER])).status).toBe(3);
      },
      {
        engine: (statement) =>
          Promise.resolve(
            statement.startsWith('CREATE')
              ? NOTHING
              : { columns: COLUMNS, rows: [rowOf({ what: 'all' })], scannedBytes: 0 },
          ),
      },
    ));
});

describe('the place', () => {
  it('is looked through for accounts and Regions that have such logs', () =>
    withWorkgroup(async (sandbox) => {
      await impact(sandbox, ['--logs', 's3://logs/lb', '--json']);
      const made = sandbox.executions.map(({ statement }) => statement).join('\n');
      expect(made).toContain("'projection.account.values' = '111122223333,222222222222'");
      expect(made).toContain("'projection.region.values' = 'eu-west-1,us-east-1'");
    }));

  it('without any is an error that says what to name', () =>
    withWorkgroup(async (sandbox) => {
      const ended = await impact(sandbox, ['--logs', 's3://logs/other/']);
      expect(ended.status).toBe(1);
      expect(ended.stderr).toContain('no load balancer has logs below s3://logs/other/AWSLogs/');
      expect(sandbox.executions).toEqual([]);
    }));

  it('and the days are those that were said', () =>
    withWorkgroup(async (sandbox) => {
      const days = async (...args: readonly string[]): Promise<string | undefined> => {
        const { stdout } = await impact(sandbox, ['--logs', FOLDER, '--show-sql', ...args]);
        return /day BETWEEN '(.*)'/.exec(stdout)?.[1];
      };
      expect(await days('--since', '2026-11-01', '--until', '2026-11-30')).toBe(
        "2026/11/01' AND '2026/11/30",
      );
      expect(await days('--until', '2026-03-02')).toBe("2026/02/24' AND '2026/03/02");
      expect(await days('--until', '2026-03-02', '--days', '1')).toBe("2026/03/02' AND '2026/03/02");
      const before = today();
      const said = await days('--days', '1');
      expect([before, today()].map((day) => `${day}' AND '${day}`)).toContain(said);
      expect(sandbox.executions).toEqual([]);
    }));
});

describe('what goes wrong', () => {
  it.each<[string, StatementEnd, string]>([
    ['a reason', { failed: 'SYNTAX_ERROR: line 1:1' }, 'failed: SYNTAX_ERROR: line 1:1'],
    [
      'the limit of the workgroup',
      { failed: 'Query cancelled! : Bytes scanned limit was exceeded' },
      'ask for fewer days, or raise the limit of workgroup "audit"',
    ],
    [
      'a bucket that it may not read',
      { failed: 'Access Denied (Service: Amazon S3; Status Code: 403)' },
      'docs/athena.md lists what it needs',
    ],
  ])('in a query is told, and the other queries are stopped: %s', (_, end, message) =>
    withWorkgroup(
      async (sandbox) => {
        const ended = await impact(sandbox, ['--logs', FOLDER]);
        expect(ended).toMatchObject({ status: 1, stdout: '' });
        expect(ended.stderr).toContain(message);
        const left = sandbox.executions.filter(({ statement }) => statement.startsWith('WITH'));
        expect(left.map(({ end: of }) => of)).toEqual(
          left.map(({ statement }) => (statement.includes('"classic_') ? end : 'cancelled')),
        );
      },
      {
        engine: (statement) => {
          if (statement.startsWith('CREATE')) return Promise.resolve(NOTHING);
          return statement.includes('"classic_') ? Promise.resolve(end) : new Promise(() => undefined);
        },
      },
    ),
  );

  it('in a table is told before any query', () =>
    withWorkgroup(
      async (sandbox) => {
        const ended = await impact(sandbox, ['--logs', FOLDER]);
        expect(ended.status).toBe(1);
        expect(ended.stderr).toContain('failed: FAILED: SemanticException');
        expect(startedIn(sandbox)).not.toContain('WITH lines');
      },
      {
        engine: (statement) =>
          Promise.resolve(
            statement.startsWith('CREATE EXTERNAL')
              ? { failed: 'FAILED: SemanticException table is not found' }
              : NOTHING,
          ),
      },
    ));

  it('in the workgroup is told: it is not there', () =>
    withAccount([], async (sandbox) => {
      const ended = await impact(sandbox, ['--logs', FOLDER]);
      expect(ended.status).toBe(1);
      expect(ended.stderr).toContain('Athena has no workgroup "audit"');
    }));

  it('in the workgroup is told: it has no place for results', () =>
    withWorkgroup(
      async (sandbox) => {
        const ended = await impact(sandbox, ['--logs', FOLDER]);
        expect(ended.status).toBe(1);
        expect(ended.stderr).toContain('workgroup "audit" has no place for results');
      },
      { hasOutput: false },
    ));

  it.each(['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults'])(
    'in the rights is told: %s',
    (action) =>
      withWorkgroup(async (sandbox) => {
        sandbox.fault({ action, kind: 'deny' });
        const ended = await impact(sandbox, ['--logs', FOLDER]);
        expect(ended).toMatchObject({ status: 1, stdout: '' });
        expect(ended.stderr).toContain(`is not authorized to perform: athena:${action}`);
      }),
  );

  it('for a moment is tried again', () =>
    withWorkgroup(async (sandbox) => {
      sandbox.fault({ action: 'GetQueryExecution', kind: 'throttle', times: 1 });
      sandbox.fault({ action: 'GetQueryResults', kind: 'server-error', times: 1 });
      expect((await impact(sandbox, ['--logs', FOLDER])).status).toBe(2);
    }));

  it.each([
    [['--athena', 'a b', '--logs', FOLDER], '--athena got "a b"'],
    [['--athena', 'audit', '--logs', 'logs/'], 'with --athena use s3://BUCKET/PREFIX'],
    [['--athena', 'audit', '--logs', FOLDER, '--database', 'x;y'], '--database got "x;y"'],
    [['--athena', 'audit', '--logs', FOLDER, '--days', '0'], '--days got "0"'],
    [['--athena', 'audit', '--logs', FOLDER, '--since', '2026-02-30'], '--since got "2026-02-30"'],
    [['--athena', 'audit', '--logs', FOLDER, '--until', "x'"], `--until got "x'"`],
    [['--athena', 'audit', '--logs', FOLDER, '--days', '2', '--since', '2026-02-01'], 'use one of them'],
    [
      ['--athena', 'audit', '--logs', FOLDER, '--since', '2026-02-02', '--until', '2026-02-01'],
      'the first day, 2026-02-02, is behind the last one',
    ],
    [['--athena', 'audit', '--logs', FOLDER, '--formats', 'nbl'], 'did you mean nlb?'],
    [['--athena', 'audit', '--logs', FOLDER], 'no Region is set'],
    [['--logs', 'x', '--days', '3'], '--days is for Athena'],
    [['--logs', 'x', '--show-sql'], '--show-sql is for Athena'],
  ])('is 64 where it is in the flags: %j', async (args, message) => {
    const ended = await elbTls(shop, ['impact', '--target', PQ, ...args], { AWS_REGION: undefined });
    expect(ended).toMatchObject({ status: 64, stdout: '' });
    expect(ended.stderr).toContain(message);
  });
});

it('a Ctrl-C stops what is running there, and says so', () =>
  withWorkgroup(
    async (sandbox) => {
      const ended = await impact(sandbox, ['--logs', FOLDER]);
      expect(ended).toMatchObject({ status: 130, stdout: '' });
      expect(ended.stderr).toContain('stopping the queries');
      expect(ended.stderr).toContain('before its end; it was stopped');
      const queries = sandbox.executions.filter(({ statement }) => statement.startsWith('WITH'));
      expect(queries.map(({ end }) => end)).toEqual(queries.map(() => 'cancelled'));
      expect(queries.length).toBeGreaterThan(0);
    },
    {
      engine: (statement) => {
        if (statement.startsWith('CREATE')) return Promise.resolve(NOTHING);
        // As a terminal does it, while the first query runs.
        if (statement.includes('"nlb_')) setTimeout(() => process.emit('SIGINT'), 50);
        return new Promise(() => undefined);
      },
    },
  ));
