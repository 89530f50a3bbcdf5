import { describeError, isRefusal, isThrottling } from '../core/errors';

/** What an error of AWS means. What it says is the same for all errors: core/errors.ts. */

export { describeError, UnreadableError } from '../core/errors';

/** Whether AWS no longer knows the load balancer or listener that was asked for. */
export function isNotFound(error: unknown): boolean {
  return ['LoadBalancerNotFound', 'ListenerNotFound'].includes(describeError(error).code);
}

/** Whether AWS had too many calls, of ours or of others. */
export function isThrottled(error: unknown): boolean {
  return isThrottling(describeError(error));
}

/** Whether AWS broke down, was too busy, or did not answer: the same call may go through later. */
export function isTransient(error: unknown): boolean {
  if (isThrottled(error)) return true;
  if (!(error instanceof Error)) return false;
  const { code } = describeError(error);
  if ('$fault' in error && error.$fault === 'server') return true;
  return /^(TimeoutError|E[A-Z]+|InternalFailure|InternalError|ServiceUnavailable)$/.test(code);
}

/**
 * Whether a call ended without a refusal of AWS's: no time was left, the connection broke, AWS broke down. What it asked
 * for may be done all the same, now or a little later. A throttled call was refused.
 */
export function isUnanswered(error: unknown): boolean {
  const status = statusOf(error);
  return !isThrottled(error) && (status < 400 || status >= 500);
}

/**
 * Whether a service cannot be had, now or later: it refuses, or a partition has no such endpoint (whether GovCloud has
 * account:ListRegions is documented nowhere). What may go by is not meant.
 */
export function isUnavailable(error: unknown): boolean {
  return isDenied(error) || NO_SUCH_SERVICE.has(describeError(error).code);
}

/** The name does not resolve, the SDK knows no address, or whoever answers does not know the action, or our keys. */
const NO_SUCH_SERVICE: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EndpointError',
  'UnknownEndpoint',
  'UnknownOperation',
  'InvalidAction',
  'UnrecognizedClient',
]);

/** The HTTP status of an answer that is an error; 0 where there was no answer. */
function statusOf(error: unknown): number {
  if (!(error instanceof Error) || !('$metadata' in error)) return 0;
  const { $metadata: metadata } = error;
  const isKnown = typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata;
  return isKnown && typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : 0;
}

/**
 * Whether one member of a batch can have caused this: AWS does not know it, or does not take its name. All else would
 * meet each half of the batch alike.
 */
export function isOfOneMember(error: unknown): boolean {
  return isNotFound(error) || /^(Validation|InvalidParameter|InvalidInput)/.test(describeError(error).code);
}

/** Whether AWS refused the action itself: asking again for something else would be refused too. */
export function isDenied(error: unknown): boolean {
  return isRefusal(describeError(error));
}
