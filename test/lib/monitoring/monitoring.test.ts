import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createHandler, type Answer } from '../../../lambda/handler';
import {
  CERTIFICATE_METRICS,
  END_METRICS,
  METRICS,
  METRICS_NAMESPACE,
  WATCH_METRICS,
} from '../../../lambda/core/metrics';
import { clockAt, connectTo, OLD, start, stopAll, WEB } from '../../helpers';
import { allOf, deploy, idsOf, propertiesOf } from '../resolve';
import { jsonOf, theStack } from '../synth';

const template = jsonOf(theStack());
const deployed = deploy(template, { EventMode: 'true' });

const alarms = new Map(
  idsOf(deployed, 'AWS::CloudWatch::Alarm').map((id) => [
    id.replace(/^RemediatorMonitoring|[0-9A-F]{8}$/g, ''),
    propertiesOf(deployed, id),
  ]),
);

describe('alarms', () => {
  it('are these', () => {
    expect([...alarms.keys()].toSorted()).toEqual([
      'CallLost',
      'DidNotRun',
      'FailureTold',
      'RunLost',
      'StartLost',
    ]);
  });

  it('of calls is there only where somebody listens for them', () => {
    expect(idsOf(deploy(template), 'AWS::CloudWatch::Alarm')).toHaveLength(4);
  });

  it.each([...alarms.keys()])('%s goes to the topic, and says what happened and when it is over', (name) => {
    const topic = [expect.stringMatching(/:DigestTopic$/)];
    expect(alarms.get(name)).toMatchObject({
      AlarmActions: topic,
      OKActions: topic,
      AlarmDescription: expect.stringMatching(/^elb-tls-remediator\. ALARM: .{20,}\. OK: .{10,}\.$/),
    });
  });

  it('DidNotRun waits as many hours as the parameter says', () => {
    expect(alarms.get('DidNotRun')).toMatchObject({ Period: 3600, EvaluationPeriods: '76' });
  });
});

interface Widget {
  readonly type: string;
  readonly properties: { readonly markdown?: string; readonly metrics?: readonly unknown[] };
}

const [body = ''] = allOf(deployed, 'AWS::CloudWatch::Dashboard').map(({ DashboardBody }) => DashboardBody);

it('the dashboard answers three questions, each with numbers below it', () => {
  const { widgets }: { widgets: readonly Widget[] } = JSON.parse(body);
  const outline = widgets.map(
    ({ type, properties }) => properties.markdown ?? `${type} ${properties.metrics?.length}`,
  );
  expect(outline).toEqual([
    '## Did it run?',
    'metric 1',
    'metric 1',
    '## How is the web tier?',
    'metric 5',
    'metric 3',
    'metric 3',
    '## What failed?',
    'metric 2',
    'metric 1',
    'metric 3',
    'metric 2',
  ]);
});

/** A record in CloudWatch's embedded metric format. */
interface Emitted {
  readonly answer: Answer;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly groups: readonly {
    readonly Namespace: string;
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string }[];
  }[];
}

/** What one run of the handler puts into its log as metrics. */
async function emitted(environment: Readonly<Record<string, string>>): Promise<Emitted> {
  const sandbox = await start();
  const topic = 'arn:aws:sns:eu-west-1:111122223333:digest';
  sandbox.topic(topic);
  const region = sandbox.region('eu-west-1');
  const pem = readFileSync(join(__dirname, '../../bin/tls/certificate.pem'), 'utf8');
  const expired = region.addCertificate({ pem, type: 'AMAZON_ISSUED', status: 'EXPIRED' });
  sandbox.addServerCertificate({ name: 'left', pem });
  const https = { port: 443, protocol: 'HTTPS', policy: OLD, certificates: [expired] } as const;
  region.addLoadBalancer({ type: 'application', name: 'shop', tags: WEB, listeners: [https] });
  const lines: string[] = [];
  let answer: Answer = null;
  const muted = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((line) => lines.push(String(line)) > 0),
  );
  try {
    const handler = createHandler({
      environment: { AWS_REGION: 'eu-west-1', TOPIC_ARN: topic, ...environment },
      clock: clockAt(),
      connect: (deadline) => connectTo(sandbox, deadline),
    });
    answer = await handler({}, { getRemainingTimeInMillis: () => 300_000 });
  } finally {
    for (const stream of muted) stream.mockRestore();
  }
  const record = lines.flatMap((text) => text.split('\n')).find((text) => text.includes('CloudWatchMetrics'));
  const { _aws: emf, ...fields } = JSON.parse(record ?? '{}');
  return { answer, fields, groups: emf.CloudWatchMetrics };
}

