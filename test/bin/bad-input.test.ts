import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault } from '../../sandbox';
import {
  alb,
  elbTls,
  OLD,
  reportIn,
  withAccount,
  workshop,
  type Environment,
  type Workshop,
} from './command';

/** Bad input: one sentence with what was got, what is allowed and what to do; exit 64 or 1; nothing changed. */

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
  await furnish();
});
afterAll(() => shop.clear());

const write = (name: string, content: unknown) =>
  writeFile(join(shop.folder, name), typeof content === 'string' ? content : JSON.stringify(content));

/** Files that are no plans. In `args` `~/` is the folder they are in. */
async function furnish(): Promise<void> {
  const { stdout } = await withAccount([alb('shop', [OLD])], (sandbox) =>
    elbTls(shop, ['plan', '--json'], sandbox.environment()),
  );
  const plan = reportIn(stdout);
  await Promise.all([
    write('plan.json', plan),
    write('broken.json', stdout.slice(0, 100)),
    write('other.json', { name: 'elb-tls-remediator' }),
    write('applied.json', { ...plan, mode: 'apply', listeners: [], totals: { ...plan.totals, planned: 0 } }),
    write('port.json', { ...plan, listeners: plan.listeners.map((entry) => ({ ...entry, port: 'x' })) }),
    write('newer.json', { ...plan, schema: 'elb-tls-report/2' }),
    write('kept.json', { ...plan, listeners: plan.listeners.map((entry) => ({ ...entry, to: entry.from })) }),
    write('foreign.json', { ...plan, account: '999988887777' }),
  ]);
}

interface Bad {
  readonly args: readonly string[];
  /** What the sentence has: what was got, what is allowed, what to do. */
  readonly says: readonly string[];
  readonly status: 1 | 64;
  readonly environment?: Environment;
  readonly fault?: Fault;
  /** Without --yes. */
  readonly isAsked?: boolean;
}

const usage = (args: readonly string[], ...says: string[]): Bad => ({ args, says, status: 64 });
const failing = (args: readonly string[], ...says: string[]): Bad => ({ args, says, status: 1 });

const NO_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
const EXPIRED: Fault = { kind: 'error', code: 'ExpiredToken', status: 403, message: 'The token is expired' };

