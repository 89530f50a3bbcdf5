import { createHandler, type Answer } from '../lambda/handler';
import type { Clock } from '../lambda/core/clock';
import type { CertificateFaultId } from '../lambda/core/certificate-faults';
import type { Environment } from '../lambda/settings/environment';
import type { Sandbox } from '../sandbox';
import { aBatch, aCall, anUpload, ITSELF, type UploadOptions } from './calls';
import { Authority, EC_KEY, type Made, type Wanted } from './certificates';
import {
  ACCOUNT,
  EU,
  NOW,
  OLD,
  PQ,
  alb,
  callsOf,
  clockAt,
  connectTo,
  failure,
  many,
  policiesIn,
  present,
  start,
  stopAll,
} from './helpers';
import { published } from './report/message/schemas';
import { proseOf, topicArn } from './vocabulary';

/** A certificate that somebody uploads to IAM is looked at, and at what is wrong with it somebody is told. */

const TOPIC = topicArn('elb-tls-digest');
const BUCKET = 'elb-tls-records';
const ENVIRONMENT: Environment = {
  AWS_REGION: EU,
  DRY_RUN: 'false',
  TOPIC_ARN: TOPIC,
  RECORD_BUCKET: BUCKET,
  DIGEST_WHEN: 'attention',
};
const DONE = { batchItemFailures: [] };
const NAME = 'shop-2026';
const ARN = `arn:aws:iam::${ACCOUNT}:server-certificate/${NAME}`;

const authority = new Authority();
afterAll(() => authority.clear());

let sandbox: Sandbox;
let output: readonly jest.SpyInstance[];

beforeEach(async () => {
  sandbox = await start();
  sandbox.topic(TOPIC);
  sandbox.bucket(BUCKET);
  output = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockReturnValue(true),
  );
});

afterEach(async () => {
  for (const spy of output) spy.mockRestore();
  await stopAll();
});

const inDays = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);
const issued = (wanted: Partial<Wanted> = {}): Made => authority.issue({ until: inDays(200), ...wanted });

const weak = (): Made => issued({ key: ['rsa:1024'] });

/** In IAM, and the event that says so. */
function uploaded(made: Made, options: Partial<UploadOptions> = {}, chain = authority.intermediate.pem) {
  const { certificate = NAME, path } = options;
  sandbox.addServerCertificate({
    name: certificate,
    ...(path === undefined ? {} : { path }),
    ...made,
    ...(chain === '' ? {} : { chain }),
  });
  return anUpload({ certificate, pem: made.pem, ...options });
}

