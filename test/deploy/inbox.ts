import { ListTopicsCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Message } from '../scenario/emulator';

/** A queue that gets what is sent to any topic: what an operator finds in the mail. */
export interface Inbox {
  /** Subscribes it to each topic that is there by now. */
  subscribe(): Promise<void>;
  /** Messages that have come since it was last asked; waits a second for the first. */
  messages(): Promise<readonly Message[]>;
}

export async function openInbox(endpoint: string): Promise<Inbox> {
  const sns = new SNSClient({ endpoint });
  const sqs = new SQSClient({ endpoint });
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'inbox' }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  return {
    subscribe: async () => {
      const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
      // One that is there is answered again, and not made twice.
      for (const { TopicArn } of Topics) {
        await sns.send(
          new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: Attributes?.['QueueArn'] }),
        );
      }
    },
    messages: async () => (await drain(sqs, QueueUrl)).map(messageFrom),
  };
}

/** Takes what is in a queue; waits a second for the first. */
export async function drain(sqs: SQSClient, QueueUrl: string): Promise<readonly string[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 }),
  );
  for (const { ReceiptHandle } of Messages) {
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }
  return Messages.map(({ Body = '' }) => Body);
}

/** SNS wraps what it delivers to a queue in an envelope of its own. */
function messageFrom(envelope: string): Message {
  const { Subject, Message: body }: Partial<Record<string, string>> = JSON.parse(envelope);
  return { subject: Subject, body: body ?? '' };
}
