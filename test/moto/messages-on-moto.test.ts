import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { DigestFormat } from '../../lambda/core/delivery/message';
import type { Report } from '../../lambda/core/report';
import { reportMessage } from '../../lambda/report/message/messages';
import { connect } from '../../lambda/aws/connect';
import { ALWAYS_TIME } from '../helpers';
import { published } from '../report/message/schemas';
import * as reports from '../report/reports';
import { startMoto, type MotoServer } from './server';

/**
 * The filters of docs/subscribers.md, as moto understands them: that what is published is what a filter compares. moto looks at
 * attributes beside MessageStructure=json too; whether AWS does is not known.
 */

const FILTERS = {
  attention: { verdict: ['attention', 'failed'] },
  moved: { account: ['111122223333', '444455556666'], changed: [{ numeric: ['>', 0] }] },
  others: { account: ['444455556666'] },
  dry: { mode: ['plan'] },
};

type Filter = keyof typeof FILTERS;

let moto: MotoServer;
let topic: string;
let sqs: SQSClient;
const queues = new Map<string, string>();

beforeAll(async () => {
  moto = await startMoto();
  const place = { endpoint: moto.url, region: 'eu-west-1' };
  const sns = new SNSClient(place);
  sqs = new SQSClient(place);
  topic = (await sns.send(new CreateTopicCommand({ Name: 'elb-tls-digest' }))).TopicArn ?? '';
  for (const [name, filter] of Object.entries(FILTERS)) {
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    await sns.send(
      new SubscribeCommand({
        TopicArn: topic,
        Protocol: 'sqs',
        Endpoint: Attributes?.['QueueArn'],
        Attributes: { FilterPolicy: JSON.stringify(filter) },
      }),
    );
    queues.set(name, QueueUrl);
  }
}, 60_000);

afterAll(() => moto?.stop());

/** What is in each queue, by its filter. */
async function received(): Promise<Readonly<Record<string, string>>> {
  const found: [string, string][] = [];
  for (const [name, QueueUrl] of queues) {
    const { Messages: [message] = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 600 }),
    );
    if (message?.Body !== undefined) {
      const { Message }: { readonly Message: string } = JSON.parse(message.Body);
      found.push([name, Message]);
    }
  }
  return Object.fromEntries(found);
}

it.each<[string, Report, DigestFormat, readonly Filter[]]>([
  ['of a dry run', reports.dryRun, 'json', ['attention', 'dry']],
  ['of an apply', reports.applied, 'json', ['attention', 'moved']],
  ['of an apply', reports.applied, 'text', ['attention', 'moved']],
  ['of nothing', reports.nothingFound, 'text', ['attention', 'dry']],
  ['of a run that needs nobody', reports.allFine, 'text', []],
])('the digest %s comes through its filters, whatever its format', async (_, report, format, filters) => {
  const message = reportMessage(report, { format });
  await connect({ endpoint: moto.url, deadline: ALWAYS_TIME, scale: 1000 }).publish(topic, message);
  const { variants, text } = message;
  const body = variants?.['sqs'] ?? variants?.default ?? text;
  expect(await received()).toEqual(Object.fromEntries(filters.map((name) => [name, body])));
});

it('what a program gets is the report', () => {
  const { variants } = reportMessage(reports.applied, { format: 'json' });
  expect(published(variants?.['sqs'] ?? '')).toMatchObject({ schema: 'elb-tls-report/1' });
});
