import { describeError } from '../core/errors';

/** What an error of AWS means. What it says is the same for all errors: core/errors.ts. */

export { describeError, UnreadableError } from '../core/errors';

/** Whether AWS no longer knows the load balancer or listener that was asked for. */
export function isNotFound(error: unknown): boolean {
  return ['LoadBalancerNotFound', 'ListenerNotFound'].includes(describeError(error).code);
}

/** Whether AWS had too many calls, of ours or of others. */
export function isThrottled(error: unknown): boolean {
  return /Throttl|RequestLimitExceeded|TooManyRequests|Rate exceeded/.test(describeError(error).code);
}

/** Whether AWS refused the action itself: asking again for something else would be refused too. */
export function isDenied(error: unknown): boolean {
  const { code } = describeError(error);
  return ['AccessDenied', 'AuthorizationError', 'OptInRequired', 'SubscriptionRequired'].includes(code);
}
