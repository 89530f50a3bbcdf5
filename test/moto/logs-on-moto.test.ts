import {
  CreateLoadBalancerCommand as CreateClassicCommand,
  ElasticLoadBalancingClient,
  ModifyLoadBalancerAttributesCommand as ModifyClassicCommand,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  ElasticLoadBalancingV2Client,
  ModifyLoadBalancerAttributesCommand,
  type LoadBalancerTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ACMClient, ImportCertificateCommand } from '@aws-sdk/client-acm';
import { connect } from '../../lambda/aws/connect';
import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import { ANY } from '../../lambda/core/rollout';
import { NO_ENDS } from '../../lambda/core/deadline';
import { memoryStore } from '../../lambda/records/memory-store';
import { Records } from '../../lambda/records/records';
import type { Report } from '../../lambda/core/report';
import { sweep } from '../../lambda/sweep';
import { Authority, EC_KEY } from '../certificates';
import { ALWAYS_TIME, briefs, clockAt, entryOf, EU, NOW, OLD, present, SETTINGS, WEB } from '../helpers';
import { logMade, type NewLog } from '../logs-in-s3';
import { ACCOUNT } from '../vocabulary';
import { defaultSubnets } from './furnish';
import { startMoto, type MotoServer } from './server';

/**
 * Logs on moto: where they go is read from its attributes, and files from its S3, by the calls that AWS gets. moto writes no logs:
 * those of `scripts/impact-logs` lie where its load balancers would have put them.
 */

const BUCKET = 'all-logs';

const authority = new Authority();
let moto: MotoServer;

beforeAll(async () => {
  moto = await startMoto();
}, 60_000);
afterAll(async () => {
  authority.clear();
  await moto?.stop();
});

it('clients that would break are found there too', async () => {
  const place = { endpoint: moto.url, region: EU };
  const s3 = new S3Client({ ...place, forcePathStyle: true });
  await s3.send(
    new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: EU } }),
  );
  const put = async (log: NewLog): Promise<number> => {
    const { key, bytes, truth } = logMade({ ...log, prefix: 'web' });
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: bytes }));
    return truth.flatMap(({ handshakes }) => [...handshakes.values()]).reduce((sum, each) => sum + each, 0);
  };

  const shop = await v2LoadBalancer('shop', 'application');
  const devices = await v2LoadBalancer('devices', 'network');
  await v2LoadBalancer('quiet', 'application', false);
  await classicLoadBalancer('old-shop');
  await put({ of: devices, mix: 'post-quantum' });
  const handshakes = {
    shop: await put({ of: shop, mix: 'old-phones' }),
  };

  const report = await look();
  expect(briefs(report)).toEqual([
    // moto gives an NLB the ARN of an ALB, and lines of an NLB are none of an ALB's log: unknown, so held.
    'devices:443 held/clients-unknown',
    // moto has no predefined policies of Classic: see differences-classic.ts.
    'old-shop:443 failed/catalogue-unreadable',
    'quiet:443 planned/below-target',
    'shop:443 held/clients-would-break',
  ]);
  expect(entryOf(report, 'quiet').evidence).toEqual({ status: 'no-log' });
  for (const [name, all] of Object.entries(handshakes))
    expect(entryOf(report, name).evidence).toMatchObject({ status: 'read', readShare: 1, handshakes: all });
  const classic = { region: EU, type: 'classic', name: 'old-shop', arn: 'arn:of:old-shop' } as const;
  const { aws } = surroundingsOnMoto();
  expect(await aws.region(EU, ACCOUNT).logsOf(classic)).toEqual([
    { log: 'requests', bucket: BUCKET, prefix: 'web', names: '' },
  ]);

  async function v2LoadBalancer(name: string, type: LoadBalancerTypeEnum, isLogged = true): Promise<string> {
    const v2 = new ElasticLoadBalancingV2Client(place);
    const { LoadBalancers } = await v2.send(
      new CreateLoadBalancerCommand({
        Name: name,
        Type: type,
        Subnets: [...(await defaultSubnets(moto.url, EU))],
        Tags: Object.entries(WEB).map(([Key, Value]) => ({ Key, Value })),
      }),
    );
    const LoadBalancerArn = present(LoadBalancers?.[0]?.LoadBalancerArn);
    await v2.send(
      new CreateListenerCommand({
        LoadBalancerArn,
        Port: 443,
        Protocol: type === 'network' ? 'TLS' : 'HTTPS',
        SslPolicy: OLD,
        Certificates: [{ CertificateArn: await certificate() }],
        DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
      }),
    );
    const attributes = { enabled: String(isLogged), bucket: BUCKET, prefix: 'web' };
    await v2.send(
      new ModifyLoadBalancerAttributesCommand({
        LoadBalancerArn,
        Attributes: Object.entries(attributes).map(([key, Value]) => ({
          Key: `access_logs.s3.${key}`,
          Value,
        })),
      }),
    );
    return LoadBalancerArn;
  }

  async function classicLoadBalancer(LoadBalancerName: string): Promise<void> {
    const v1 = new ElasticLoadBalancingClient(place);
    const SSLCertificateId = await certificate();
    await v1.send(
      new CreateClassicCommand({
        LoadBalancerName,
        AvailabilityZones: [`${EU}a`],
        Tags: Object.entries(WEB).map(([Key, Value]) => ({ Key, Value })),
        Listeners: [{ Protocol: 'HTTPS', LoadBalancerPort: 443, InstancePort: 80, SSLCertificateId }],
      }),
    );
    await v1.send(
      new ModifyClassicCommand({
        LoadBalancerName,
        LoadBalancerAttributes: {
          AccessLog: { Enabled: true, S3BucketName: BUCKET, S3BucketPrefix: 'web', EmitInterval: 5 },
        },
      }),
    );
  }

  async function certificate(): Promise<string> {
    const made = authority.issue({ key: EC_KEY, until: new Date(NOW.getTime() + 200 * 86_400_000) });
    const { CertificateArn } = await new ACMClient(place).send(
      new ImportCertificateCommand({
        Certificate: Buffer.from(made.pem),
        PrivateKey: Buffer.from(authority.keyOf(made)),
      }),
    );
    return present(CertificateArn);
  }
}, 60_000);

function look(): Promise<Report> {
  const rollout = { ...DEFAULT_ROLLOUT, impact: { days: 7, threshold: ANY, workgroup: null } };
  return sweep({
    ...surroundingsOnMoto(),
    settings: { ...SETTINGS, findBy: 'scan', rollout },
    held: null,
  });
}

function surroundingsOnMoto(): Omit<Parameters<typeof sweep>[0], 'settings' | 'held'> {
  const clock = clockAt(NOW);
  return {
    runId: '20261122T060000Z-moto',
    event: null,
    place: 'function',
    aws: connect({ deadline: ALWAYS_TIME, scale: 1000, endpoint: moto.url }),
    clock,
    deadline: ALWAYS_TIME,
    ends: NO_ENDS,
    records: new Records(memoryStore(), clock),
    console: {},
    notes: [],
    progress: () => undefined,
  };
}
