import { setting, type ParameterName } from '../../lib/parameters/parameters';
import { ask, askAsService, functionRole, type Answer, type Call } from '../lib/evaluate';
import { ACCOUNT, allOf, deploy, propertiesOf, REGION } from '../lib/resolve';
import { jsonOf, theStack } from '../lib/synth';
import { templateOf } from './templates';

/** The templates of docs/organisation.md; cfn-lint looks at them too (.ci/run). */

const ORGANISATION = 'o-a1b2c3d4e5';
const ANOTHER = 'o-zzzzzzzzzz';
/** One of the accounts that the topic is not in. */
const MEMBER = '999988887777';
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:Topic`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/11112222-3333-4444-5555-666677778888`;
const VIA_SNS = { 'kms:ViaService': `sns.${REGION}.amazonaws.com` };

const asAlarm = (call: Call, policy: unknown): Promise<Answer> =>
  askAsService('cloudwatch.amazonaws.com', call, policy);

describe('the central topic', () => {
  const central = deploy(templateOf('docs/organisation/central-topic.yaml'), {
    OrganizationId: ORGANISATION,
    NotificationEmail: 'ops@example.com',
  });
  const [{ KeyPolicy: keyPolicy } = { KeyPolicy: undefined }] = allOf(central, 'AWS::KMS::Key');
  const [{ PolicyDocument: topicPolicy } = { PolicyDocument: undefined }] = allOf(
    central,
    'AWS::SNS::TopicPolicy',
  );
  const given = { ExistingTopicArn: TOPIC, ExistingKeyArn: KEY };
  const member = deploy(jsonOf(theStack()), given);
  const withoutKey = deploy(jsonOf(theStack()), { ExistingTopicArn: TOPIC });

  const publish = (context: Call['context']): Call => ({
    action: 'sns:Publish',
    resource: TOPIC,
    from: MEMBER,
    ...(context && { context }),
  });
  const useKey = (action: string, context: Call['context']): Call => ({
    action,
    resource: KEY,
    from: MEMBER,
    ...(context && { context }),
  });
  const TLS = { 'aws:SecureTransport': 'true' };

  it.each<[Answer, string, Record<string, string>]>([
    ['Allowed', 'an account of the organisation', { 'aws:PrincipalOrgID': ORGANISATION, ...TLS }],
    ['ImplicitlyDenied', 'an account of another organisation', { 'aws:PrincipalOrgID': ANOTHER, ...TLS }],
    ['ImplicitlyDenied', 'an account of none', TLS],
    [
      'ExplicitlyDenied',
      'an account of the organisation, without TLS',
      { 'aws:PrincipalOrgID': ORGANISATION, 'aws:SecureTransport': 'false' },
    ],
  ])('%s: a digest of %s', async (answer, _, context) => {
    expect(await ask(member, functionRole(member), publish(context), topicPolicy)).toBe(answer);
  });

  it.each(['kms:Decrypt', 'kms:GenerateDataKey'])(
    '%s: through SNS alone, for roles of the organisation that have the key',
    async (action) => {
      const here = { 'aws:PrincipalOrgID': ORGANISATION };
      const answer = (from: typeof member, context: Call['context']) =>
        ask(from, functionRole(from), useKey(action, context), keyPolicy);
      expect(await answer(member, { ...here, ...VIA_SNS })).toBe('Allowed');
      expect(await answer(member, here)).toBe('ImplicitlyDenied');
      expect(await answer(member, { 'aws:PrincipalOrgID': ANOTHER, ...VIA_SNS })).toBe('ImplicitlyDenied');
      // The other half is ExistingKeyArn: in another account a key's own policy is not enough.
      expect(await answer(withoutKey, { ...here, ...VIA_SNS })).toBe('ImplicitlyDenied');
    },
  );

  it.each<[Answer, string, string]>([
    ['Allowed', 'the organisation', ORGANISATION],
    ['ImplicitlyDenied', 'another one', ANOTHER],
  ])('%s: alarms of %s', async (answer, _, id) => {
    const context = { 'aws:SourceOrgID': id, ...TLS };
    expect(await asAlarm(publish(context), topicPolicy)).toBe(answer);
    expect(await asAlarm(useKey('kms:Decrypt', context), keyPolicy)).toBe(answer);
    expect(await asAlarm(useKey('kms:GenerateDataKey', context), keyPolicy)).toBe(answer);
  });

  it('has what the stacks ask for in its outputs, and one subscriber', () => {
    expect(central.outputs).toEqual({ TopicArn: TOPIC, KeyArn: KEY });
    expect(allOf(central, 'AWS::SNS::Subscription')).toMatchObject([{ Endpoint: 'ops@example.com' }]);
    expect(allOf(member, 'AWS::SNS::Topic')).toEqual([]);
    expect(allOf(member, 'AWS::SNS::Subscription')).toEqual([]);
    expect(member.refusedBy).toEqual([]);
  });
});

interface Parameter {
  readonly ParameterKey: ParameterName;
  readonly ParameterValue: unknown;
}

describe('the StackSet', () => {
  const template = templateOf('docs/organisation/stack-set.yaml');
  const properties = { ...template.Resources['Remediators']?.Properties };
  const { Parameters: parameters }: { Parameters?: readonly Parameter[] } = properties;
  const { StackInstancesGroup: groups }: { StackInstancesGroup?: readonly Record<string, unknown>[] } =
    properties;
  const stack = jsonOf(theStack());

  it('gives the stacks parameters that they have, and values that these take', () => {
    const [, { 'Fn::If': changing } = {}] = groups ?? [];
    const [, { ParameterOverrides: overrides = [] } = {}] = Object(changing);
    const all: readonly Parameter[] = [...(parameters ?? []), ...overrides];
    expect(all.map(({ ParameterKey }) => ParameterKey)).toEqual([
      'DryRun',
      'ExistingTopicArn',
      'ExistingKeyArn',
      'DryRun',
    ]);
    // What is no text yet is an output of the other template, or empty.
    const texts = all.map(({ ParameterKey, ParameterValue }) =>
      setting(ParameterKey, typeof ParameterValue === 'string' ? ParameterValue : undefined),
    );
    expect(texts).toEqual(['true', '', '', 'false']);
    expect(overrides).toEqual([{ ParameterKey: 'DryRun', ParameterValue: 'false' }]);
  });

  it('starts as a dry run, whoever joins later', () => {
    expect(parameters?.[0]).toEqual({ ParameterKey: 'DryRun', ParameterValue: 'true' });
    expect(groups?.[0]).not.toHaveProperty('ParameterOverrides');
  });

  it('asks for what the template needs, of what a StackSet of an organisation offers', () => {
    expect(properties).toMatchObject({
      PermissionModel: 'SERVICE_MANAGED',
      Capabilities: ['CAPABILITY_IAM'],
    });
    // Macros and nested stacks are refused; names of our own would need CAPABILITY_NAMED_IAM ([SETS]).
    expect(stack).not.toHaveProperty('Transform');
    const types = Object.values(stack.Resources).map(({ Type }) => Type);
    expect(types.filter((type) => type === 'AWS::CloudFormation::Stack')).toEqual([]);
    const named = Object.entries(stack.Resources).filter(
      ([id, { Type }]) => Type.startsWith('AWS::IAM::') && 'RoleName' in propertiesOf(deploy(stack), id),
    );
    expect(named).toEqual([]);
  });
});
