import { LineParser } from '../../../lambda/core/impact/parse-line';
import type { LogLine, Part } from '../../../lambda/core/impact/log-line';

/** The examples of AWS's own pages (autumn 2026), which print them in several lines, and what is read of them. */

const GUIDE = 'docs.aws.amazon.com/elasticloadbalancing/latest';
const ACCESS = `${GUIDE}/application/load-balancer-access-logs.html`;
const CONNECTION = `${GUIDE}/application/load-balancer-connection-logs.html`;
const NETWORK = `${GUIDE}/network/load-balancer-access-logs.html`;
const CLASSIC = `${GUIDE}/classic/access-log-collection.html`;

interface Read {
  readonly format: string;
  readonly kind: string;
  readonly loadBalancer: string;
  readonly client: string;
  readonly address: string;
  readonly port: number;
  readonly protocol: string;
  readonly cipher: string;
  readonly keyExchange: string;
  readonly userAgent: string;
}

function read(text: string): Read | string {
  const parser = new LineParser();
  const bytes = Buffer.from(text);
  const reason = parser.parse(bytes, 0, bytes.length, true);
  return reason ?? partsOf(parser.line);
}

function partsOf(line: LogLine): Read {
  const textOf = ({ start, end }: Part): string => Buffer.from(line.bytes.subarray(start, end)).toString();
  return {
    format: line.format,
    kind: line.kind,
    loadBalancer: textOf(line.loadBalancer),
    client: textOf(line.client),
    address: textOf(line.address),
    port: line.port,
    protocol: textOf(line.protocol),
    cipher: textOf(line.cipher),
    keyExchange: textOf(line.keyExchange),
    userAgent: textOf(line.userAgent),
  };
}

const GROUP = 'arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067';
const SHOP = 'app/my-loadbalancer/50dc6c495c0c9188';

const AN_ACCESS = { format: 'alb-access', loadBalancer: SHOP, keyExchange: '' };
const A_CONNECTION = {
  format: 'alb-connection',
  loadBalancer: '',
  client: '203.0.113.1 36280',
  address: '203.0.113.1',
  port: 443,
  protocol: 'TLSv1.2',
  cipher: 'ECDHE-RSA-AES128-GCM-SHA256',
  keyExchange: '',
  userAgent: '',
};
const A_CLASSIC = {
  format: 'classic',
  loadBalancer: 'my-loadbalancer',
  client: '192.168.131.39:2817',
  address: '192.168.131.39',
  keyExchange: '',
};

