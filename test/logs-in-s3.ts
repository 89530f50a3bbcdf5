import { gzipSync } from 'node:zlib';
import type { Bucket } from '../sandbox/objects';
import { makeLogs, type ListenerTruth } from '../scripts/impact-logs/generate';
import { mixNamed } from '../scripts/impact-logs/mixes';
import { ACCOUNT, EU, NOW } from './vocabulary';

/** Logs of load balancers of the sandbox, in the bucket where these would put them. */

/** The load balancers of `scripts/impact-logs`, whose lines name them. */
const MADE = /app\/(shop|portal)\/[0-9a-f]{16}|net\/devices\/[0-9a-f]{16}/g;

export interface NewLog {
  /** The ARN of the load balancer; of a Classic one its name. */
  readonly of: string;
  /** Of `scripts/impact-logs`: one whose lines are of one load balancer. */
  readonly mix: string;
  readonly seed?: number;
  readonly bytes?: number;
  readonly isConnectionLog?: boolean;
  readonly prefix?: string;
  readonly region?: string;
  /** When it is read. */
  readonly now?: Date;
  /** How long before the file ends. Default: so long that the log covers a week. */
  readonly hoursAgo?: number;
}

/** One file of a log: where it lies, what is in it, and what is true of that. */
export interface LogMade {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly truth: readonly ListenerTruth[];
}

/** Puts one file into a bucket of the sandbox. */
export function putLog(bucket: Bucket, wanted: NewLog): LogMade {
  const made = logMade(wanted);
  bucket.putBytes(made.key, made.bytes);
  return made;
}

/** One file as its load balancer would write it: gzip, but for Classic. */
export function logMade({
  of,
  mix,
  seed = 1,
  bytes = 100_000,
  isConnectionLog = false,
  prefix,
  region = EU,
  now = NOW,
  hoursAgo = 150,
}: NewLog): LogMade {
  const id = of.includes(':loadbalancer/') ? of.slice(of.indexOf(':loadbalancer/') + 14) : of;
  const { parts, truth } = makeLogs({ mix: mixNamed(mix), seed, bytes });
  const text = [...parts].join('').replaceAll(MADE, id).replaceAll(' old-shop ', ` ${id} `);
  const end = new Date(now.getTime() - hoursAgo * 3_600_000).toISOString();
  const day = end.slice(0, 10).replaceAll('-', '/');
  const minute = end.slice(0, 16).replaceAll(/[-:]/g, '');
  const file = `${isConnectionLog ? 'conn_log_' : ''}${ACCOUNT}_elasticloadbalancing_${region}_${id.replaceAll('/', '.')}_${minute}Z_10.0.0.1_${seed}.log`;
  const folder = `AWSLogs/${ACCOUNT}/elasticloadbalancing/${region}/${day}`;
  const isClassic = !id.includes('/');
  const key = `${prefix === undefined ? '' : `${prefix}/`}${folder}/${file}${isClassic ? '' : '.gz'}`;
  return {
    key,
    bytes: isClassic ? Buffer.from(text) : gzipSync(text),
    truth: [...truth.values()].filter(({ handshakes }) => handshakes.size > 0),
  };
}
