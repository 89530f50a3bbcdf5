import { GetTopicAttributesCommand, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/**
 * Publishes one message to a topic of the client's own Region.
 *
 * @param account the account that the message is about, for the filters of subscribers: a topic may be that of many
 */
export async function publish(
  client: SNSClient,
  topicArn: string,
  subject: string,
  message: string,
  account?: string,
): Promise<void> {
  const attributes = { account: { DataType: 'String', StringValue: account } };
  await client.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: subject,
      Message: message,
      ...(account === undefined ? {} : { MessageAttributes: attributes }),
    }),
  );
}

/** How many subscriptions of a topic somebody has confirmed ([SNS-att]); a message that none of them gets is gone. */
export async function subscribers(client: SNSClient, topicArn: string): Promise<number> {
  const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
  return Number(Attributes['SubscriptionsConfirmed'] ?? 0);
}