function wake(
  calls: readonly unknown[],
  environment: Environment = {},
  clock: Clock = clockAt(NOW),
): Promise<Answer> {
  const handler = createHandler({
    environment: { ...ENVIRONMENT, ...environment },
    clock,
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  return handler(aBatch(calls), { getRemainingTimeInMillis: () => 900_000 });
}

/** What programs get of the only message. */
function told(): Readonly<Record<string, unknown>> {
  expect(sandbox.messages).toHaveLength(1);
  return published(sandbox.messages[0]?.variants?.['sqs'] ?? '');
}
const mail = (): string => proseOf(present(sandbox.messages[0]).message);
const printed = (): string => output.flatMap((spy) => spy.mock.calls.map(([line]) => String(line))).join('');
const reads = (): number => callsOf(sandbox, 'GetServerCertificate').length;
const runs = (): readonly string[] =>
  sandbox
    .bucket(BUCKET)
    .keys()
    .filter((key) => key.startsWith('runs/'));

describe('each fault is told by its own name:', () => {
  it.each<[CertificateFaultId, () => Made, string, string?]>([
    ['expired', () => issued({ until: inDays(-1) }), 'has expired on 2026-11-21'],
    [
      'not-yet-valid',
      () => issued({ from: inDays(2) }),
      'is not valid before 2026-11-24 06:00 UTC. Leave what the listener had',
    ],
    ['expiring', () => issued({ until: inDays(6) }), 'expires in 6 days, on 2026-11-28'],
    ['self-signed', () => authority.selfSigned(200), 'has signed itself', ''],
    ['chain-incomplete', () => issued(), 'has no issuer in its chain, which was CN=Test Intermediate', ''],
    ['weak-key', weak, 'has an RSA key of 1024 bits'],
    ['weak-signature', () => issued({ hash: 'sha1' }), 'is signed with sha1WithRSAEncryption'],
    ['weak-signature', () => issued({ hash: 'md5' }), 'is signed with md5WithRSAEncryption'],
    ['no-name', () => issued({ names: [] }), 'names no host'],
    ['wide-wildcard', () => issued({ names: ['*.co.uk'] }), 'is for *.co.uk'],
  ])('%s', async (fault, make, sentence, ...[chain]) => {
    expect(await wake([uploaded(make(), {}, chain)])).toEqual(DONE);

    expect(told()).toMatchObject({
      schema: 'elb-tls-uploads/1',
      account: ACCOUNT,
      uploads: [{ certificate: ARN, call: 'UploadServerCertificate', times: 1 }],
      faults: [{ fault, certificate: ARN, on: [] }],
      unread: [],
    });
    expect(mail()).toContain(`It ${sentence}`);
  });
});

describe('nothing is told of a good one:', () => {
  it.each<[string, () => Made, string?]>([
    ['RSA 2048 with its chain', () => issued()],
    ['an EC key', () => issued({ key: EC_KEY })],
    ['its root in the chain too', () => issued(), `${authority.intermediate.pem}${authority.root.pem}`],
    ['valid since a second ago', () => issued({ from: new Date(NOW.getTime() - 1_000) })],
    ['a wildcard of your own', () => issued({ names: ['*.example.com'] })],
  ])('%s', async (_, make, ...[chain]) => {
    expect(await wake([uploaded(make(), {}, chain)])).toEqual(DONE);

    expect(reads()).toBe(1);
    expect(sandbox.messages).toEqual([]);
  });

  it('but that it has none, where every digest is wanted', async () => {
    await wake([uploaded(issued())], { DIGEST_WHEN: 'always' });

    expect(told()).toMatchObject({ faults: [], uploads: [{ certificate: ARN }] });
    expect(sandbox.messages[0]?.subject).toBe(
      `[elb-tls] ${ACCOUNT}: nothing needs you, uploaded certificate ${NAME}`,
    );
  });
});

describe('leads to nothing:', () => {
  it.each<[string, () => unknown]>([
    ['a denied upload', () => uploaded(weak(), { errorCode: 'AccessDenied' })],
    ['one of another account', () => uploaded(weak(), { account: '444455556666' })],
    ['one of the function itself', () => uploaded(weak(), { identity: ITSELF })],
    ...['UpdateServerCertificate', 'DeleteServerCertificate', 'UploadSigningCertificate'].map(
      (name): [string, () => unknown] => [name, () => uploaded(weak(), { name })],
    ),
  ])('%s', async (_, event) => {
    expect(await wake([event()], { DIGEST_WHEN: 'always' })).toEqual(DONE);

    expect(reads()).toBe(0);
    expect(sandbox.messages).toEqual([]);
    expect(sandbox.bucket(BUCKET).keys()).toEqual([]);
  });

  it('one that was deleted meanwhile, after a second look', async () => {
    const long = anUpload({ certificate: 'long-gone', at: '2026-11-22T05:58:59Z' });
    expect(await wake([anUpload({ certificate: NAME }), long], { DIGEST_WHEN: 'always' })).toEqual(DONE);

    expect(callsOf(sandbox, 'GetServerCertificate').map(({ parameters }) => parameters)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ServerCertificateName: NAME }),
        expect.objectContaining({ ServerCertificateName: 'long-gone' }),
      ]),
    );
    expect(reads()).toBe(3);
    expect(sandbox.messages).toEqual([]);
  });
});

