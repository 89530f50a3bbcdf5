import type { ServerCertificate } from './certificates';
import type { Environs, LogSettings } from './deployment';
import type { Bucket } from './objects';
import type { Schedule } from './schedules';
import type { RegionState } from './state';

/** A message that SNS took. */
export interface PublishedMessage {
  readonly topicArn: string;
  readonly subject: string | undefined;
  /** What a mail to its subscribers says. */
  readonly message: string;
  /** With MessageStructure `json`: what each protocol gets, `default` all others. */
  readonly variants?: Readonly<Record<string, string>>;
  /** By their names; `type` as it was sent, String or Number. */
  readonly attributes: Readonly<Record<string, { readonly type: string; readonly value: string }>>;
}

/** The words of the Account API for a Region's state. */
export type RegionStatus = 'ENABLED_BY_DEFAULT' | 'ENABLED' | 'ENABLING' | 'DISABLING' | 'DISABLED';

/** The account: all that handlers can see. */
export interface AccountState {
  readonly account: string;
  /** As the Account API calls it. */
  readonly accountName: string | undefined;
  /** The most items on a page, whatever the caller asks for. */
  readonly pageSize: number;
  /** The most policies on one Classic Load Balancer. */
  readonly policyLimit: number;
  readonly regions: ReadonlyMap<string, RegionState>;
  readonly regionStatus: ReadonlyMap<string, RegionStatus>;
  /** By their ARN, how many subscriptions of each are confirmed. */
  readonly topics: Map<string, number>;
  readonly messages: PublishedMessage[];
  /** The buckets of S3, of whatever Region: a name is taken everywhere. */
  readonly objects: Map<string, Bucket>;
  readonly schedules: Schedule[];
  /** Those of IAM, by name. */
  readonly serverCertificates: Map<string, ServerCertificate>;
  readonly environs: Environs;
}

/** What is said of the logs of a load balancer. */
export function logsOf({ environs }: AccountState, name: string): Required<LogSettings> {
  return { access: false, connection: false, bucket: 'logs', prefix: '', ...environs.logs.get(name) };
}

/** The state of a Region that is known to be there: the router refuses calls to any other. */
export function stateOf(accountState: AccountState, region: string): RegionState {
  const state = accountState.regions.get(region);
  if (state === undefined) {
    throw new Error(
      `no region '${region}' in this sandbox, it has ${[...accountState.regions.keys()].join(', ')}`,
    );
  }
  return state;
}
