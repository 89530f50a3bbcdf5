import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { setting } from '../parameters/parameters';
import type { TlsRemediatorProps } from '../props';
import { AlarmKey, DigestTopic } from './digest-topic';

/** The topic of a construct: the given one, or its own with the address subscribed. @throws where both are said */
export function topicFor(
  scope: Construct,
  { topic, notificationEmail }: Pick<TlsRemediatorProps, 'topic' | 'notificationEmail'>,
): ITopic {
  const email = setting('NotificationEmail', notificationEmail);
  if (topic !== undefined) {
    if (email === '') return topic;
    throw new Error(
      `notificationEmail got "${email}" beside a topic of yours; leave it out, and subscribe the address to that topic`,
    );
  }
  const own = new DigestTopic(scope, 'Topic', { key: new AlarmKey(scope, 'TopicKey') });
  if (email !== '') own.addSubscription(new EmailSubscription(email));
  return own;
}