it('one that IAM shows a moment later is found then', async () => {
  const clock = { ...clockAt(NOW), pause: async () => void uploaded(weak()) };
  await wake([anUpload({ certificate: NAME })], {}, clock);

  expect(told()).toMatchObject({ faults: [{ fault: 'weak-key' }] });
});

it('says what was uploaded, by whom, from where, what is wrong and what to do', async () => {
  await wake([uploaded(weak(), {}, '')]);

  expect(sandbox.messages[0]?.subject).toBe(
    `[elb-tls] ${ACCOUNT}: 1 needs you, uploaded certificate ${NAME}, chain-incomplete, weak-key`,
  );
  expect(mail()).toContain(`Uploaded 2026-11-22 05:59 UTC, by arn:aws:sts::${ACCOUNT}:assumed-role/Dev/ann`);
  expect(mail()).toContain('from 198.51.100.7 with aws-cli/2.31.13');
  expect(mail()).toContain(
    'It has an RSA key of 1024 bits. Put a certificate with RSA 2048 or an EC key on the listener.',
  );
});

it.each<[string, Partial<UploadOptions>, string]>([
  ['under a path', { path: '/team/web/' }, ARN.replace(NAME, `team/web/${NAME}`)],
  ['whose parameters CloudTrail left out', { isLong: true }, ARN],
])('looks at one %s', async (_, options, certificate) => {
  await wake([uploaded(weak(), options)]);

  expect(told()).toMatchObject({ uploads: [{ certificate }], faults: [{ fault: 'weak-key', certificate }] });
});

it('believes AWS, and not what the call says', async () => {
  const event = uploaded(weak(), { pem: issued().pem });
  await wake([event]);

  expect(told()).toMatchObject({ faults: [{ fault: 'weak-key' }] });
});

it('prints and keeps neither certificate nor key, whatever the event has', async () => {
  const made = weak();
  const event = uploaded(made);
  const { requestParameters } = event.detail;
  const detail = {
    ...event.detail,
    requestParameters: { ...requestParameters, privateKey: authority.keyOf(made) },
  };
  await wake([
    { ...event, detail },
    { ...event, detail: { ...detail, eventTime: 'never' } },
  ]);

  const kept = sandbox
    .bucket(BUCKET)
    .keys()
    .map((key) => sandbox.bucket(BUCKET).text(key))
    .join('');
  const all = printed() + kept + JSON.stringify(sandbox.messages);
  expect(all).toContain(NAME);
  expect(all).not.toMatch(/BEGIN|PRIVATE/);
});

describe('a storm', () => {
  it('of 1,000 uploads of ten certificates is one mail, and each is read once', async () => {
    const events = many(1_000, (index) => {
      const certificate = `c${index % 10}`;
      return anUpload({ certificate, id: `e${index}`, at: '2026-11-22T05:59:30Z' });
    });
    const made = weak();
    for (const index of many(10, (each) => each)) uploaded(made, { certificate: `c${index}` });
    expect(await wake(events)).toEqual(DONE);

    expect(reads()).toBe(10);
    const { uploads, faults } = told();
    expect(uploads).toHaveLength(10);
    expect(uploads).toMatchObject(many(10, () => ({ times: 100 })));
    expect(faults).toHaveLength(10);
  });

  it('that is delivered twice is told once', async () => {
    const event = uploaded(weak());
    await wake([event]);
    expect(await wake([event])).toEqual(DONE);

    expect(sandbox.messages).toHaveLength(1);
  });

  it('leaves one of the same name that comes later to be looked at', async () => {
    await wake([uploaded(weak())]);
    await wake([uploaded(issued({ hash: 'sha1' }), { id: 'two', at: '2026-11-22T06:00:05Z' })]);

    expect(sandbox.messages).toHaveLength(2);
  });
});

