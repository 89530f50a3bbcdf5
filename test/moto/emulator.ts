import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Emulator, Message } from '../scenario/emulator';
import { ESTATE } from '../scenario/estate';
import { defaultCatalogue } from '../../sandbox/catalogue';
import { furnisher, type Furnisher } from './furnish';
import { startProxy, type Proxy } from './proxy';
import { classicInTagIndex, networkArns, predefinedOnShelf, SHELF } from './repairs';
import { ACCOUNT, startMoto, type MotoServer } from './server';

const REGION = 'eu-west-1';

/** moto, behind a proxy that repairs what would keep the tool from running on it at all. */
export async function startMotoEmulator(): Promise<Emulator> {
  const moto = await startMoto();
  const networkNames = new Set<string>();
  const repairs = [networkArns(networkNames), classicInTagIndex, predefinedOnShelf];
  const proxy = await startProxy(moto.url, repairs);
  const stop = async (): Promise<void> => {
    await proxy.stop();
    await moto.stop();
  };
  try {
    return await emulatorOn(moto, proxy, networkNames, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function emulatorOn(
  moto: MotoServer,
  proxy: Proxy,
  networkNames: Set<string>,
  stop: () => Promise<void>,
): Promise<Emulator> {
  const furnish = furnisher(proxy.endpoint);
  const inbox = mailbox(moto.url);
  for (const region of Object.keys(ESTATE)) await fillShelf(furnish, region);
  return {
    name: 'moto',
    endpoint: proxy.endpoint,
    account: ACCOUNT,
    add: async (region, loadBalancer) => {
      if (loadBalancer.type === 'network') networkNames.add(loadBalancer.name);
      await furnish.add(region, loadBalancer);
    },
    addTopic: () => inbox.open(),
    inbox: () => inbox.empty(),
    calls: () => proxy.calls,
    forgetCalls: () => {
      proxy.calls.length = 0;
    },
    log: () => `${proxy.recent()}\n${moto.log()}`,
    stop,
  };
}

/** Puts AWS's own Classic policies where the proxy looks for them. */
async function fillShelf(furnish: Furnisher, region: string): Promise<void> {
  const listeners = [{ port: 80, protocol: 'HTTP' as const, policyNames: [] }];
  await furnish.add(region, { type: 'classic', name: SHELF, tags: {}, listeners });
  for (const { name, attributes } of defaultCatalogue.classic) {
    await furnish.addTlsPolicy(region, SHELF, name, attributes);
  }
}

/** A topic with a queue behind it. */
function mailbox(endpoint: string): { open(): Promise<string>; empty(): Promise<readonly Message[]> } {
  const sns = new SNSClient({ endpoint, region: REGION });
  const sqs = new SQSClient({ endpoint, region: REGION });
  let QueueUrl: string | undefined;
  return {
    open: async () => {
      const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'elb-tls-digest' }));
      ({ QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'elb-tls-inbox' })));
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
      );
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.QueueArn }));
      if (TopicArn === undefined) throw new Error('moto made a topic without an ARN');
      return TopicArn;
    },
    empty: async () => {
      const messages: Message[] = [];
      for (;;) {
        const { Messages: received = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
        if (received.length === 0) return messages;
        for (const { Body, ReceiptHandle } of received) {
          messages.push(messageFrom(Body));
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      }
    },
  };
}

/** SNS wraps what it delivers to a queue in an envelope of its own. */
function messageFrom(envelope: string | undefined): Message {
  const { Subject, Message: body }: Partial<Record<string, string>> = JSON.parse(envelope ?? '{}');
  return { subject: Subject, body: body ?? '' };
}
