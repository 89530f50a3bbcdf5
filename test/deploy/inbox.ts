import { ListTopicsCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Message } from '../scenario/emulator';

/** Queues that get what is sent to any topic: one stands for the mail of an operator (like_aws.py), one is a program's. */
export interface Inbox {
  /** Subscribes them to each topic that is there by now. */
  subscribe(): Promise<void>;
  /** Mails that have come since it was last asked; waits a second for the first. */
  messages(): Promise<readonly Message[]>;
  /** The same, as programs get them. */
  forPrograms(): Promise<readonly Message[]>;
}

const MAIL = 'inbox';
const PROGRAM = 'programs';

export async function openInbox(endpoint: string): Promise<Inbox> {
  const sns = new SNSClient({ endpoint });
  const sqs = new SQSClient({ endpoint });
  const [mail, program] = [await openQueue(sqs, MAIL), await openQueue(sqs, PROGRAM)];
  return {
    subscribe: async () => {
      const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
      // One that is there is answered again, and not made twice.
      for (const { TopicArn } of Topics) {
        for (const { arn } of [mail, program])
          await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: arn }));
      }
    },
    messages: async () => (await drain(sqs, mail.url)).map(messageFrom),
    forPrograms: async () => (await drain(sqs, program.url)).map(messageFrom),
  };
}

async function openQueue(
  sqs: SQSClient,
  QueueName: string,
): Promise<{ readonly url: string; readonly arn: string | undefined }> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  return { url: QueueUrl, arn: Attributes?.['QueueArn'] };
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