const EXAMPLES: readonly (readonly [page: string, line: string, read: Read])[] = [
  [
    ACCESS,
    `http 2018-07-02T22:23:00.186641Z ${SHOP} 192.168.131.39:2817 10.0.0.1:80 0.000 0.001 0.000 200 200 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - ${GROUP} "Root=1-58337262-36d228ad5d99923122bbe354" "-" "-" 0 2018-07-02T22:22:48.364000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1234abcd5678ef90 "-" "-" "-"`,
    {
      ...AN_ACCESS,
      kind: 'plain',
      client: '192.168.131.39:2817',
      address: '192.168.131.39',
      port: 80,
      protocol: '-',
      cipher: '-',
      userAgent: 'curl/7.46.0',
    },
  ],
  [
    ACCESS,
    `https 2018-07-02T22:23:00.186641Z ${SHOP} 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "GET https://www.example.com:443/ HTTP/1.1" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 ${GROUP} "Root=1-58337281-1d84f3d73c47ec4e58577259" "www.example.com" "arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012" 1 2018-07-02T22:22:48.364000Z "authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1234abcd5678ef90 "m.example.com" "-" "TransformSuccess"`,
    {
      ...AN_ACCESS,
      kind: 'handshake',
      client: '192.168.131.39:2817',
      address: '192.168.131.39',
      port: 443,
      protocol: 'TLSv1.2',
      cipher: 'ECDHE-RSA-AES128-GCM-SHA256',
      userAgent: 'curl/7.46.0',
    },
  ],
  [
    ACCESS,
    `h2 2018-07-02T22:23:00.186641Z ${SHOP} 10.0.1.252:48160 10.0.0.66:9000 0.000 0.002 0.000 200 200 5 257 "GET https://10.0.2.105:773/ HTTP/2.0" "curl/7.46.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 ${GROUP} "Root=1-58337327-72bd00b0343d75b906739c42" "-" "-" 1 2018-07-02T22:22:48.364000Z "redirect" "https://example.com:80/" "-" 10.0.0.66:9000 200 "-" "-"`,
    {
      ...AN_ACCESS,
      kind: 'handshake',
      client: '10.0.1.252:48160',
      address: '10.0.1.252',
      port: 773,
      protocol: 'TLSv1.2',
      cipher: 'ECDHE-RSA-AES128-GCM-SHA256',
      userAgent: 'curl/7.46.0',
    },
  ],
  [
    ACCESS,
    `ws 2018-07-02T22:23:00.186641Z ${SHOP} 10.0.0.140:40914 10.0.1.192:8010 0.001 0.003 0.000 101 101 218 587 "GET http://10.0.0.30:80/ HTTP/1.1" "-" - - ${GROUP} "Root=1-58337364-23a8c76965a2ef7629b185e3" "-" "-" 1 2018-07-02T22:22:48.364000Z "forward" "-" "-" 10.0.1.192:8010 101 "-" "-"`,
    {
      ...AN_ACCESS,
      kind: 'plain',
      client: '10.0.0.140:40914',
      address: '10.0.0.140',
      port: 80,
      protocol: '-',
      cipher: '-',
      userAgent: '-',
    },
  ],
  [
    ACCESS,
    `wss 2018-07-02T22:23:00.186641Z ${SHOP} 10.0.0.140:44244 10.0.0.171:8010 0.000 0.001 0.000 101 101 218 786 "GET https://10.0.0.30:443/ HTTP/1.1" "-" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 ${GROUP} "Root=1-58337364-23a8c76965a2ef7629b185e3" "-" "-" 1 2018-07-02T22:22:48.364000Z "forward" "-" "-" 10.0.0.171:8010 101 "-" "-"`,
    {
      ...AN_ACCESS,
      kind: 'handshake',
      client: '10.0.0.140:44244',
      address: '10.0.0.140',
      port: 443,
      protocol: 'TLSv1.2',
      cipher: 'ECDHE-RSA-AES128-GCM-SHA256',
      userAgent: '-',
    },
  ],
  [
    ACCESS,
    `http 2018-11-30T22:23:00.186641Z ${SHOP} 192.168.131.39:2817 - 0.000 0.001 0.000 200 200 34 366 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.46.0" - - ${GROUP} "Root=1-58337364-23a8c76965a2ef7629b185e3" "-" "-" 0 2018-11-30T22:22:48.364000Z "forward" "-" "-" "-" "-" "-" "-"`,
    {
      ...AN_ACCESS,
      kind: 'plain',
      client: '192.168.131.39:2817',
      address: '192.168.131.39',
      port: 80,
      protocol: '-',
      cipher: '-',
      userAgent: 'curl/7.46.0',
    },
  ],
  [
    CONNECTION,
    '2023-10-04T17:05:15.514108Z 203.0.113.1 36280 443 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 4.036 "CN=amazondomains.com,O=endEntity,L=Seattle,ST=Washington,C=US" NotBefore=2023-09-21T22:43:21Z;NotAfter=2026-06-17T22:43:21Z FEF257372D5C14D4 Success TID_3180a73013c8ca4bac2f731159d4b0fe',
    { ...A_CONNECTION, kind: 'handshake' },
  ],
  [
    CONNECTION,
    '2023-10-04T17:05:15.514108Z 203.0.113.1 36280 443 TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256 - "CN=amazondomains.com,O=endEntity,L=Seattle,ST=Washington,C=US" NotBefore=2023-09-21T22:43:21Z;NotAfter=2026-06-17T22:43:21Z FEF257372D5C14D4 Failed:ClientCertUntrusted TID_1c71a68d70587445ad5127ff8b2687d7',
    { ...A_CONNECTION, kind: 'failed' },
  ],
  ...(
    [
      '2018-12-20T02:59:40 TAIL - - - 2018-12-20T02:59:30',
      '2020-04-01T08:51:42 TAIL h2 h2 "h2","http/1.1" 2020-04-01T08:51:20',
    ] as const
  ).map(
    (ends) =>
      [
        NETWORK,
        `tls 2.0 ${ends.replace('TAIL', 'net/my-network-loadbalancer/c6e77e28c25b2234 g3d4b5e8bb8464cd 72.21.218.154:51341 172.100.100.185:443 5 2 98 246 - arn:aws:acm:us-east-2:671290407336:certificate/2a108f19-aded-46b0-8493-c63eb1ef4a99 - ECDHE-RSA-AES128-SHA tlsv12 - my-network-loadbalancer-c6e77e28c25b2234.elb.us-east-2.amazonaws.com')}`,
        {
          format: 'nlb',
          kind: 'handshake',
          loadBalancer: 'net/my-network-loadbalancer/c6e77e28c25b2234',
          client: '72.21.218.154:51341',
          address: '72.21.218.154',
          port: 443,
          protocol: 'tlsv12',
          cipher: 'ECDHE-RSA-AES128-SHA',
          keyExchange: '-',
          userAgent: '',
        },
      ] as const,
  ),
  [
    CLASSIC,
    '2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://www.example.com:80/ HTTP/1.1" "curl/7.38.0" - -',
    { ...A_CLASSIC, kind: 'plain', port: 80, protocol: '-', cipher: '-', userAgent: 'curl/7.38.0' },
  ],
  [
    CLASSIC,
    '2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.000086 0.001048 0.001337 200 200 0 57 "GET https://www.example.com:443/ HTTP/1.1" "curl/7.38.0" DHE-RSA-AES128-SHA TLSv1.2',
    {
      ...A_CLASSIC,
      kind: 'handshake',
      port: 443,
      protocol: 'TLSv1.2',
      cipher: 'DHE-RSA-AES128-SHA',
      userAgent: 'curl/7.38.0',
    },
  ],
  [
    CLASSIC,
    '2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.001069 0.000028 0.000041 - - 82 305 "- - - " "-" - -',
    { ...A_CLASSIC, kind: 'plain', port: -1, protocol: '-', cipher: '-', userAgent: '-' },
  ],
  [
    CLASSIC,
    '2015-05-13T23:39:43.945958Z my-loadbalancer 192.168.131.39:2817 10.0.0.1:80 0.001065 0.000015 0.000023 - - 57 502 "- - - " "-" ECDHE-ECDSA-AES128-GCM-SHA256 TLSv1.2',
    {
      ...A_CLASSIC,
      kind: 'handshake',
      port: -1,
      protocol: 'TLSv1.2',
      cipher: 'ECDHE-ECDSA-AES128-GCM-SHA256',
      userAgent: '-',
    },
  ],
];