const CASES: Readonly<Record<string, Bad>> = {
  'a wrong flag': usage(['apply', '--frobnicate'], "'--frobnicate'", 'see elb-tls apply --help'),
  'a flag with a typo': usage(['apply', '--jsno'], "'--jsno'", 'Did you mean --json?'),
  'a profile as the AWS CLI has it': usage(
    ['plan', '--profile', 'prod'],
    "'--profile'",
    'the AWS SDK reads it from the environment: set AWS_PROFILE',
  ),
  'an endpoint as the AWS CLI has it': usage(['runs', '--endpoint-url=x'], 'set AWS_ENDPOINT_URL'),
  'an apply that nobody can be asked for': {
    ...usage(['apply'], 'apply asks before it changes anything', 'no terminal', '--yes', '--dry-run'),
    isAsked: true,
  },
  'a plan file that nobody can be asked for': {
    ...usage(['apply', '~/plan.json'], 'apply asks before it changes anything', 'no terminal', '--yes'),
    isAsked: true,
  },
  'a Region with a typo': usage(['apply', '--region', 'eu-wset-1'], '"eu-wset-1"', 'did you mean eu-west-1?'),
  'a Region with a typo behind a comma': usage(['apply', '--region', 'us-east-1,eu-wset-1'], '"eu-wset-1"'),
  'nothing behind a comma': usage(
    ['apply', '--region', 'us-east-1,'],
    '--region got "us-east-1,"',
    'drop the comma: us-east-1',
  ),
  'a list of Regions with a space': usage(
    ['apply', '--region', 'us-east-1,', 'eu-west-1'],
    '--region got "us-east-1,"',
    'write the list without a space',
  ),
  'a list of names with a space, where no argument may be': usage(
    ['plan', '--only', 'shop,', 'till'],
    '--only got "shop,"',
    'write the list without a space',
  ),
  'nothing between commas': usage(['apply', '--only', 'a,,b'], '--only got "a,,b"', 'drop the comma: a,b'),
  'a word in the wrong case': usage(
    ['apply', '--target', 'FIPS'],
    '--target got "FIPS"',
    'did you mean fips?',
  ),
  'a window in a zone with a typo': usage(
    ['apply', '--window', 'MON 09:00-10:00 Europe/Berln'],
    'no time zone "Europe/Berln"',
    'did you mean Europe/Berlin?',
  ),
  'an owner tag with a colon': usage(
    ['apply', '--owner-tag', 'ManagedBy:terraform'],
    '--owner-tag got "ManagedBy:terraform"',
    'use = between key and value: ManagedBy=terraform',
  ),
  'all behind a comma': usage(['apply', '--region', 'us-east-1,all'], 'drop the others'),
  'an empty name': usage(['apply', '--only='], '--only got ""', 'name or the ARN'),
  'an empty record': usage(['apply', '--record='], '--record got ""', 's3://BUCKET'),
  'an empty record for runs': usage(['runs', '--record='], '--record got ""', 's3://BUCKET'),
  'a weak target': usage(
    ['apply', '--target', OLD],
    `${OLD} accepts TLSv1 and TLSv1.1`,
    'nothing under TLS 1.2',
    'use recommended',
  ),
  'a policy with a typo': failing(
    ['apply', '--target', 'ELBSecurityPolicy-TLS13-1-2-Res-2021-60'],
    'did you mean ELBSecurityPolicy-TLS13-1-2-Res-2021-06?',
  ),
  'a plan that keeps what is there': usage(
    ['apply', '~/kept.json'],
    `from ${OLD} to ${OLD}`,
    'is no change',
    'plan --out',
  ),
  'JSON beside commands': usage(['show', 'RUN', '--commands', '--json'], '--json with --commands'),
  'a file beside commands': usage(['show', 'RUN', '--commands', '--out', 'x'], '--out with --commands'),
  '--out over a file of somebody': usage(
    ['apply', '--out', '~/other.json'],
    'other.json, which is no report and is not written over',
    'name another file',
  ),
  'a flag without its value': usage(['plan', '--region'], "'--region <R>'", '--help'),
  'an unknown command': usage(
    ['destroy'],
    "'destroy'",
    'use plan, apply, undo, runs, show, explain, probe, impact or doctor',
    '--help',
  ),
  'a command with a typo': usage(['aply'], "'aply'", 'Did you mean apply?'),
  'an argument too many': usage(['plan', 'plan.json'], "'plan'", 'Expected 0', '--help'),
  'an unknown Region': usage(['apply', '--region', 'eu-west-9'], '"eu-west-9"', 'eu-west-1, or all'),
  'a Region without load balancers': usage(['apply', '--region', 'aws-global'], '"aws-global"', 'or all'),
  'an empty Region': usage(['apply', '--region', ''], '--region', '""', 'eu-west-1, or all'),
  'all beside others': usage(
    ['apply', '--region', 'all', '--region', 'eu-west-1'],
    'all, eu-west-1',
    'drop the others',
  ),
  'a tag without =': usage(['apply', '--tag', 'Tier'], '"Tier"', 'Key=value', '--tag Tier=web'),
  'a tag without key': usage(['apply', '--tag', '=web'], '"=web"', 'Key=value'),
  'a tag without value': usage(['apply', '--tag', 'Tier='], '"Tier="', 'Key=value'),
  'two tag keys': usage(['apply', '--tag', 'Tier=web', '--tag', 'Team=a'], 'Tier, Team', 'one key'),
  'more tag values than AWS takes': usage(
    ['apply', ...Array.from({ length: 21 }, (_, index) => ['--tag', `Tier=${index}`]).flat()],
    '21',
    'at most 20',
    'use fewer',
  ),
  'a limit that is no number': usage(['apply', '--max-changes', 'few'], '"few"', 'whole number'),
  'a limit below 0': usage(['apply', '--max-changes', '-1'], '"-1"', 'whole number', '0 or more'),
  'a limit with a fraction': usage(['apply', '--max-changes', '1.5'], '"1.5"', 'whole number'),
  'an empty limit': usage(['apply', '--max-changes='], '""', 'whole number'),
  'a wrong --find': usage(['apply', '--find', 'grep'], '"grep"', 'index', 'scan'),
  'a target typo': usage(
    ['apply', '--target', 'recomended'],
    '"recomended"',
    'recommended, classical, tls13, fips',
    'name of a policy',
    'did you mean recommended?',
  ),
  'an empty target': usage(['apply', '--target='], '""', 'recommended, classical, tls13, fips'),
  'a target that no Region offers': failing(
    ['apply', '--target', 'ELBSecurityPolicy-TLS14-2030-01'],
    'ELBSecurityPolicy-TLS14-2030-01',
    'in none of eu-west-1',
    'describe-ssl-policies',
  ),
  'a plan that is not there': usage(['apply', '~/none.json'], 'none.json', 'no such file', 'plan --out'),
  'a plan that is a folder': usage(['apply', '~/'], 'unreadable: ', 'directory', 'plan --out'),
  'a plan that is not JSON': usage(['apply', '~/broken.json'], 'broken.json', 'not JSON', 'plan --out'),
  'a plan that is no report': usage(['apply', '~/other.json'], 'other.json', 'schema', 'plan --out'),
  'a plan with a wrong port': usage(
    ['apply', '~/port.json'],
    'unreadable: ',
    '/listeners/0/port must be integer,null',
    'plan --out',
  ),
  'a plan of another version': usage(['apply', '~/newer.json'], '/schema', 'plan --out'),
  'the report of an apply': usage(['apply', '~/applied.json'], '"apply"', 'not of a plan', 'plan --out'),
  'a plan of another account': failing(
    ['apply', '~/foreign.json'],
    '999988887777',
    '111122223333',
    'make a new plan',
  ),
  'a Region beside a plan': usage(
    ['apply', '~/plan.json', '--region', 'eu-west-1'],
    '--region',
    'with a plan file',
    'drop the flag',
  ),
  'other flags beside a plan': usage(
    ['apply', '~/plan.json', '--tag', 'Tier=web', '--only', 'a', '--target', 'tls13', '--find', 'scan'],
    '--tag, --only, --target, --find',
    'drop the flag',
  ),
  'an apply outside the scope': usage(['apply', '--outside'], 'unknown option', '--outside'),
  'an apply of certificates': usage(['apply', '--certificates'], 'unknown option', '--certificates'),
  'days of certificates': usage(['plan', '--certificates', '30;14'], '--certificates got "30;14"', '30,14,7'),
  'too many days': usage(['plan', '--certificates', '100'], '--certificates got "100"', 'from 1 to 99'),
  'a threshold that is none': usage(['plan', '--impact', 'few'], '--impact got "few"', 'use any'),
  'a workgroup alone': usage(
    ['plan', '--impact-workgroup', 'audit'],
    '--impact-workgroup is set without --impact',
  ),
  'no name of a workgroup': usage(
    ['plan', '--impact', '--impact-workgroup', 'a b'],
    '--impact-workgroup got "a b"',
  ),
  'days of logs alone': usage(['plan', '--impact-days', '7'], '--impact-days is set without --impact'),
  'too many days of logs': usage(
    ['plan', '--impact', '--impact-days', '99'],
    '--impact-days got "99"',
    '1 to 30',
  ),
  'no days at all': usage(['plan', '--certificates='], '--certificates got ""', '30,14,7'),
  'logs beside a plan': usage(['apply', '~/plan.json', '--impact'], '--impact', 'drop the flag'),
  'whose it is beside a plan': usage(
    ['apply', '~/plan.json', '--team-tag', 'Squad'],
    '--team-tag',
    'drop the flag',
  ),
  'a team tag without a key': usage(['plan', '--team-tag', 'Owner,'], '"Owner,"', 'separated by commas'),
  'a window that never opens': usage(
    ['apply', '--window', 'MON-FRI 09:00-09:00 UTC'],
    '"MON-FRI 09:00-09:00 UTC"',
    'MON-THU 09:00-16:00 Europe/Berlin',
  ),
  'a window in a time zone nobody knows': usage(
    ['apply', '--window', 'MON 09:00-10:00 Europe/Bonn'],
    'Europe/Bonn',
    'time zone',
  ),
  'an empty window': usage(['apply', '--window='], '--window got ""', 'time zone'),
  'a freeze that is no day': usage(['apply', '--freeze-until', '2027-02-30'], '"2027-02-30"', 'YYYY-MM-DD'),
  'an empty freeze': usage(['apply', '--freeze-until='], '--freeze-until got ""', 'YYYY-MM-DD'),
  'a wave tag without an order': usage(['apply', '--wave-tag', 'Environment'], '--wave-order', 'both'),
  'a wave order without a tag': usage(['apply', '--wave-order', 'dev,prod'], '--wave-tag', 'both'),
  'an empty wave tag': usage(['apply', '--wave-tag=', '--wave-order', 'dev'], '--wave-tag', 'both'),
  'a soak without waves': usage(['apply', '--wave-soak-hours', '2'], '--wave-soak-hours', '--wave-tag'),
  'a wave twice': usage(
    ['apply', '--wave-tag', 'Environment', '--wave-order', 'dev,dev'],
    '"dev,dev"',
    'each once',
  ),
  'a soak that is no number': usage(
    ['apply', '--wave-tag', 'Environment', '--wave-order', 'dev', '--wave-soak-hours', 'a day'],
    '"a day"',
    'hours',
  ),
  'a wrong --controller-owned': usage(['apply', '--controller-owned', 'ask'], '"ask"', 'hold or change'),
  'a wrong --stack-owned': usage(['apply', '--stack-owned='], '--stack-owned got ""', 'hold or change'),
  'an owner tag without key': usage(['apply', '--owner-tag', '=x'], '"=x"', 'Key=value'),
  'a bucket that is none': usage(['apply', '--record', 's3://Upper'], '"s3://Upper"', 's3://BUCKET'),
  'an undo of nothing': usage(['undo'], "'RUN'", '--help'),
  'an undo without a terminal to ask at': usage(['undo', 'some-run'], 'there is no terminal', '--yes'),
  'an undo until no day': usage(['undo', 'some-run', '--until', 'xmas'], '"xmas"', 'YYYY-MM-DD'),
  '(7) a dry run beside --forget': usage(
    ['undo', 'some-run', '--forget', '--dry-run'],
    '--dry-run with --forget',
    'drop one of the two',
  ),
  '(7) a last day beside --forget': usage(
    ['undo', 'some-run', '--forget', '--until', '2099-01-31'],
    '--until "2099-01-31" with --forget',
    'drop one of the two',
  ),
  'an undo of a run that is not there': failing(
    ['undo', 'some-run', '--yes'],
    'no run some-run in',
    'elb-tls runs --record',
  ),
  'a run that is not there': failing(['show', 'some-run'], 'no run some-run in', 'elb-tls runs'),
  'a run outside the record': failing(['show', '../../etc'], 'no run ../../etc in'),
  'a bucket that is not there': failing(['runs', '--record', 's3://nobodys'], 'NoSuchBucket', 'nobodys'),
  'a bucket without a Region': {
    ...usage(['runs', '--record', 's3://nobodys'], 'no Region is set', 'AWS_REGION'),
    environment: { AWS_REGION: undefined },
  },
  'a list that is no number': usage(['runs', '--last', 'all'], '"all"', '1 or more'),
  '--out in a folder that is not there': usage(
    ['apply', '--out', '/nowhere/report.json'],
    '/nowhere/report.json',
    'no such file',
    'folder that exists',
  ),
  '--out beside a plan in a folder that is not there': usage(
    ['apply', '~/plan.json', '--out', '/nowhere/report.json'],
    '/nowhere/report.json',
    'folder that exists',
  ),
  '--out that is a folder': usage(['apply', '--out', '~/'], '--out got ', 'is a folder', 'name a file in it'),
  'an empty --out': usage(['plan', '--out='], '--out got ""', 'name a file', 'use -'),
  '--out over the plan that is carried out': usage(
    ['apply', '~/plan.json', '--out', '~/plan.json'],
    'is the plan that is carried out',
    'name another file',
  ),
  '--out over the plan by another way': usage(
    ['apply', '~/plan.json', '--out', '~/./plan.json'],
    'is the plan that is carried out',
  ),
  'no Region': {
    ...usage(['apply'], 'no Region', '--region', 'AWS_REGION'),
    environment: { AWS_REGION: undefined },
  },
  'all Regions and none to ask': {
    ...usage(['apply', '--region', 'all'], 'no Region', '--region all', 'set AWS_REGION'),
    environment: { AWS_REGION: undefined },
  },
  'a wrong AWS_REGION': {
    ...usage(['apply'], 'AWS_REGION', '"europe"', 'eu-west-1'),
    environment: { AWS_REGION: 'europe' },
  },
  'no credentials': {
    ...failing(['apply'], 'redentials', 'AWS_PROFILE', 'AWS_ACCESS_KEY_ID'),
    environment: NO_KEYS,
  },
  'a profile that is not there': {
    ...failing(['apply'], 'redentials', 'AWS_PROFILE'),
    environment: { ...NO_KEYS, AWS_PROFILE: 'nobody' },
  },
  'expired credentials': { ...failing(['apply'], 'ExpiredToken', 'sign in again'), fault: EXPIRED },
  'expired credentials and a plan': {
    ...failing(['apply', '~/plan.json'], 'ExpiredToken', 'sign in again'),
    fault: EXPIRED,
  },
  'an endpoint that refuses connections': {
    ...failing(['apply'], 'ECONNREFUSED 127.0.0.1:9', 'AWS_ENDPOINT_URL'),
    environment: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
  },
  'an endpoint that is no address': {
    ...failing(['apply'], 'Invalid URL', 'AWS_ENDPOINT_URL', 'http://'),
    environment: { AWS_ENDPOINT_URL: 'loopback' },
  },
};

