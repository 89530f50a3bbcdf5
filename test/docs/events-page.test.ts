import { WAKING_CALLS } from '../../lambda/core/wake/waking-calls';
import { aCall } from '../calls';
import { matches } from '../lib/events/event-pattern';
import { allowedActions, ask, askAsService } from '../lib/evaluate';
import { ACCOUNT, deploy, idsOf, propertiesOf } from '../lib/resolve';
import { templateOf } from './templates';
import { textOf } from './tree';

/** docs/events.md, and the template that it has deployed to other Regions. */

const forward = deploy(templateOf('docs/events/forward-calls.yaml'), {
  HomeRegion: 'eu-west-1',
  'AWS::Region': 'us-east-1',
});
const HOME = `arn:aws:events:eu-west-1:${ACCOUNT}:event-bus/default`;
const { EventPattern: pattern, Targets: targets }: Readonly<Record<string, unknown>> = {
  ...Object(forward.resources['Rule']?.Properties),
};

it.each(WAKING_CALLS)('the page names %s, and the template forwards it', (name) => {
  expect(textOf('docs/events.md')).toContain(`\`${name}`);
  expect(matches(pattern, aCall({ name, parameters: {} }))).toBe(true);
});

it('forwards no other call', () => {
  expect(matches(pattern, aCall({ name: 'DescribeListeners', parameters: {} }))).toBe(false);
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
