import { GetAccountInformationCommand, ListRegionsCommand } from '@aws-sdk/client-account';
import { GetTopicAttributesCommand, PublishCommand, type PublishCommandInput } from '@aws-sdk/client-sns';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Sandbox } from '../../sandbox';
import { type Clients, clientsFor, failure, start, stopAll } from './helpers';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:ops';
const ELSEWHERE = 'arn:aws:sns:us-east-1:111122223333:ops';

let sandbox: Sandbox;
let clients: Clients;

beforeEach(async () => {
  sandbox = await start({
    regionStatus: { 'ap-east-1': 'DISABLED', 'us-east-1': 'ENABLED', 'me-south-1': 'DISABLING' },
  });
  sandbox.topic(TOPIC);
  sandbox.topic(ELSEWHERE);
  clients = clientsFor(sandbox);
});
afterEach(stopAll);

describe('STS GetCallerIdentity', () => {
  it('says which account this is', async () => {
    const identity = await clients.sts.send(new GetCallerIdentityCommand({}));
    expect(identity).toMatchObject({ Account: '111122223333', Arn: expect.stringContaining('111122223333') });
    const other = clientsFor(await start({ account: '444455556666' }));
    expect((await other.sts.send(new GetCallerIdentityCommand({}))).Account).toBe('444455556666');
  });
});

function information(
  { account }: Clients,
  AccountId?: string,
): Promise<{ AccountId?: string | undefined; AccountName?: string | undefined }> {
  return account.send(new GetAccountInformationCommand({ AccountId }));
}

describe('Account GetAccountInformation', () => {
  it('says what the account is called, where it is called something', async () => {
    const named = clientsFor(await start({ accountName: 'acme-prod' }), 'ap-east-1');
    const known = { AccountId: '111122223333', AccountState: 'ACTIVE' };
    expect(await information(named)).toMatchObject({ ...known, AccountName: 'acme-prod' });
    const unnamed = await information(clients);
    expect(unnamed).toMatchObject(known);
    expect(unnamed).not.toHaveProperty('AccountName');
  });

  it('is not asked of another account', async () => {
    const seen = await failure(information(clients, '444455556666'));
    expect(seen).toMatchObject({ type: 'ValidationException', status: 400 });
  });
});

describe('Account ListRegions', () => {
  it.each([
    [undefined, ['eu-west-1', 'us-east-1', 'ap-east-1', 'me-south-1']],
    [['ENABLED', 'ENABLED_BY_DEFAULT'] as const, ['eu-west-1', 'us-east-1']],
    [['DISABLED'] as const, ['ap-east-1']],
    [['ENABLING'] as const, []],
  ])('filtered by %j', async (statuses, expected) => {
    const names: string[] = [];
    let token: string | undefined;
    do {
      const filter = statuses === undefined ? undefined : [...statuses];
      const page: {
        Regions?: { RegionName?: string | undefined }[] | undefined;
        NextToken?: string | undefined;
      } = await clients.account.send(
        new ListRegionsCommand({ RegionOptStatusContains: filter, NextToken: token }),
      );
      names.push(...(page.Regions ?? []).map((each) => each.RegionName ?? ''));
      token = page.NextToken;
    } while (token !== undefined);
    expect(names).toEqual(expected);
  });

  it('answers whatever Region the client is set to', async () => {
    const { account } = clientsFor(sandbox, 'ap-east-1');
    expect((await account.send(new ListRegionsCommand({}))).Regions).toHaveLength(3);
  });

  it.each([0, 51])('refuses %i on a page with ValidationException', async (MaxResults) => {
    const seen = await failure(clients.account.send(new ListRegionsCommand({ MaxResults })));
    expect(seen).toMatchObject({ type: 'ValidationException', status: 400 });
  });
});

function publish(input: Partial<PublishCommandInput>): Promise<{ MessageId?: string | undefined }> {
  return clients.sns.send(new PublishCommand({ TopicArn: TOPIC, Message: 'hello', ...input }));
}

