import { Stack } from 'aws-cdk-lib';
import { TlsRemediator } from '../../lib';
import { deploy, idsOf } from './resolve';
import { aStackWith, anApp, CODE, jsonOf, theStack } from './synth';

function madeBy(make: (stack: Stack) => void): ReturnType<typeof deploy> {
  const stack = new Stack(anApp(), 'Theirs');
  make(stack);
  return deploy(jsonOf(stack));
}

describe('outputs of the construct', () => {
  it('are none where nobody asked for them', () => {
    expect(deploy(jsonOf(aStackWith())).outputs).toEqual({});
  });

  it('have the names of those of the stack, and point to what is there', () => {
    const made = madeBy((stack) => new TlsRemediator(stack, 'Tls', { code: CODE }).addOutputs());
    expect(Object.keys(made.outputs)).toEqual(Object.keys(deploy(jsonOf(theStack())).outputs));
    expect(made.outputs).toMatchObject({
      Mode: 'dry run',
      FunctionName: idsOf(made, 'AWS::Lambda::Function')[0],
      RecordBucket: idsOf(made, 'AWS::S3::Bucket')[0],
    });
  });

  it('are kept apart by a prefix where a stack has two', () => {
    const { outputs } = madeBy((stack) => {
      new TlsRemediator(stack, 'Tls', { code: CODE }).addOutputs();
      new TlsRemediator(stack, 'Edge', { code: CODE, applying: true, tagValues: ['edge'] }).addOutputs(
        'Edge',
      );
    });
    expect(outputs).toMatchObject({ Mode: 'dry run', EdgeMode: 'apply' });
  });
});
