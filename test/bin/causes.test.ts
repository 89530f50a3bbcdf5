import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CAUSES } from '../../bin/terminal/causes';
import { sentenceOf } from '../../bin/terminal/advice';
import type { Fault } from '../../sandbox';
import { connectTo, failure, start, stopAll } from '../helpers';
import { elbTls, withAccount, workshop, type Environment, type Workshop } from './command';

/**
 * What ends a run, and the one sentence about it: each as AWS, or what stands before it, gives it. Pages, time-outs and
 * hanging hosts are in test/aws/answers.test.ts, certificates and what only a process shows in process-causes.test.ts.
 */

let shop: Workshop;
beforeAll(async () => {
  shop = await workshop();
});
afterAll(() => shop.clear());
afterEach(stopAll);

const error = (code: string, message: string, status = 403): Fault => ({
  kind: 'error',
  code,
  message,
  status,
});

/** By the cause that the sentence is of: what AWS says, and what the sentence has and has not. */
const SAID: readonly (readonly [keyof typeof CAUSES, Fault, RegExp])[] = [
  [
    'clock',
    error(
      'SignatureDoesNotMatch',
      'Signature expired: 20261126T120000Z is now earlier than 20261126T121500Z',
    ),
    /the clock of this machine is wrong: set it/,
  ],
  [
    'clock',
    error(
      'SignatureDoesNotMatch',
      'Signature not yet current: 20261126T130000Z is still later than 20261126T121500Z',
    ),
    /the clock of this machine is wrong/,
  ],
  [
    'clock',
    error('RequestTimeTooSkewed', 'The difference is too large'),
    /the clock of this machine is wrong/,
  ],
  [
    'session',
    error('ExpiredToken', 'The security token included in the request is expired'),
    /sign in again \(aws sso login\)/,
  ],
  ['session', error('RequestExpired', 'Request has expired'), /sign in again/],
  [
    'unknown keys',
    error('InvalidClientTokenId', 'The security token included in the request is invalid'),
    /does not know these keys/,
  ],
  [
    'wrong secret',
    error('SignatureDoesNotMatch', 'The request signature we calculated does not match'),
    /the secret does not go with the key/,
  ],
  [
    'not an operator',
    error(
      'AccessDenied',
      'User: arn:aws:sts::111122223333:assumed-role/x/y is not authorized to perform: s3:PutObject with an explicit deny in a resource-based policy',
    ),
    /name your role in the stack's parameter OperatorRoleArns/,
  ],
  ['denied', { kind: 'deny' }, /allow this action, or use other credentials/],
  ['closed by the organisation', { kind: 'policy-deny' }, /name the Regions you use \(--region\)/],
  ['throttled', { kind: 'throttle' }, /Throttling: Rate exceeded; others in the account ask AWS too/],
  ['AWS broke', { kind: 'server-error' }, /InternalFailure: .*; AWS had a failure of its own/],
];

it.each(SAID)('%s: %j', async (cause, fault, says) => {
  const sandbox = await start();
  sandbox.fault(fault);
  const sentence = sentenceOf(await failure(connectTo(sandbox).account()));

  expect(sentence).toMatch(says);
  expect(sentence).not.toContain('\n');
  expect(/sign in again|sso login/.test(sentence)).toBe(cause === 'session');
});

it('says of every cause in the table that a test has met it', () => {
  const elsewhere = ['credentials', 'not AWS', 'silent host', 'no TLS', 'certificate', 'address', 'network'];
  const met = new Set<string>([...SAID.map(([cause]) => cause), ...elsewhere]);
  expect(Object.keys(CAUSES).filter((cause) => !met.has(cause))).toEqual([]);
});

describe('no credentials, by the real chain', () => {
  const CONFIG = `
[default]
region = eu-west-1
[profile work]
credential_process = /bin/sh -c "echo the vault is sealed >&2; exit 3"
[profile words]
credential_process = echo hello
[profile human]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Ops
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
[profile chained]
role_arn = arn:aws:iam::111122223333:role/ops
source_profile = hmuan
`;
  const run = async (profile: string | undefined): Promise<string> => {
    const file = join(shop.folder, 'config');
    await writeFile(file, CONFIG);
    const keys: Environment = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const environment = { ...keys, AWS_CONFIG_FILE: file, AWS_PROFILE: profile };
    const { status, stdout, stderr } = await withAccount([], (sandbox) =>
      elbTls(shop, ['plan'], { ...sandbox.environment(), ...environment }),
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^elb-tls: [^\n]+\n$/);
    return stderr;
  };

  it.each([
    [
      'a profile that is not there',
      'nobody',
      'there is no profile "nobody" in ~/.aws/config or ~/.aws/credentials, there are default, work, ',
    ],
    [
      'a credential_process that fails',
      'work',
      'the credential_process of profile "work" gave none that can be used; run it by itself to see why: /bin/sh -c "echo the vault',
    ],
    [
      'a credential_process that says something else',
      'words',
      'of profile "words" gave none that can be used; run it by itself to see why: echo hello',
    ],
    ['a session that was never begun', 'human', 'aws sso login --profile human'],
    ['a slip in its name', 'wrok', 'there are default, work, words, human, chained; did you mean work?\n'],
    ['a slip in the name of a source', 'chained', 'there is no profile "hmuan"'],
    ['the same, with what was meant', 'chained', '; did you mean human?\n'],
    [
      'none at all',
      undefined,
      'set AWS_PROFILE to a profile of yours, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    ],
  ])('%s', async (_, profile, says) => {
    expect(await run(profile)).toContain(says);
  });
});

const withBundle = (file: string) =>
  withAccount([], (sandbox) => elbTls(shop, ['plan'], { ...sandbox.environment(), AWS_CA_BUNDLE: file }));

describe('AWS_CA_BUNDLE', () => {
  it.each([
    ['that is not there', '/nowhere/ca.pem', 'AWS_CA_BUNDLE got "/nowhere/ca.pem", which cannot be read'],
    ['without a certificate', '/dev/null', 'AWS_CA_BUNDLE got "/dev/null", which has no certificate in it'],
  ])('%s is refused with words', async (_, file, says) => {
    const { status, stderr } = await withBundle(file);
    // As with a proxy that is no URL: what somebody has typed.
    expect(status).toBe(64);
    expect(stderr).toMatch(
      /^elb-tls: [^\n]+; name a file with certificates \(PEM\), or unset AWS_CA_BUNDLE\n$/,
    );
    expect(stderr).toContain(says);
  });
});