describe('metrics are the function’s', () => {
  afterEach(stopAll);

  const serviceName = { SERVICE: 'ElbTlsRemediator' };

  it('in name, namespace and dimension', async () => {
    const { fields, groups } = await emitted({ DRY_RUN: 'true', ...serviceName });
    expect(groups).toMatchObject([
      { Namespace: METRICS_NAMESPACE, Dimensions: expect.arrayContaining([['service']]) },
    ]);
    expect(groups[0]?.Metrics.map(({ Name }) => Name).toSorted()).toEqual([...METRICS].toSorted());
    const dimensions = [...alarms.values()]
      .filter(({ Namespace }) => Namespace === METRICS_NAMESPACE)
      .map(({ Dimensions }) => Dimensions);
    expect(dimensions).toHaveLength(2);
    expect(new Set(dimensions.map((each) => JSON.stringify(each)))).toEqual(
      new Set([JSON.stringify([{ Name: 'service', Value: fields['service'] }])]),
    );
    expect(fields).toMatchObject({ Runs: 1, Planned: 1, Failed: 0, FailedRegions: 0, Misconfigured: 0 });
  });

  it('of certificates, where they are looked at, and no word of them elsewhere', async () => {
    const { fields } = await emitted({ DRY_RUN: 'true', ...serviceName });
    expect(CERTIFICATE_METRICS.filter((name) => name in fields)).toEqual([]);
    const looking = await emitted({ DRY_RUN: 'true', CERT_DAYS: '30', ...serviceName });
    expect(looking.groups[0]?.Metrics.map(({ Name }) => Name).toSorted()).toEqual(
      [...METRICS, ...CERTIFICATE_METRICS].toSorted(),
    );
    expect(looking.fields).toMatchObject({
      Certificates: 1,
      ExpiringCertificates: 1,
      CertificateFaults: 2,
      UnreadCertificates: 0,
    });
  });

  it.each(['ture', ''])('DRY_RUN "%s" is a dry run and rings Misconfigured', async (DRY_RUN) => {
    const { fields } = await emitted({ DRY_RUN, ...serviceName });
    expect(fields).toMatchObject({ Misconfigured: 1, Changed: 0, Planned: 1 });
  });

  it('every widget shows one that there is', () => {
    const shown = [...body.matchAll(/"ElbTlsRemediator","(\w+)"/g)].map(([, name]) => name);
    expect(shown.length).toBeGreaterThan(8);
    expect(shown).toEqual(expect.arrayContaining(['ExpiringCertificates', 'UnreadCertificates']));
    expect([...METRICS, ...CERTIFICATE_METRICS, ...WATCH_METRICS, ...END_METRICS]).toEqual(
      expect.arrayContaining(shown),
    );
  });
});

describe('any other unknown value is a failure that is told, before it touches anything', () => {
  afterEach(stopAll);

  it.each([
    ['TARGET_POLICY', 'newest'],
    ['MAX_CHANGES', 'many'],
    ['REGIONS', 'Ireland'],
    ['TAG_VALUES', 'web,'],
    ['FIND_BY', 'luck'],
  ])('%s "%s"', async (variable, value) => {
    const { answer, fields } = await emitted({ DRY_RUN: 'false', [variable]: value });
    const errorMessage: unknown = expect.stringContaining(value.split(',')[0] ?? value);
    expect(answer).toEqual({ errorType: 'UserError', errorMessage });
    expect(fields).toMatchObject({ Trouble: 1 });
  });
});
