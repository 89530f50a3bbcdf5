import { CfnResource, Fn } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const METADATA = 'MadeAfter';

/**
 * Has CloudFormation make a resource after all that is in some constructs. `DependsOn` may name nothing that a condition
 * takes away (cfn-lint's E3005), and takes no function: such a resource is referred to in the metadata, under its own
 * condition, and a reference is a dependency wherever it stands.
 */
export function makeAfter(resource: CfnResource, needed: readonly IConstruct[]): void {
  const all = needed.flatMap((construct) => construct.node.findAll()).filter(CfnResource.isCfnResource);
  const references = all.flatMap((each) => {
    const { condition } = each.cfnOptions;
    if (condition !== undefined) return [Fn.conditionIf(condition.logicalId, each.ref, '')];
    resource.addResourceDependency(each);
    return [];
  });
  const known: unknown = resource.getMetadata(METADATA) ?? [];
  if (references.length > 0 && Array.isArray(known))
    resource.addMetadata(METADATA, [...known, ...references]);
}
