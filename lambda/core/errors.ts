import type { ReadError } from './estate';

/** Whatever was thrown, as code and message. The SDK's `...Exception` is AWS's code without the suffix. */
export function describeError(error: unknown): ReadError {
  if (!(error instanceof Error)) return describeForeign(error);
  const [said = '', unreadable] = error.message.split(DESERIALIZATION);
  if (unreadable !== undefined)
    return { code: 'UnreadableAnswer', message: `an answer could not be read: ${said}` };
  const code = WIRE_CODES[error.name] ?? error.name.replace(/Exception$/, '');
  const isNamed = code !== 'Error' && code !== 'TimeoutError';
  return { code: isNamed ? code : (systemCode(error) ?? code), message: messageOf(error) };
}

/** What is no Error here may be one of another realm, and have a code all the same. */
function describeForeign(error: unknown): ReadError {
  if (typeof error === 'object' && error !== null && 'code' in error && 'message' in error)
    return { code: String(error.code), message: String(error.message) };
  return { code: 'Unknown', message: String(error) };
}

/** What the SDK puts behind the words of whatever reads an answer, for who debugs it. */
const DESERIALIZATION = /\s*Deserialization error: /;

/** The SDK's class for Classic's LoadBalancerNotFound has a name of its own ([SDK1]). */
const WIRE_CODES: Readonly<Record<string, string>> = {
  AccessPointNotFoundException: 'LoadBalancerNotFound',
  AccessDeniedException: 'AccessDenied',
  UnauthorizedOperation: 'AccessDenied',
};

/** Whether AWS refused the action itself: asking again for something else would be refused too. */
export function isRefusal({ code }: ReadError): boolean {
  return ['AccessDenied', 'AuthorizationError', 'OptInRequired', 'SubscriptionRequired'].includes(code);
}

/**
 * Whether a policy of the organisation refused, as a Region deny does for every call of a Region: no role of the account can
 * allow it. AWS says so in the message alone ([elastic/cloudbeat#3014] [tf#26186]), newer ones with the policy's ARN behind.
 */
export function isClosedByPolicy({ code, message }: ReadError): boolean {
  return code === 'AccessDenied' && message.includes('explicit deny in a service control policy');
}

/**
 * Whether a Region does not know who asks. Where the account has answered elsewhere that is a Region which is not enabled: each
 * service says it in its own words ([steampipe-plugin-aws#75] [aws-nuke#774]).
 */
export function isUnknownCaller({ code }: ReadError): boolean {
  return /^(AuthFailure|UnrecognizedClient|InvalidClientTokenId)$/.test(code);
}

/** Whether AWS had too many calls, of ours or of others. */
export function isThrottling({ code }: ReadError): boolean {
  return /Throttl|RequestLimitExceeded|TooManyRequests|Rate exceeded|SlowDown/.test(code);
}

/**
 * Whether who we are is no longer known: the session, or the token of temporary credentials, has ended. A clock that is wrong
 * gives the same errors other words (a *signature* that has expired).
 */
export function isSessionExpired({ code, message }: ReadError): boolean {
  if (/^(ExpiredToken|RequestExpired|TokenRefreshRequired)$/.test(code)) return true;
  const isOfCredentials = /^(CredentialsProviderError|TokenProviderError|Unauthorized)$/.test(code);
  return isOfCredentials && /expired|Session token not found/i.test(message);
}

/** An error that was already described, thrown again where only throwing says it. */
export class UnreadableError extends Error {
  override readonly name: string;
  constructor({ code, message }: ReadError) {
    super(message);
    this.name = code;
  }
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