describe('bad input', () => {
  it.each(Object.entries(CASES))('%s', async (_, bad) => {
    const { args, says, status, environment = {}, fault, isAsked = false } = bad;
    const { ended, mutations } = await withAccount([alb('shop', [OLD])], async (sandbox) => {
      if (fault) sandbox.fault(fault);
      const said = isAsked ? [] : ['--yes'];
      const [verb = '', ...rest] = args;
      const given = [verb, ...(verb === 'apply' ? said : []), ...rest].map((arg) =>
        arg.replace('~', shop.folder),
      );
      const seen = await elbTls(shop, given, { ...sandbox.environment(), ...environment });
      return { ended: seen, mutations: sandbox.mutations() };
    });
    expect(ended).toMatchObject({ status, stdout: '' });
    const lines = ended.stderr.split('\n').filter((line) => !/load balancers? in scope$/.test(line));
    expect(lines).toEqual([expect.stringMatching(/^elb-tls: .+/), '']);
    expect(says.filter((part) => !ended.stderr.includes(part))).toEqual([]);
    expect(ended.stderr).not.toContain('    at ');
    expect(mutations).toEqual([]);
  });

  it('leaves no empty file behind where --out was to be', async () => {
    const out = join(shop.folder, 'never.json');
    const { status } = await withAccount([], (sandbox) =>
      elbTls(shop, ['apply', '--yes', '--out', out], { ...sandbox.environment(), ...NO_KEYS }),
    );
    expect(status).toBe(1);
    await expect(stat(out)).rejects.toThrow('ENOENT');
  });
});
