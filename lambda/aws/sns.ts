import { GetTopicAttributesCommand, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { bodyOf, typeOf, type Message } from '../core/delivery/message';

/** Publishes one message to a topic of the client's own Region. */
export async function publish(client: SNSClient, topicArn: string, message: Message): Promise<void> {
  const { subject, variants, attributes } = message;
  const typed = Object.entries(attributes).map(([name, value]) => [
    name,
    { DataType: typeOf(value), StringValue: String(value) },
  ]);
  await client.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      Message: bodyOf(message),
      ...(variants === undefined ? {} : { MessageStructure: 'json' }),
      MessageAttributes: Object.fromEntries(typed),
    }),
  );
}

/** How many subscriptions of a topic somebody has confirmed ([SNS-att]); a message that none of them gets is gone. */
export async function subscribers(client: SNSClient, topicArn: string): Promise<number> {
  const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
  return Number(Attributes['SubscriptionsConfirmed'] ?? 0);
}
