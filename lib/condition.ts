import { CfnCondition, CfnResource, Fn, Token, type ICfnRuleConditionExpression } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

/** Decided here and now, or by CloudFormation when it deploys. */
export type Decision = boolean | CfnCondition;

/** Makes everything in a construct exist only while a condition holds. */
export function onlyIf(condition: CfnCondition, construct: IConstruct): void {
  for (const child of construct.node.findAll()) {
    if (CfnResource.isCfnResource(child)) child.cfnOptions.condition = condition;
  }
}

/** Makes a construct only where it is decided so. */
export function makeIf<T extends IConstruct>(decision: Decision, make: () => T): T | null {
  if (decision === false) return null;
  const construct = make();
  if (decision instanceof CfnCondition) onlyIf(decision, construct);
  return construct;
}

/** Where both are decided so; `id` is for the condition that this takes, if it takes one. */
export function both(scope: Construct, id: string, one: Decision, other: Decision): Decision {
  if (one === false || other === false) return false;
  if (one === true) return other;
  if (other === true) return one;
  return new CfnCondition(scope, id, { expression: Fn.conditionAnd(one, other) });
}

/** Whether a text says something; `id` is for the condition that this takes where CloudFormation has to look. */
export function isSet(scope: Construct, id: string, text: string): Decision {
  if (!Token.isUnresolved(text)) return text !== '';
  return new CfnCondition(scope, id, { expression: Fn.conditionNot(isEmpty(text)) });
}

/** Whether a text says nothing, in the same way. */
export function isNotSet(scope: Construct, id: string, text: string): Decision {
  if (!Token.isUnresolved(text)) return text === '';
  return new CfnCondition(scope, id, { expression: isEmpty(text) });
}

/** A text that depends on a decision. */
export function choose(decision: Decision, yes: string, no: string): string {
  if (decision instanceof CfnCondition) return Fn.conditionIf(decision.logicalId, yes, no).toString();
  return decision ? yes : no;
}

/** For conditions and rules alike. */
export function isEmpty(text: string): ICfnRuleConditionExpression {
  return Fn.conditionEquals(text, '');
}
