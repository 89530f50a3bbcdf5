import { Stack } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { TlsRemediator, type TlsRemediatorProps } from '../../../lib';
import { allOf, deploy, idsOf } from '../resolve';
import { aStackWith, anApp, CODE, jsonOf } from '../synth';

describe('notificationEmail of the construct', () => {
  it('is subscribed to its own topic', () => {
    const made = deploy(jsonOf(aStackWith({ notificationEmail: 'ops@example.com' })));
    const [topic = ''] = idsOf(made, 'AWS::SNS::Topic');
    expect(allOf(made, 'AWS::SNS::Subscription')).toEqual([
      { Protocol: 'email', Endpoint: 'ops@example.com', TopicArn: expect.stringContaining(`:${topic}`) },
    ]);
  });

  it('is nobody by default', () => {
    expect(allOf(deploy(jsonOf(aStackWith())), 'AWS::SNS::Subscription')).toEqual([]);
  });

  it.each<[string, (stack: Stack) => TlsRemediatorProps, RegExp]>([
    [
      'beside a topic that was given',
      (stack) => ({ notificationEmail: 'ops@example.com', topic: new Topic(stack, 'Mine') }),
      /"ops@example.com" beside a topic of yours; leave it out, and subscribe the address to that topic$/,
    ],
    ['without an @', () => ({ notificationEmail: 'ops' }), /^NotificationEmail got "ops"; use empty, or/],
  ])('%s is refused', (_, propsIn, words) => {
    const stack = new Stack(anApp(), 'Theirs');
    expect(() => new TlsRemediator(stack, 'Tls', { code: CODE, ...propsIn(stack) })).toThrow(words);
  });
});
