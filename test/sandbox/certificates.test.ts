import { DescribeCertificateCommand, GetCertificateCommand } from '@aws-sdk/client-acm';
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing';
import {
  DescribeListenersCommand,
  paginateDescribeListenerCertificates,
  paginateDescribeRules,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetServerCertificateCommand, paginateListServerCertificates } from '@aws-sdk/client-iam';
import type { Sandbox } from '../../sandbox';
import { Authority, EC_KEY } from '../certificates';
import { type Clients, clientsFor, failure, present, REGION, start, stopAll } from './helpers';

const authority = new Authority();
afterAll(() => authority.clear());

const UNTIL = new Date('2027-06-01T00:00:00Z');
const made = authority.issue({ names: ['shop.example.com', '*.example.org'], key: EC_KEY, until: UNTIL });
const chain = authority.intermediate.pem;

let sandbox: Sandbox;
let clients: Clients;

beforeEach(async () => {
  sandbox = await start();
  clients = clientsFor(sandbox);
});
afterEach(stopAll);

async function all<Page, T>(pages: AsyncIterable<Page>, itemsOf: (page: Page) => readonly T[] | undefined) {
  const found: (readonly T[])[] = [];
  for await (const page of pages) found.push(itemsOf(page) ?? []);
  return found;
}

describe('ACM', () => {
  it('describes what it was given, and gives it back', async () => {
    const CertificateArn = sandbox.region(REGION).addCertificate({
      ...made,
      chain,
      renewal: { status: 'FAILED', reason: 'CAA_ERROR' },
    });
    const { Certificate } = await clients.acm.send(new DescribeCertificateCommand({ CertificateArn }));
    expect(Certificate).toMatchObject({
      CertificateArn,
      DomainName: 'shop.example.com',
      SubjectAlternativeNames: ['shop.example.com', '*.example.org'],
      Status: 'ISSUED',
      Type: 'IMPORTED',
      NotAfter: UNTIL,
      KeyAlgorithm: 'EC_prime256v1',
      RenewalSummary: { RenewalStatus: 'FAILED', RenewalStatusReason: 'CAA_ERROR' },
    });
    const body = await clients.acm.send(new GetCertificateCommand({ CertificateArn }));
    expect(body).toMatchObject({ Certificate: made.pem, CertificateChain: chain });
  });

  it('knows certificates of its Region alone', async () => {
    const CertificateArn = sandbox.region(REGION).addCertificate(made);
    const abroad = clientsFor(sandbox, 'us-east-1').acm;
    const error = await failure(abroad.send(new DescribeCertificateCommand({ CertificateArn })));
    expect(error).toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

const get = (ServerCertificateName: string) =>
  clients.iam.send(new GetServerCertificateCommand({ ServerCertificateName }));

describe('IAM', () => {
  it('lists server certificates, page by page, whatever the Region', async () => {
    for (const name of ['a', 'b', 'c', 'd']) sandbox.addServerCertificate({ ...made, name, path: '/team/' });
    const abroad = clientsFor(sandbox, 'us-east-1').iam;
    const pages = await all(paginateListServerCertificates({ client: abroad }, {}), (page) =>
      page.ServerCertificateMetadataList?.map(({ Arn, Expiration }) => [Arn, Expiration]),
    );
    expect(pages.map(({ length }) => length)).toEqual([3, 1]);
    expect(pages[0]?.[0]).toEqual(['arn:aws:iam::111122223333:server-certificate/team/a', UNTIL]);
  });

  it('gives one by its name, and says that it has no other', async () => {
    sandbox.addServerCertificate({ ...made, chain, name: 'shop' });
    expect((await get('shop')).ServerCertificate).toMatchObject({ CertificateChain: chain });
    expect(await failure(get('nobody'))).toMatchObject({ name: 'NoSuchEntityException' });
  });
});

describe('a listener', () => {
  const ARNS = ['a', 'b', 'c', 'a'].map((id) => `arn:aws:acm:eu-west-1:111122223333:certificate/${id}`);

  it('has its default certificate once more where it is in the list too', async () => {
    const { listeners, arn } = sandbox.region(REGION).addLoadBalancer({
      type: 'network',
      name: 'feed',
      listeners: [
        { port: 443, protocol: 'TLS', certificates: ARNS },
        { port: 80, protocol: 'TCP' },
      ],
    });
    const ListenerArn = present(listeners[0]).arn;
    const pages = await all(
      paginateDescribeListenerCertificates({ client: clients.v2 }, { ListenerArn }),
      ({ Certificates }) =>
        Certificates?.map(({ CertificateArn, IsDefault }) => [CertificateArn?.at(-1), IsDefault]),
    );
    expect(pages).toEqual([
      [
        ['a', true],
        ['b', false],
        ['c', false],
      ],
      [['a', false]],
    ]);
    const { Listeners } = await clients.v2.send(new DescribeListenersCommand({ LoadBalancerArn: arn }));
    expect(Listeners?.map(({ Certificates }) => Certificates)).toEqual([
      [{ CertificateArn: ARNS[0] }],
      undefined,
    ]);
    const plain = { ListenerArn: present(listeners[1]).arn };
    const refused = all(paginateDescribeListenerCertificates({ client: clients.v2 }, plain), () => []);
    expect(await failure(refused)).toMatchObject({ name: 'ValidationError' });
  });

  it('has its rules, the default one last, hosts in both fields', async () => {
    const { listeners } = sandbox.region(REGION).addLoadBalancer({
      type: 'application',
      name: 'shop',
      listeners: [
        {
          port: 443,
          protocol: 'HTTPS',
          rules: [{ hosts: ['a.example.com'] }, { paths: ['/x'] }, { hostRegexes: ['^b'] }],
          defaultAction: 'fixed-response',
        },
      ],
    });
    const input = { ListenerArn: present(listeners[0]).arn };
    const pages = await all(paginateDescribeRules({ client: clients.v2 }, input), ({ Rules }) => Rules);
    expect(pages.map(({ length }) => length)).toEqual([3, 1]);
    expect(pages.flat()).toMatchObject([
      {
        Conditions: [
          {
            Field: 'host-header',
            Values: ['a.example.com'],
            HostHeaderConfig: { Values: ['a.example.com'] },
          },
        ],
      },
      { Conditions: [{ Field: 'path-pattern', Values: ['/x'] }] },
      { Conditions: [{ HostHeaderConfig: { RegexValues: ['^b'] } }] },
      { IsDefault: true, Priority: 'default', Conditions: [], Actions: [{ Type: 'fixed-response' }] },
    ]);
  });

  it('of a Classic load balancer has one, in the listener itself', async () => {
    const listeners = [{ port: 443, protocol: 'HTTPS', certificate: present(ARNS[0]) }] as const;
    sandbox.region(REGION).addLoadBalancer({ type: 'classic', name: 'old', listeners });
    const { LoadBalancerDescriptions } = await clients.classic.send(new DescribeLoadBalancersCommand({}));
    const [shown] = present(LoadBalancerDescriptions?.[0]?.ListenerDescriptions);
    expect(shown?.Listener?.SSLCertificateId).toBe(ARNS[0]);
  });
});
