import { CfnResource, Fn, type CfnCondition, type ICfnRuleConditionExpression } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Makes everything in a construct exist only while a condition holds. */
export function onlyIf(condition: CfnCondition, construct: IConstruct): void {
  for (const child of construct.node.findAll()) {
    if (CfnResource.isCfnResource(child)) child.cfnOptions.condition = condition;
  }
}

/** For conditions and rules alike. */
export function isEmpty(text: string): ICfnRuleConditionExpression {
  return Fn.conditionEquals(text, '');
}