it('what cannot be read is told as that, fails no run, and is looked at again', async () => {
  sandbox.fault({ action: 'GetServerCertificate', kind: 'deny' });
  const event = uploaded(issued());
  expect(await wake([event])).toEqual(DONE);

  expect(told()).toMatchObject({
    faults: [],
    unread: [{ certificate: ARN, action: 'iam:GetServerCertificate', error: { code: 'AccessDenied' } }],
  });
  expect(mail()).toContain('AccessDenied on iam:GetServerCertificate of iam shop-2026');
  await wake([event]);
  expect(sandbox.messages).toHaveLength(2);
});

it('comes again where nobody could be told', async () => {
  sandbox.fault({ action: 'Publish', kind: 'deny' });

  expect(String(await failure(wake([uploaded(issued({ hash: 'sha1' }))])))).toMatch(/sns:Publish/);
});

it('goes beside a sweep, which needs no upload, and is no run', async () => {
  const shop = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  const listenerArn = present(shop.listeners[1]).arn;
  const modified = aCall({
    name: 'ModifyListener',
    parameters: { listenerArn, sslPolicy: OLD },
    id: 'other',
  });
  expect(await wake([uploaded(issued({ hash: 'sha1' })), modified])).toEqual(DONE);

  expect(policiesIn(sandbox)).toMatchObject({ [listenerArn]: [PQ] });
  expect(sandbox.messages).toHaveLength(2);
  await wake([uploaded(issued({ hash: 'sha1' }), { certificate: 'next' })]);
  expect(new Set(runs().map((key) => key.split('/')[1])).size).toBe(1);
});

it('is told before a sweep that fails, and in a dry run', async () => {
  const shop = sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  sandbox.fault({ action: 'DescribeListeners', kind: 'deny' });
  const parameters = { listenerArn: present(shop.listeners[1]).arn, sslPolicy: OLD };
  const modified = aCall({ name: 'ModifyListener', parameters, id: 'other' });
  expect(await wake([modified, uploaded(weak())], { DRY_RUN: 'true' })).toMatchObject({
    errorType: 'RunFailedError',
    ...DONE,
  });

  expect(sandbox.messages.map(({ subject }) => subject?.includes(`uploaded certificate ${NAME}`))).toEqual([
    true,
    false,
  ]);
});

it('is told where the record takes nothing', async () => {
  sandbox.fault({ action: 'PutObject', kind: 'deny' });
  expect(await wake([uploaded(weak())])).toEqual(DONE);

  expect(told()).toMatchObject({ faults: [{ fault: 'weak-key' }] });
  expect(printed()).toContain('The record in s3://elb-tls-records is not whole');
});

it('is kept in the record, and counted apart from sweeps', async () => {
  await wake([uploaded(weak(), {}, '')]);

  const [key, ...more] = sandbox
    .bucket(BUCKET)
    .keys()
    .filter((each) => each.startsWith('uploads/'));
  expect(more).toEqual([]);
  expect(published(sandbox.bucket(BUCKET).text(present(key)))).toEqual(told());
  const metrics = printed()
    .split('\n')
    .filter((line) => line.includes('CloudWatchMetrics'));
  expect(metrics.map((line): unknown => JSON.parse(line))).toMatchObject([
    { UploadedCertificates: 1, UploadedCertificateFaults: 2 },
  ]);
  expect(metrics.join('')).not.toMatch(/"(Runs|EventSweeps|Trouble)"/);
});

it.each<[string, string, readonly string[]]>([
  ['the days of the setting', '5', []],
  ['30, 14 and 7 where nobody looks at certificates otherwise', '', ['expiring']],
])('takes %s', async (_, days, faults) => {
  await wake([uploaded(issued({ until: inDays(6) }))], { CERT_DAYS: days, DIGEST_WHEN: 'always' });

  expect(told()['faults']).toMatchObject(faults.map((fault) => ({ fault })));
});
