import { Fn } from 'aws-cdk-lib';
import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { CALL, UPLOADING_CALL, WAKING_CALLS } from '../../lambda/core/wake/waking-calls';

/** Settings of the scope, as texts or parameters. */
export interface ScopeTexts {
  readonly tagKey: string;
  /** With commas between them. */
  readonly tagValues: string;
}

/**
 * The calls that may have made a load balancer weaker, or brought it into scope, or uploaded a certificate, but for those that AWS refused and those of the
 * function itself. The function judges each again: a rule that lets too much through costs a call, and no sweep.
 *
 * @param ownRoleArn the function's
 */
export function callsToHear({ tagKey, tagValues }: ScopeTexts, ownRoleArn: string): EventPattern {
  const others = WAKING_CALLS.filter((name) => name !== 'AddTags' && name !== 'CreateLoadBalancer');
  return {
    source: [...CALL.sources],
    detailType: [CALL.detailType],
    detail: {
      eventSource: ['elasticloadbalancing.amazonaws.com', 'iam.amazonaws.com'],
      errorCode: [{ exists: false }],
      $or: [
        { eventName: [...others, UPLOADING_CALL] },
        // On the newer API a load balancer is made without listeners.
        { eventName: ['CreateLoadBalancer'], apiVersion: ['2012-06-01'] },
        {
          eventName: ['AddTags'],
          requestParameters: { tags: { key: [tagKey], value: Fn.split(',', tagValues) } },
        },
      ],
      userIdentity: {
        // Users and services have no issuer: a field that is not there is not `anything-but` something.
        $or: [
          { type: [{ 'anything-but': ['AssumedRole'] }] },
          { sessionContext: { sessionIssuer: { arn: [{ 'anything-but': [ownRoleArn] }] } } },
        ],
      },
    },
  };
}
