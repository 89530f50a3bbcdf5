import type { PublishedMessage } from '../account-state';
import { AwsError, InvalidParameter } from '../errors';
import { requiredText, text } from '../parameters';
import { queryProtocol } from '../protocols';
import { checkSize, checkSubject, readAttributes, readVariants, type Variants } from './sns-message';
import { type Context, type Handler, type Service, queryErrors } from '../service';

const publish: Handler = (parameters, context) => {
  const { accountState } = context;
  const { arn: topicArn } = topicFor(parameters, context);
  const message = requiredText(parameters, 'Message');
  const subject = text(parameters, 'Subject');
  const attributes = readAttributes(parameters);
  checkSubject(subject);
  checkSize(message, attributes);
  const variants = readVariants(message, text(parameters, 'MessageStructure'));
  const change = (): void => {
    accountState.messages.push({ topicArn, subject, ...published(message, variants), attributes });
  };
  return {
    answer: {
      MessageId: `00000000-0000-4000-8000-${String(accountState.messages.length + 1).padStart(12, '0')}`,
    },
    change,
  };
};

function published(
  message: string,
  variants: Variants | undefined,
): Pick<PublishedMessage, 'message' | 'variants'> {
  if (variants === undefined) return { message };
  return { message: variants['email'] ?? variants['default'] ?? '', variants };
}

/** Of the attributes of a topic, the one that somebody here reads. */
const getTopicAttributes: Handler = (parameters, context) => {
  const { subscribers } = topicFor(parameters, context);
  return {
    answer: { Attributes: { entry: { key: 'SubscriptionsConfirmed', value: String(subscribers) } } },
  };
};

function topicFor(
  parameters: Parameters<Handler>[0],
  { accountState, region }: Context,
): { readonly arn: string; readonly subscribers: number } {
  const arn = requiredText(parameters, 'TopicArn');
  if (arn.split(':')[3] !== region) {
    throw new InvalidParameter(
      `Invalid parameter: TopicArn Reason: '${arn}' is not in ${region}, where the call arrived`,
    );
  }
  const subscribers = accountState.topics.get(arn);
  if (subscribers === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
  return { arn, subscribers };
}

export const sns: Service = {
  name: 'sns',
  scope: 'sns',
  protocol: queryProtocol('http://sns.amazonaws.com/doc/2010-03-31/'),
  errors: {
    ...queryErrors,
    throttle: { code: 'Throttled', status: 429 },
    deny: { code: 'AuthorizationError', status: 403 },
    internal: { code: 'InternalError', status: 500 },
    validation: { code: 'InvalidParameter', status: 400 },
  },
  mutating: new Set(),
  actions: { GetTopicAttributes: getTopicAttributes, Publish: publish },
};
