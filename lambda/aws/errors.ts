import type { ReadError } from '../core/estate';

/** Whatever was thrown, as code and message. The SDK's `...Exception` is AWS's code without the suffix. */
export function describeError(error: unknown): ReadError {
  if (!(error instanceof Error)) return { code: 'Unknown', message: String(error) };
  const code = WIRE_CODES[error.name] ?? error.name.replace(/Exception$/, '');
  const isNamed = code !== 'Error' && code !== 'TimeoutError';
  return { code: isNamed ? code : (systemCode(error) ?? code), message: messageOf(error) };
}

/** The SDK's class for Classic's LoadBalancerNotFound has a name of its own ([SDK1]). */
const WIRE_CODES: Readonly<Record<string, string>> = {
  AccessPointNotFoundException: 'LoadBalancerNotFound',
  AccessDeniedException: 'AccessDenied',
  UnauthorizedOperation: 'AccessDenied',
};

/** An error that was already described, thrown again where only throwing says it. */
export class UnreadableError extends Error {
  override readonly name: string;
  constructor({ code, message }: ReadError) {
    super(message);
    this.name = code;
  }
}

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

/** A connection that breaks has a code such as ECONNRESET; the SDK calls each a TimeoutError, late or not. */
function systemCode(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function messageOf(error: Error): string {
  if (error.message) return error.message;
  const inner = error instanceof AggregateError ? error.errors.map(String).join('; ') : '';
  return inner || systemCode(error) || error.name;
}
