import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { TlsRemediator, TlsRemediatorStack, type TlsRemediatorProps } from '../../lib';
import { context } from '../../cdk.json';
import type { TemplateJson } from './resolve';

/** Apps as the command line makes them, but for the template validation: it takes seconds, and CI does it once. */

/** Instead of the bundle: no test here needs what runs. */
export const CODE = Code.fromInline('exports.handler = async () => {};');

export function anApp(): App {
  return new App({ context, builtinCloudFormationValidation: false, analyticsReporting: false });
}

/** The stack that people deploy. */
export function theStack(app: App = anApp(), props: StackProps = {}): TlsRemediatorStack {
  return new TlsRemediatorStack(app, 'ElbTlsRemediator', { code: CODE, ...props });
}

/** Somebody else's stack with the construct in it. */
export function aStackWith(props: TlsRemediatorProps = {}): Stack {
  const stack = new Stack(anApp(), 'Theirs');
  new TlsRemediator(stack, 'Tls', { code: CODE, ...props });
  return stack;
}

export function jsonOf(stack: Stack): TemplateJson {
  const { Resources, ...others } = Template.fromStack(stack).toJSON();
  return { Resources, ...others };
}