it.each(EXAMPLES)('%s: %s', (_, line, expected) => {
  expect(read(line)).toEqual(expected);
});

it('a real line of an ALB, which has more fields and a quote in its URL', () => {
  // DataBiosphere/azul, pull request 4920; the fields behind the target group are those of the page.
  const line = `h2 2023-02-07T01:32:22.209968Z app/azul-gitlab-alb/c051f98624e68d7e 172.71.1.216:40684 172.71.0.215:80 0.001 0.005 0.000 400 400 66 49 "GET https://gitlab.dev.singlecell.gi.ucsc.edu:443/QUOTE_EXPERIMENT?bar=\\x22 HTTP/2.0" "curl/7.85.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 ${GROUP} "Root=1-63e1aa26-3bbc289b52c6671f5d00f7b4" "gitlab.dev.singlecell.gi.ucsc.edu" "-" 0 2023-02-07T01:32:22`;
  expect(read(line)).toMatchObject({
    kind: 'handshake',
    port: 443,
    userAgent: 'curl/7.85.0',
    protocol: 'TLSv1.2',
  });
});

it('a request that could not be read, as a real ALB writes it', () => {
  const line =
    'http 2026-09-23T07:17:32.454551Z app/k8s-tileserver-617dd1df30/98e3a879de9d6b42 216.180.246.224:25824 - -1 -1 -1 400 - 0 272 "- http://k8s-tileserver-617dd1df30-606955064.us-east-1.elb.amazonaws.com:80- -" "-" - - - "-" "-" "-" - 2026-09-23T07:17:31.697000Z "-" "-" "-" "-" "-" "-" "-" TID_7d15a1935077a44b91952330c3dc3ed8 "-" "-" "-" 100.51.96.60 "-" "-"';
  expect(read(line)).toMatchObject({ kind: 'plain', port: 80 });
});
