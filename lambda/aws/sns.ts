import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';

/** Publishes one message to a topic of the client's own Region. */
export async function publish(
  client: SNSClient,
  topicArn: string,
  subject: string,
  message: string,
): Promise<void> {
  await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message }));
}
