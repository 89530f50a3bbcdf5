import { UserError } from '../../user-error';

/** Where load balancers of some accounts and Regions have their logs written, and the tables look for them. */
export interface LogTree {
  readonly bucket: string;
  /** Before `AWSLogs/`, with a slash at its end; empty where that is at the top. */
  readonly prefix: string;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

/** A place as somebody typed it: accounts and Regions are `null` where they did not say one of each. */
export interface AskedTree extends Pick<LogTree, 'bucket' | 'prefix'> {
  readonly only: { readonly account: string; readonly region: string } | null;
}

const BUCKET = '[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]';
const FOLDER = /^(.*)AWSLogs\/(\d{12})\/elasticloadbalancing\/([a-z0-9-]+)\/?$/;
/** What S3 calls safe in keys ([S3-keys]) less the quote: a prefix stands in the text of a statement. */
const SAFE = /^(?:[A-Za-z0-9!_.*()=+@:,-]+\/)*$/;

/**
 * A prefix above `AWSLogs/`, or one Region's folder below it ([ALB-log]).
 *
 * @throws UserError for a place in no bucket, one in between, and a prefix that cannot stand in a statement
 */
export function treeAt(place: string): AskedTree {
  const [, bucket, key = ''] = new RegExp(`^s3://(${BUCKET})(?:/(.*))?$`, 's').exec(place) ?? [];
  if (bucket === undefined)
    throw new UserError(
      `--logs got "${place}"; with --athena use s3://BUCKET/PREFIX, the prefix that the load balancers write below`,
    );
  const [, above, account, region] = FOLDER.exec(key) ?? [];
  const prefix = above ?? (key === '' || key.endsWith('/') ? key : `${key}/`);
  if (!canBeNamed(prefix))
    throw new UserError(
      `--logs got "${place}"; with --athena a prefix has letters, digits and !_.*()=+@:,- alone: read it without --athena`,
    );
  if (/(?:^|\/)AWSLogs\//.test(prefix))
    throw new UserError(
      `--logs got "${place}"; with --athena use what is before AWSLogs/, or all up to the Region: s3://BUCKET/PREFIX/AWSLogs/ACCOUNT/elasticloadbalancing/REGION`,
    );
  return {
    bucket,
    prefix,
    only: account === undefined || region === undefined ? null : { account, region },
  };
}

/** Whether a prefix, with a slash at its end or empty, can stand in the text of a statement. */
export function canBeNamed(prefix: string): boolean {
  return SAFE.test(prefix);
}

/** Names of folders, as S3 lists them, that are accounts or Regions: what else lies there is no log of these. */
export function accountsAmong(names: readonly string[]): readonly string[] {
  return names.filter((name) => /^\d{12}$/.test(name)).toSorted();
}

export function regionsAmong(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name) => /^[a-z]{2,4}(?:-[a-z]+)+-\d$/.test(name)))].toSorted();
}

/** `elb_tls`, as Glue takes it and as it can stand in a statement. @throws UserError */
export function databaseNamed(name: string): string {
  if (/^[a-z0-9_]{1,128}$/.test(name)) return name;
  throw new UserError(`--database got "${name}"; use small letters, digits and _`);
}

/** A workgroup's name ([Athena-API]). @param source what it is called where somebody wrote it @throws UserError */
export function workgroupNamed(name: string, source: string): string {
  if (/^[\w.-]{1,128}$/.test(name)) return name;
  throw new UserError(
    `${source} got "${name}"; use the name of a workgroup: letters, digits, ".", "_" and "-"`,
  );
}
