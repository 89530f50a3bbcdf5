import { ACMClient, ImportCertificateCommand } from '@aws-sdk/client-acm';
import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  DeleteServerCertificateCommand,
  IAMClient,
  UploadServerCertificateCommand,
} from '@aws-sdk/client-iam';
import { connect } from '../../lambda/aws/connect';
import { memoryStore } from '../../lambda/records/memory-store';
import { Records } from '../../lambda/records/records';
import { NO_ENDS } from '../../lambda/core/deadline';
import type { RunContext } from '../../lambda/runs/context';
import { examineUploads } from '../../lambda/runs/uploads';
import { sweep } from '../../lambda/sweep';
import { Authority, EC_KEY, type Made } from '../certificates';
import { ALWAYS_TIME, clockAt, EU, NOW, OLD, present, SETTINGS, WEB } from '../helpers';
import { defaultSubnets } from './furnish';
import { startMoto, type MotoServer } from './server';

/**
 * Certificates on moto: that what the tool sends to ACM, IAM and for rules is what an independent server takes for AWS's
 * protocol, and that it understands the answers. moto has no renewal and no revocation.
 */

const authority = new Authority();
let moto: MotoServer;

beforeAll(async () => {
  moto = await startMoto();
}, 60_000);
afterAll(async () => {
  authority.clear();
  await moto?.stop();
});

const inDays = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000);

function onMoto(): RunContext {
  const clock = clockAt(NOW);
  return {
    runId: 'on-moto',
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

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it('what is wrong is found there too, by the same names', async () => {
  const place = { endpoint: moto.url, region: EU };
  const acm = new ACMClient(place);
  const imported = async (made: Made, chain = authority.intermediate.pem): Promise<string> => {
    const { CertificateArn } = await acm.send(
      new ImportCertificateCommand({
        Certificate: bytes(made.pem),
        PrivateKey: bytes(authority.keyOf(made)),
        ...(chain === '' ? {} : { CertificateChain: bytes(chain) }),
      }),
    );
    return present(CertificateArn);
  };
  const ending = await imported(authority.issue({ key: EC_KEY, until: inDays(6) }));
  const old = await imported(
    authority.issue({ names: ['old.example.com'], key: ['rsa:1024'], until: inDays(200) }),
    '',
  );
  const left = authority.issue({ until: inDays(200) });
  await new IAMClient(place).send(
    new UploadServerCertificateCommand({
      ServerCertificateName: 'left',
      CertificateBody: left.pem,
      PrivateKey: authority.keyOf(left),
    }),
  );

  const v2 = new ElasticLoadBalancingV2Client(place);
  const tags = Object.entries(WEB).map(([Key, Value]) => ({ Key, Value }));
  const subnets = await defaultSubnets(moto.url, EU);
  const { LoadBalancers } = await v2.send(
    new CreateLoadBalancerCommand({ Name: 'shop', Subnets: [...subnets], Tags: tags }),
  );
  const refuse = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } } as const;
  const { Listeners } = await v2.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers?.[0]?.LoadBalancerArn,
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: OLD,
      Certificates: [{ CertificateArn: ending }],
      DefaultActions: [refuse],
    }),
  );
  const ListenerArn = present(Listeners?.[0]?.ListenerArn);
  await v2.send(new AddListenerCertificatesCommand({ ListenerArn, Certificates: [{ CertificateArn: old }] }));
  const host = { Field: 'host-header', HostHeaderConfig: { Values: ['shop.example.com'] } };
  await v2.send(new CreateRuleCommand({ ListenerArn, Priority: 1, Conditions: [host], Actions: [refuse] }));

  const settings = { ...SETTINGS, findBy: 'scan', certificateDays: [30, 14, 7] } as const;
  const { certificates } = await sweep({ ...onMoto(), settings, held: null });
  expect(certificates?.unread).toEqual([]);
  const shown = certificates?.faults.map(({ fault, certificate, on }) => [
    fault,
    certificate,
    on.map(({ isDefault }) => isDefault),
  ]);
  expect(shown).toEqual([
    ['expiring', ending, [true]],
    ['chain-incomplete', old, [false]],
    ['weak-key', old, [false]],
    ['name-without-rule', old, [false]],
    ['unused', expect.stringContaining(':server-certificate/left'), []],
  ]);
}, 60_000);

it('one that was uploaded is looked at there too, and one that was deleted is nothing', async () => {
  const made = authority.issue({ key: ['rsa:1024'], from: inDays(1), until: inDays(200) });
  const iam = new IAMClient({ endpoint: moto.url, region: EU });
  const { ServerCertificateMetadata } = await iam.send(
    new UploadServerCertificateCommand({
      ServerCertificateName: 'just-now',
      Path: '/team/',
      CertificateBody: made.pem,
      PrivateKey: authority.keyOf(made),
    }),
  );
  const upload = {
    certificate: present(ServerCertificateMetadata?.Arn),
    region: 'us-east-1',
    call: 'UploadServerCertificate',
    at: NOW.toISOString(),
    times: 1,
    by: 'arn:ann',
    from: null,
    userAgent: null,
  };
  const look = () => examineUploads([upload], { certificateDays: null }, onMoto());
  expect(await look()).toMatchObject({
    uploads: [upload],
    faults: ['not-yet-valid', 'chain-incomplete', 'weak-key'].map((fault) => ({ fault })),
    unread: [],
  });
  await iam.send(new DeleteServerCertificateCommand({ ServerCertificateName: 'just-now' }));
  expect(await look()).toBeNull();
}, 60_000);
