import { Aws, Aspects, type IAspect } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import { choose, isSet, type Decision } from '../condition';

export interface RoleTexts {
  /** The ARN of a managed policy; empty: none. */
  readonly permissionsBoundaryArn: string;
  /** `/team/tools/`; empty: none. */
  readonly rolePath: string;
}

/** Gives every role in a construct the path and the boundary that an organisation asks of all roles. */
export function shapeRoles(scope: Construct, { permissionsBoundaryArn, rolePath }: RoleTexts): void {
  const bounded = isSet(scope, 'Bounded', permissionsBoundaryArn);
  const placed = isSet(scope, 'RolesHaveAPath', rolePath);
  Aspects.of(scope).add(
    new EveryRole((role) => {
      if (bounded !== false) role.permissionsBoundary = orNothing(bounded, permissionsBoundaryArn);
      // Not `/`, which means the same: a role that has it all of a sudden is replaced.
      if (placed !== false) role.path = orNothing(placed, rolePath);
    }),
  );
}

function orNothing(decision: Decision, text: string): string {
  return choose(decision, text, Aws.NO_VALUE);
}

class EveryRole implements IAspect {
  constructor(private readonly shape: (role: CfnRole) => void) {}

  visit(node: IConstruct): void {
    if (node instanceof CfnRole) this.shape(node);
  }
}
