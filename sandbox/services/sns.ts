import { AwsError, InvalidParameter } from '../errors';
import { requiredText, text } from '../parameters';
import { queryProtocol } from '../protocols';
import { type Context, type Handler, type Service, queryErrors } from '../service';

const MESSAGE_LIMIT = 262_144;

const publish: Handler = (parameters, context) => {
  const { accountState } = context;
  const { arn: topicArn } = topicFor(parameters, context);
  const message = requiredText(parameters, 'Message');
  const subject = text(parameters, 'Subject');
  checkSubject(subject);
  checkMessage(message, text(parameters, 'MessageStructure'));
  const change = (): void => {
    accountState.messages.push({ topicArn, subject, message });
  };
  return {
    answer: {
      MessageId: `00000000-0000-4000-8000-${String(accountState.messages.length + 1).padStart(12, '0')}`,
    },
    change,
  };
};

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

/** Where two editions of the API reference differ (ASCII or UTF-8, up to or less than 100), the narrower holds. */
function checkSubject(subject: string | undefined): void {
  if (subject === undefined || /^[\x20-\x7e]{1,99}$/.test(subject)) return;
  throw new InvalidParameter(
    'Invalid parameter: Subject Reason: allowed are 1 to 99 printable ASCII characters',
  );
}

function checkMessage(message: string, structure: string | undefined): void {
  const size = Buffer.byteLength(message);
  if (size > MESSAGE_LIMIT) {
    throw new InvalidParameter(
      `Invalid parameter: Message too long: got ${size} bytes, allowed are ${MESSAGE_LIMIT}`,
    );
  }
  if (structure === undefined) return;
  if (structure !== 'json')
    throw new InvalidParameter(`Invalid parameter: MessageStructure: got '${structure}', allowed is json`);
  if (!hasDefault(message))
    throw new InvalidParameter(
      'Invalid parameter: Message Structure - No default entry in JSON message body',
    );
}

function hasDefault(message: string): boolean {
  try {
    const body: unknown = JSON.parse(message);
    return typeof body === 'object' && body !== null && 'default' in body && typeof body.default === 'string';
  } catch {
    return false;
  }
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