describe('SNS Publish', () => {
  it('keeps the message as it was sent', async () => {
    const Message = 'line 1\n  <b> & "ß" 🙂 +%20\n';
    const { MessageId } = await publish({ Subject: '[elb-tls] 1 changed', Message });
    await publish({});
    expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(sandbox.messages).toEqual([
      { topicArn: TOPIC, subject: '[elb-tls] 1 changed', message: Message, attributes: {} },
      { topicArn: TOPIC, subject: undefined, message: 'hello', attributes: {} },
    ]);
  });

  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['mail has its own', '{"default":"a","email":"b","sqs":"c"}', { default: 'a', email: 'b', sqs: 'c' }],
    ['mail gets the default', '{"default":"b"}', { default: 'b' }],
    ['what is no string is not there', '{"default":"b","email":{"a":1},"sqs":null}', { default: 'b' }],
    ['a key twice is taken, the last one', '{"default":"a","default":"b"}', { default: 'b' }],
  ])('keeps what each protocol gets: %s', async (_what, Message, variants) => {
    await publish({ MessageStructure: 'json', Message });
    expect(sandbox.messages).toEqual([
      { topicArn: TOPIC, subject: undefined, message: 'b', variants, attributes: {} },
    ]);
  });

  it('keeps attributes with their types', async () => {
    await publish({
      MessageAttributes: {
        account: { DataType: 'String', StringValue: '111122223333' },
        'a.b-c_1': { DataType: 'Number', StringValue: '0' },
      },
    });
    expect(sandbox.messages[0]?.attributes).toEqual({
      account: { type: 'String', value: '111122223333' },
      'a.b-c_1': { type: 'Number', value: '0' },
    });
  });

  it.each<[string, string, { DataType: string; StringValue?: string }]>([
    ['no value', 'a', { DataType: 'String' }],
    ['an empty value', 'a', { DataType: 'String', StringValue: '' }],
    ['another type', 'a', { DataType: 'Text', StringValue: 'b' }],
    ['a number that is none', 'a', { DataType: 'Number', StringValue: 'many' }],
    ['a name with a sign', 'a^b', { DataType: 'String', StringValue: 'b' }],
    ['a name that begins with a dot', '.a', { DataType: 'String', StringValue: 'b' }],
    ['a name with two dots', 'a..b', { DataType: 'String', StringValue: 'b' }],
    ['a reserved name', 'AWS.a', { DataType: 'String', StringValue: 'b' }],
    ['too long a name', 'a'.repeat(257), { DataType: 'String', StringValue: 'b' }],
  ])('refuses an attribute with %s, and keeps nothing', async (_what, name, value) => {
    const seen = await failure(publish({ MessageAttributes: { [name]: value } }));
    expect(seen).toMatchObject({ status: 400 });
    expect(sandbox.messages).toEqual([]);
  });

  it('counts name, type and value of attributes, and the whole JSON of all protocols', async () => {
    const MessageAttributes = { attr1: { DataType: 'Number', StringValue: '1' } };
    const fits = 'x'.repeat(262_144 - 'attr1Number1'.length);
    await publish({ Message: fits, MessageAttributes });
    await failure(publish({ Message: `${fits}x`, MessageAttributes }));
    const half = 'x'.repeat(131_060);
    const two = JSON.stringify({ default: half, email: half });
    expect(two).toHaveLength(262_145);
    await failure(publish({ MessageStructure: 'json', Message: two }));
    expect(sandbox.messages).toHaveLength(1);
  });

  it.each<[string, Partial<PublishCommandInput>]>([
    ['the longest message', { Message: 'x'.repeat(262_144) }],
    ['the longest subject', { Subject: 'x'.repeat(99) }],
  ])('takes %s', async (_what, input) => {
    await publish(input);
    expect(sandbox.messages).toHaveLength(1);
  });

  it.each<[string, Partial<PublishCommandInput>]>([
    ['a message of one byte too much', { Message: 'x'.repeat(262_145) }],
    ['a message that is too long in bytes only', { Message: 'ß'.repeat(131_073) }],
    ['an empty message', { Message: '' }],
    ['a subject of 100 characters', { Subject: 'x'.repeat(100) }],
    ['an empty subject', { Subject: '' }],
    ['a subject with a line break', { Subject: 'a\nb' }],
    ['a subject that is not ASCII', { Subject: 'größer' }],
    ['a topic of another Region', { TopicArn: ELSEWHERE }],
    ['a JSON message without a default', { MessageStructure: 'json', Message: '{"email":"b"}' }],
    [
      'a JSON message with a default that is no string',
      { MessageStructure: 'json', Message: '{"default":1}' },
    ],
    ['a JSON message that is no object', { MessageStructure: 'json', Message: '"default"' }],
    ['a JSON message that is none', { MessageStructure: 'json', Message: 'hello' }],
    ['another message structure', { MessageStructure: 'xml' }],
    ['no topic', { TopicArn: undefined }],
  ])('refuses %s with InvalidParameter, and keeps nothing', async (_what, input) => {
    const seen = await failure(publish(input));
    expect(seen).toMatchObject({ type: 'InvalidParameterException', status: 400 });
    expect(sandbox.messages).toEqual([]);
  });

  it('answers NotFound to an unknown topic', async () => {
    const seen = await failure(publish({ TopicArn: `${TOPIC}-none` }));
    expect(seen).toMatchObject({ type: 'NotFoundException', status: 404 });
  });
});

describe('SNS GetTopicAttributes', () => {
  it.each([0, 2])('says that %i subscriptions are confirmed', async (subscribers) => {
    sandbox.topic(TOPIC, subscribers);
    const { Attributes } = await clients.sns.send(new GetTopicAttributesCommand({ TopicArn: TOPIC }));
    expect(Attributes).toEqual({ SubscriptionsConfirmed: String(subscribers) });
  });

  it('answers NotFound to an unknown topic', async () => {
    const seen = await failure(
      clients.sns.send(new GetTopicAttributesCommand({ TopicArn: `${TOPIC}-none` })),
    );
    expect(seen).toMatchObject({ status: 404 });
  });
});
