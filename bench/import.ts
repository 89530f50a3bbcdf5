import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type BuildOptions } from 'esbuild';
import { lambdaBundle } from '../scripts/bundle';

/** Size and import time of the Lambda bundle beside what nobody can do without: the SDK's clients. */

const ROUNDS = 31;

/** The clients that every run imports, and the calls it makes; CloudWatch and Scheduler come in when they are needed. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  account: ['AccountClient', 'ListRegionsCommand'],
  'elastic-load-balancing': [
    'ElasticLoadBalancingClient',
    'CreateLoadBalancerPolicyCommand',
    'DescribeLoadBalancerPoliciesCommand',
    'DescribeLoadBalancersCommand',
    'DeleteLoadBalancerPolicyCommand',
    'DescribeTagsCommand',
    'SetLoadBalancerPoliciesOfListenerCommand',
  ],
  'elastic-load-balancing-v2': [
    'ElasticLoadBalancingV2Client',
    'DescribeListenersCommand',
    'DescribeLoadBalancersCommand',
    'DescribeSSLPoliciesCommand',
    'DescribeTagsCommand',
    'ModifyListenerCommand',
  ],
  'resource-groups-tagging-api': ['ResourceGroupsTaggingAPIClient', 'GetResourcesCommand'],
  s3: ['S3Client', 'GetObjectCommand', 'ListObjectsV2Command', 'PutObjectCommand'],
  sns: ['SNSClient', 'PublishCommand'],
  sts: ['STSClient', 'GetCallerIdentityCommand'],
};

const run = promisify(execFile);

export async function measureImport(): Promise<readonly Readonly<Record<string, string>>[]> {
  const folder = await mkdtemp(join(tmpdir(), 'elb-tls-import-'));
  try {
    const bundles = [
      { name: 'the Lambda', file: await bundle(folder, 'lambda.js', {}) },
      { name: 'clients and their calls', file: await bundle(folder, 'calls.js', clients(/./)) },
      { name: 'clients alone', file: await bundle(folder, 'clients.js', clients(/Client$/)) },
    ];
    const times = bundles.map((): number[] => []);
    // In turn, so that what else the machine does falls on all of them.
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const [index, { file }] of bundles.entries()) times[index]?.push(await importTime(file));
    }
    const medians = times.map((all) => all.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0);
    return await Promise.all(
      bundles.map(async ({ name, file }, index) => ({
        bundle: name,
        KiB: ((await stat(file)).size / 1024).toFixed(0),
        'import ms (median)': (medians[index] ?? 0).toFixed(1),
        'the Lambda takes': `x${((medians[0] ?? 0) / (medians[index] ?? 1)).toFixed(2)}`,
      })),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What exports these names of the SDK's and nothing else. */
function clients(wanted: RegExp): BuildOptions {
  const lines = Object.entries(CALLS).map(([service, names], index) => {
    const exported = names.filter((name) => wanted.test(name)).map((name) => `${name} as ${name}${index}`);
    return `export { ${exported.join(', ')} } from '@aws-sdk/client-${service}';`;
  });
  return { entryPoints: [], stdin: { contents: lines.join('\n'), resolveDir: lambdaBundle.absWorkingDir } };
}

async function bundle(folder: string, name: string, entry: BuildOptions): Promise<string> {
  const outfile = join(folder, name);
  await build({ ...lambdaBundle, ...entry, outfile });
  return outfile;
}

async function importTime(file: string): Promise<number> {
  const script = `const start = performance.now(); require(${JSON.stringify(file)}); console.log(performance.now() - start);`;
  const { stdout } = await run(process.execPath, ['-e', script], { env: { AWS_REGION: 'eu-west-1' } });
  return Number(stdout);
}
