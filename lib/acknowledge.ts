import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Lets a finding of `cdk synth` or cdk-nag stand, for this construct and all in it. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** A name, or a function of CloudFormation that has it, as it stands in a finding of cdk-nag. */
export function asNagWritesIt(text: string, scope: IConstruct): string {
  const name: unknown = Stack.of(scope).resolve(text);
  if (typeof name === 'string') return name;
  const { Ref: ref }: { readonly Ref?: unknown } = Object(name);
  return typeof ref === 'string' ? `<${ref}>` : JSON.stringify(name);
}
