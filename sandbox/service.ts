import type { Rate } from './buckets';
import type { Protocol } from './protocols';
import type { Structure } from './values';
import type { AccountState } from './account-state';

export type ServiceName =
  | 'sts'
  | 'tagging'
  | 'elbv2'
  | 'classic'
  | 'sns'
  | 'account'
  | 's3'
  | 'cloudwatch'
  | 'scheduler'
  | 'acm'
  | 'cloudformation'
  | 'lambda'
  | 'cloudtrail'
  | 'iam'
  | 'athena';

/** Where a call arrives. */
export interface Context {
  readonly accountState: AccountState;
  readonly region: string;
}

/**
 * What a handler decided: the answer, and the change that goes with it. They are apart so that a fault
 * can give the answer and make no change.
 */
export interface Outcome {
  readonly answer: Structure;
  readonly change?: () => void;
}

export type Handler = (parameters: Structure, context: Context) => Outcome;

interface ErrorCode {
  readonly code: string;
  readonly status: number;
}

/** The codes a service has for what can happen to any call. */
export interface ServiceErrors {
  readonly throttle: ErrorCode;
  readonly deny: ErrorCode;
  readonly internal: ErrorCode;
  readonly validation: ErrorCode;
  readonly unknownAction: ErrorCode;
  /** The Region is not enabled in the account. */
  readonly region: ErrorCode;
}

/** One AWS service: a table of actions, and how it talks. */
export interface Service {
  readonly name: ServiceName;
  /** The service's name in the credential scope of the Authorization header. */
  readonly scope: string;
  /** Tells apart two APIs that share a scope. */
  readonly version?: string;
  /** Answers in every Region, enabled or not. */
  readonly global?: boolean;
  readonly protocol: Protocol;
  readonly errors: ServiceErrors;
  readonly actions: Readonly<Record<string, Handler>>;
  /** The actions that change a load balancer. */
  readonly mutating: ReadonlySet<string>;
  readonly rates?: Rates;
  /** The service's name in IAM actions, where it is not the scope. */
  readonly iamPrefix?: string;
}

interface Rates {
  readonly read: Rate;
  readonly write: Rate;
}

/** Each load balancing API has these buckets to itself; the page on throttling calls them non-mutating and mutating. */
export const elbRates: Rates = {
  read: { capacity: 200, perSecond: 50 },
  write: { capacity: 20, perSecond: 3 },
};

/** The codes of the query services, as far as they agree. */
export const queryErrors: ServiceErrors = {
  throttle: { code: 'Throttling', status: 400 },
  deny: { code: 'AccessDenied', status: 403 },
  internal: { code: 'InternalFailure', status: 500 },
  validation: { code: 'ValidationError', status: 400 },
  unknownAction: { code: 'InvalidAction', status: 400 },
  region: { code: 'InvalidClientTokenId', status: 403 },
};
