import { stat } from 'node:fs/promises';
import { logObjects } from '../lambda/aws/log-objects';
import { s3Client } from '../lambda/aws/s3';
import type { LogFile } from '../lambda/core/impact/log-file';
import { UserError } from '../lambda/core/user-error';
import { terminalAws } from './context';
import { logFiles } from './log-files';
import { terminalHandler } from './request-handler';

/** Where logs are, and how many of them are read at a time. */
export interface LogsThere {
  readonly files: AsyncIterable<LogFile>;
  readonly concurrency: number;
}

/** Of one answer; what it carries may take as long as it does. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/** Each object keeps its reader waiting for a while. */
const OBJECTS_AT_A_TIME = 16;

/** @throws UserError for a place that is not there, or that is none */
export async function logsAt(place: string): Promise<LogsThere> {
  if (/^[a-z0-9]+:\/\//i.test(place)) {
    const [, bucket, prefix = ''] =
      /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(place) ?? [];
    if (bucket === undefined)
      throw new UserError(`--logs got "${place}"; use a folder, a file, or s3://BUCKET/PREFIX`);
    if ((await terminalAws().defaultRegion()) === null)
      throw new UserError('no Region is set, and a bucket is asked in one; set AWS_REGION');
    const client = s3Client({ requestHandler: terminalHandler(TIMEOUTS) });
    return { files: logObjects({ bucket, prefix }, client), concurrency: OBJECTS_AT_A_TIME };
  }
  const found = await stat(place).catch(() => null);
  if (found === null)
    throw new UserError(
      `--logs got "${place}", which is not there; use a folder, a file, or s3://BUCKET/PREFIX`,
    );
  return { files: logFiles(place), concurrency: 1 };
}
