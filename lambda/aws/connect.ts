import { AccountClient } from '@aws-sdk/client-account';
import {
  ElasticLoadBalancingClient,
  type ElasticLoadBalancingClientConfig,
} from '@aws-sdk/client-elastic-load-balancing';
import {
  ElasticLoadBalancingV2Client,
  type ElasticLoadBalancingV2ClientConfig,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import type { NodeHttpHandler, NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { NO_DEADLINE } from '../core/deadline';
import type { Message } from '../core/delivery/message';
import { partitionOf } from '../core/regions';
import { accountName, callerAccount, callerArn, enabledRegions } from './account';
import { regionIn } from './arn';
import { certificates, type Certificates } from './certificates';
import type { LogSql } from '../core/impact/athena/port';
import type { LogFile } from '../core/impact/log-file';
import { logObjects, type LogPlace } from './log-objects';
import { classic } from './classic';
import { elbV2 } from './elbv2';
import { PacedRetry, RATES, type PaceOptions } from './pace';
import { regionApi, type RegionApi } from './region';
import { s3Client, s3Store } from './s3';
import { publish, subscribers } from './sns';
import type { OneTimeCall } from './scheduler';
import { tagIndex } from './tagging';
import { TurnQueue } from './turn-queue';
import type { Rate } from './turns';
import { tellingThrottles, type ThrottleWatch } from './throttling';
import type { RecordStore } from '../core/record-store';

// Clients that few runs need are imported on their own path: each costs time at a cold start. The deployed function
// records every run, so S3 is not one of them.

/** AWS as one account sees it. Credentials, Region and endpoints come from the SDK's own settings. */
export interface Aws {
  account(): Promise<string>;
  /** The ARN of the session that calls, as CloudTrail records it. */
  caller(): Promise<string>;
  /** What the account is called; asked for once, whatever comes of it, and broken off by the signal. */
  accountName(signal: AbortSignal): Promise<string | null>;
  enabledRegions(): Promise<readonly string[]>;
  /** One Region of the account; the same object each time, so that what it remembers is asked for once. */
  region(name: string, account: string): RegionApi;
  publish(topicArn: string, message: Message): Promise<void>;
  /** How many get what is published to a topic. */
  subscribers(topicArn: string): Promise<number>;
  /** Records in a bucket, which is in the Region of the SDK's own settings. */
  bucket(name: string): RecordStore;
  /** What ACM and IAM keep for load balancers. */
  readonly certificates: Certificates;
  /**
   * The objects below a prefix, in the order in which S3 lists them; the bucket is asked in this Region first. Listing and
   * reading end with the signal.
   *
   * @throws what AWS answers to ListObjectsV2; an object that cannot be read throws when it is opened
   */
  logObjects(region: string, place: LogPlace, signal: AbortSignal): AsyncIterable<LogFile>;
  /** Athena of the Region of the SDK's own settings. */
  sql(workgroup: string): LogSql;
  /** Has a function called once, later. */
  callOnce(call: OneTimeCall): Promise<void>;
  /** The Region of the SDK's own settings; `null` where they name none. */
  defaultRegion(): Promise<string | null>;
}

/** What every client is given beside its rate. */
export interface ConnectOptions extends PaceOptions {
  /** For tests: everything goes there. Otherwise `AWS_ENDPOINT_URL` and its kin decide. */
  readonly endpoint?: string;
  /** How requests leave. Default: as the SDK does it, straight to AWS. */
  readonly requestHandler?: RequestHandlerOf;
  /** Who hears of throttling that goes on. Default: nobody; the report says in the end what it came to. */
  readonly throttles?: ThrottleWatch;
}

/** Makes what carries the requests of one client. */
export type RequestHandlerOf = (timeouts: NodeHttpHandlerOptions) => NodeHttpHandler | NodeHttpHandlerOptions;

/** A call that hangs is an error, not a wait. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/** Before the first look at a query of Athena's. */
const QUERY_WAIT_MS = 250;

export function connect(options: ConnectOptions): Aws {
  const settings = (rate: Rate, deadline = options.deadline) => ({
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    retryStrategy: new PacedRetry(rate, { ...options, deadline }),
    requestHandler: options.requestHandler?.(TIMEOUTS) ?? TIMEOUTS,
  });
  const regions = new Map<string, RegionApi>();
  const logClients = new Map<string, ReturnType<typeof s3Client>>();
  const regionOf = (region: string, account: string): RegionApi => {
    const reads = { region, ...settings(RATES.elbRead) };
    const { retryStrategy: _retried, ...once } = { ...settings(RATES.elbRead), maxAttempts: 1 };
    const writes = new TurnQueue(RATES.elbWrite, options);
    const v2 = (config: ElasticLoadBalancingV2ClientConfig) =>
      tellingThrottles(new ElasticLoadBalancingV2Client(config), region, options.throttles);
    const v1 = (config: ElasticLoadBalancingClientConfig) =>
      tellingThrottles(new ElasticLoadBalancingClient(config), region, options.throttles);
    const tags = new ResourceGroupsTaggingAPIClient({ region, ...settings(RATES.tagging) });
    return regionApi({
      region,
      account,
      partition: partitionOf(region).id,
      elbV2: elbV2(v2(reads), v2({ region, ...once })),
      classic: classic(v1({ region, ...settings(RATES.elbRead) }), v1({ region, ...once })),
      turn: async () => {
        await writes.take();
      },
      tagIndex: tagIndex(tellingThrottles(tags, region, options.throttles)),
      failedHandshakes: async (loadBalancers, period) => {
        const { cloudWatchClient, failedHandshakes } = await import('./cloudwatch');
        const client = cloudWatchClient({ region, ...settings(RATES.others) });
        return failedHandshakes(client, loadBalancers, period);
      },
    });
  };
  return {
    account: () => callerAccount(new STSClient(settings(RATES.others))),
    caller: () => callerArn(new STSClient(settings(RATES.others))),
    defaultRegion: async () => {
      try {
        return await new STSClient({}).config.region();
      } catch {
        return null;
      }
    },
    accountName: (signal) => {
      const { retryStrategy: _retried, ...once } = { ...settings(RATES.others), maxAttempts: 1 };
      return accountName(new AccountClient(once), signal);
    },
    enabledRegions: () => enabledRegions(new AccountClient(settings(RATES.others))),
    region: (name, account) => {
      const known = regions.get(name) ?? regionOf(name, account);
      regions.set(name, known);
      return known;
    },
    bucket: (name) => s3Store(s3Client(settings(RATES.others)), name),
    callOnce: async (call) => {
      const { callOnce, schedulerClient } = await import('./scheduler');
      await callOnce(schedulerClient(settings(RATES.others)), call);
    },
    certificates: certificates(settings),
    logObjects: (region, place, signal) => {
      const client = logClients.get(region) ?? s3Client({ region, ...settings(RATES.logs) });
      logClients.set(region, client);
      return logObjects(place, client, signal);
    },
    sql: (workgroup) => {
      let sql: Promise<LogSql> | null = null;
      const make = async (): Promise<LogSql> => {
        const { athenaClient, athenaSql } = await import('./athena/athena-sql');
        const client = athenaClient(settings(RATES.others));
        return athenaSql(client, { workgroup, waitMs: QUERY_WAIT_MS / options.scale });
      };
      return {
        run: async (statement, signal) => {
          sql ??= make();
          return (await sql).run(statement, signal);
        },
      };
    },
    // A topic answers in its own Region only ([SNS]).
    subscribers: (topicArn) =>
      subscribers(new SNSClient({ region: regionIn(topicArn), ...settings(RATES.others) }), topicArn),
    publish: (topicArn, message) => {
      const region = regionIn(topicArn);
      // The digest goes out behind the deadline, in the time that is kept for it: it may be tried again there.
      const client = new SNSClient({ region, ...settings(RATES.others, NO_DEADLINE) });
      return publish(client, topicArn, message);
    },
  };
}
