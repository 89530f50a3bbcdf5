import { WAKING_CALLS } from '../../lambda/core/wake/waking-calls';
import { aCall, anUpload } from '../calls';
import { matches } from '../lib/events/event-pattern';
import { allowedActions, ask, askAsService } from '../lib/evaluate';
import { ACCOUNT, deploy, idsOf, propertiesOf, type Deployed, type Values } from '../lib/resolve';
import { templateOf } from './templates';
import { textOf } from './tree';

/** docs/events.md, and the template that it has deployed to other Regions. */

const ELSEWHERE = { HomeRegion: 'eu-west-1', 'AWS::Region': 'us-east-1' };
const forwardWith = (values: Values): Deployed =>
  deploy(templateOf('docs/events/forward-calls.yaml'), { ...ELSEWHERE, ...values });
const forward = forwardWith({});
const HOME = `arn:aws:events:eu-west-1:${ACCOUNT}:event-bus/default`;
const ruleOf = ({ resources }: Deployed): Readonly<Record<string, unknown>> => ({
  ...Object(resources['Rule']?.Properties),
});
const { Targets: targets } = ruleOf(forward);
const uploading = anUpload({ certificate: 'shop' });

function isForwarded(event: unknown, values: Values = {}): boolean {
  return matches(ruleOf(forwardWith(values))['EventPattern'], event);
}

it.each(WAKING_CALLS)('the page names %s, and the template forwards it, unless it is to leave it', (name) => {
  expect(textOf('docs/events.md')).toContain(`\`${name}`);
  expect(isForwarded(aCall({ name, parameters: {} }))).toBe(true);
  expect(isForwarded(aCall({ name, parameters: {} }), { Calls: 'uploads' })).toBe(false);
});

it('the page names uploads, and the template forwards them in any case', () => {
  expect(textOf('docs/events.md')).toContain('`UploadServerCertificate`');
  for (const Calls of ['all', 'uploads']) expect(isForwarded(uploading, { Calls })).toBe(true);
});

it.each<[string, unknown]>([
  ['DescribeListeners', aCall({ name: 'DescribeListeners', parameters: {} })],
  ...['UpdateServerCertificate', 'DeleteServerCertificate', 'CreateUser'].map((name): [string, unknown] => [
    name,
    anUpload({ certificate: 'shop', name }),
  ]),
  ['a call of the same name to another service', { ...uploading, source: 'aws.ec2' }],
])('forwards no other call: %s', (_, event) => {
  for (const Calls of ['all', 'uploads']) expect(isForwarded(event, { Calls })).toBe(false);
});

it('forwards to the bus of the stack, with a role that may do that alone', async () => {
  const [role = ''] = idsOf(forward, 'AWS::IAM::Role');
  expect(targets).toMatchObject([{ Arn: HOME, RoleArn: expect.stringContaining(role) }]);
  const put = (resource: string) => ask(forward, role, { action: 'events:PutEvents', resource });
  expect(await put(HOME)).toBe('Allowed');
  expect(await put(HOME.replace('default', 'theirs'))).toBe('ImplicitlyDenied');
  expect(await put(HOME.replace('eu-west-1', 'us-east-1'))).toBe('ImplicitlyDenied');
  expect(allowedActions(forward, role)).toEqual(['events:PutEvents']);
});

it('is empty in the Region of the stack: what it forwarded there it would hear again', () => {
  const atHome = { HomeRegion: 'us-east-1', 'AWS::Region': 'us-east-1' };
  expect(deploy(templateOf('docs/events/forward-calls.yaml'), atHome).resources).toEqual({});
});

it('lends that role to EventBridge of this account alone', async () => {
  const { AssumeRolePolicyDocument: trust } = propertiesOf(forward, 'Role');
  const policy = { Version: '2012-10-17', ...trust };
  const assume = (service: string, account: string) =>
    askAsService(
      service,
      {
        action: 'sts:AssumeRole',
        resource: `arn:aws:iam::${ACCOUNT}:role/Role`,
        context: { 'aws:SourceAccount': account },
      },
      policy,
    );
  expect(await assume('events.amazonaws.com', ACCOUNT)).toBe('Allowed');
  expect(await assume('events.amazonaws.com', '444455556666')).toBe('ImplicitlyDenied');
  expect(await assume('lambda.amazonaws.com', ACCOUNT)).toBe('ImplicitlyDenied');
});
