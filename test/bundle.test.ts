import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import manifest from '../package.json';
import type { Sandbox } from '../sandbox';
import { lambdaCode } from '../scripts/bundle';
import { accountWith, alb, OLD, type Environment } from './bin/command';
import { start } from './bin/process';
import { topicArn } from './vocabulary';

const TOPIC = topicArn('elb-tls-digest');
const BUCKET = 'elb-tls-records';
/** A throwaway certificate of the tests. */
const CERTIFICATE = join(__dirname, 'bin/tls/certificate.pem');

let folder: string;
let bundle: string;
let inputs: readonly string[];
let external: readonly string[];
let sandbox: Sandbox;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'elb-tls-bundle-'));
  bundle = join(folder, 'index.js');
  const { text, metafile } = await lambdaCode();
  await writeFile(bundle, text);
  inputs = Object.keys(metafile.inputs);
  external = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path));
  sandbox = await accountWith([alb('shop', [OLD])]);
  sandbox.topic(TOPIC);
  sandbox.bucket(BUCKET);
}, 120_000);
afterAll(async () => {
  await sandbox.stop();
  await rm(folder, { recursive: true });
});

/** Runs a script beside the bundle, with nothing in the environment but what Lambda would set. */
const node = (script: string, environment: Environment) =>
  start(process.execPath, ['-e', script], environment, folder).ended;

const invoke = (event: object, environment: Environment) =>
  node(
    `const { handler } = require('./index.js');
    handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 300_000 }).then(
      (summary) => { require('node:fs').writeSync(2, JSON.stringify(summary)); },
      (error) => { require('node:fs').writeSync(2, error.name); process.exitCode = 1; },
    );`,
    {
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      TOPIC_ARN: TOPIC,
      RECORD_BUCKET: BUCKET,
      ...environment,
    },
  );

describe('the Lambda bundle', () => {
  it('has nothing of what only a terminal shows', () => {
    const forTerminals = new Set(['lambda/report/csv.ts', 'lambda/report/table/table.ts']);
    expect(inputs.filter((input) => forTerminals.has(input))).toEqual([]);
  });

  // 650 KiB until the lease, the journal and the watch's record came: they are 45 KiB of our own code, no dependency.
  // 700 KiB until the first run, closed Regions, the owners' table and the learnt pace: again our own code alone.
  // 704 KiB until the digest by next step, its comparison with the last one, links, outside the scope and messages for programs.
  // 752 KiB until handshakes around changes: half of them are the probe's hellos, loaded where a run makes handshakes.
  // 776 KiB until certificates: the clients of ACM and IAM are 41 KiB. What nobody uses of the SDK's schemas goes since, which
  // is 62 KiB of S3 alone, and 33 of CloudWatch and Scheduler (scripts/bundle.ts, scripts/cut-clients.ts).
  // 740 KiB until a call could wake it: 8 KiB, our own code alone.
  // 748 KiB until logs are read before a change: 38 KiB, our own code alone; terser took 8 of them away.
  // 776 KiB until Athena could read the logs for it: 13 KiB of Athena's client, cut and loaded late, and 20 of our own code.
  // 800 KiB until it was held what a log says too little of: 4 KiB, our own code alone.
  it('is at most 806 KiB', async () => {
    expect((await stat(bundle)).size).toBeLessThanOrEqual(806 * 1024);
  });

  it('has what makes handshakes, for the runs that make them', () => {
    expect(inputs).toContain('probe/handshaker.ts');
  });

  it('has of each package.json the version alone, which the SDK tells AWS', async () => {
    const text = await readFile(bundle, 'utf8');

    expect(text).toMatch(/version:'3\.\d+\.\d+'/);
    expect(text).not.toMatch(/devDependencies|['"]AWS SDK for JavaScript/);
  });

  it.each([
    ['the sandbox', /^(sandbox|test|bench)\//],
    ['the command', /^bin\/|commander|ajv|string-width/],
    [
      'credentials from anywhere but the environment',
      /credential-provider-(?!env\b)|client-(sso|signin)|token-providers/,
    ],
    ['the search for the record, which is told to the function', /aws\/record-bucket/],
    ['proxies, which only a terminal has', /hpagent|proxy-from-env|aws\/proxy/],
    ['what only docs/owners.md says of an owner', /owners\/documented/],
    [
      'explanations, and the catalogue for them',
      /core\/explain\/|report\/explain|clients\/(?:known|suites)\.json/,
    ],
    ['what a probe asks beside handshakes', /probe\/(?:probe|target|clients|policies|certificates)/],
    ['what the doctor asks at a terminal', /aws\/doctor\/|client-(?:cloudformation|cloudtrail|lambda)/],
    ['the look for folders of logs, at a terminal', /aws\/athena\/log-tree/],
    ['the CDK', /aws-cdk-lib|constructs/],
  ])('leaves out %s', (_, pattern) => {
    expect(inputs.filter((path) => pattern.test(path))).toEqual([]);
  });

  it('brings all that it needs but Node', () => {
    expect(external.filter((path) => !path.startsWith('node:'))).toEqual([]);
  });

  it('is loaded without a word and exports the handler', async () => {
    const script = `process.stdout.write(typeof require('./index.js').handler)`;
    const ended = await node(script, { AWS_REGION: 'eu-west-1' });
    expect(ended).toEqual({ status: 0, stdout: 'function', stderr: '' });
  });

  it('signs with the credentials of its environment, and sends the digest', async () => {
    const { status, stderr } = await invoke({}, { ...sandbox.environment(), DRY_RUN: 'false' });
    expect(status).toBe(0);
    expect(JSON.parse(stderr)).toMatchObject({ mode: 'apply', totals: { changed: 1, failed: 0 } });
    expect(sandbox.messages).toMatchObject([
      {
        subject: '[elb-tls] 111122223333: nothing needs you, 1 changed',
        message: expect.stringContaining('-> TLS13-1-2-Res-PQ-2025-09'),
      },
    ]);
    // Of package.json, which is in the bundle with its version alone.
    expect(JSON.parse(stderr)).toMatchObject({ version: manifest.version });
    expect(await readFile(bundle, 'utf8')).not.toContain(manifest.description);
  });

  it('looks at certificates with clients that are cut to what they are for', async () => {
    sandbox.addServerCertificate({ name: 'left', pem: await readFile(CERTIFICATE, 'utf8') });
    const more = { ...sandbox.environment(), DRY_RUN: 'true', CERT_DAYS: '30' };
    const { stderr } = await invoke({}, more);
    expect(JSON.parse(stderr)).toMatchObject({
      certificates: { faults: [{ fault: 'unused', names: ['left'] }], unread: [] },
    });
    expect(await readFile(bundle, 'utf8')).not.toMatch(
      /ImportCertificate|CreateUser(?!LevelPrefix)|SimulatePrincipalPolicy|PutDashboard|PutBucketAcl|CreateWorkGroup/,
    );
  });

  it('asks nobody else for credentials', async () => {
    sandbox.forgetCalls();
    const { status, stderr } = await invoke({}, { ...sandbox.environment(), AWS_ACCESS_KEY_ID: '' });
    expect(status).toBe(1);
    expect(stderr).toContain('CredentialsProviderError');
    expect(sandbox.calls).toEqual([]);
  });
});
