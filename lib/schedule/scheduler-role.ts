import { Policy, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { schedulesOfThisAccount } from './principal';

export interface SchedulerRoleProps {
  /** What its schedules are for. */
  readonly description: string;
  /** Gets the calls that Scheduler could not make. */
  readonly missedStarts: IQueue;
}

/** A role that EventBridge Scheduler calls the function with, at a time that the function says. */
export class SchedulerRole extends Role {
  constructor(scope: Construct, id: string, { description, missedStarts }: SchedulerRoleProps) {
    super(scope, id, {
      description,
      assumedBy: schedulesOfThisAccount(),
      inlinePolicies: {
        TellMissedStarts: new PolicyDocument({
          statements: [
            new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [missedStarts.queueArn] }),
          ],
        }),
      },
    });
  }

  /** To be made after the function, whose environment names the role. */
  allowInvoke(scope: Construct, id: string, called: IFunction): Policy {
    return new Policy(scope, id, {
      roles: [this],
      statements: [
        new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [called.functionArn] }),
      ],
    });
  }
}
