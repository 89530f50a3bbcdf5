import { AwsError, InvalidParameter } from '../errors';
import { type Bucket, byBytes, etagOf } from '../objects';
import { integer, requiredText, text } from '../parameters';
import type { Context, Handler, Service } from '../service';
import type { Structure } from '../values';
import { s3Protocol } from './s3-protocol';

const putObject: Handler = (parameters, context) => {
  const bucket = find(parameters, context);
  const key = requiredText(parameters, 'Key');
  checkConditions(bucket, key, parameters);
  const body = text(parameters, 'Body') ?? '';
  const versionId = bucket.newVersion();
  return {
    answer: { ETag: etagOf(body), VersionId: versionId ?? undefined },
    change: () => bucket.put(key, body, text(parameters, 'ContentType'), versionId),
  };
};

const getObject: Handler = (parameters, context) => {
  const bucket = find(parameters, context);
  const key = requiredText(parameters, 'Key');
  const wanted = text(parameters, 'VersionId');
  const found = wanted === undefined ? bucket.get(key) : bucket.version(key, wanted);
  if (found === undefined) throw wanted === undefined ? noKey() : noVersion();
  const { body, encoding, etag, contentType, lastModified, versionId } = found;
  const ifMatch = text(parameters, 'IfMatch');
  if (ifMatch !== undefined && ifMatch !== etag) throw preconditionFailed();
  return {
    answer: {
      Body: body,
      From: startOf(text(parameters, 'Range'), Buffer.byteLength(body, encoding)),
      Encoding: encoding,
      ETag: etag,
      ContentType: contentType,
      LastModified: lastModified.toUTCString(),
      VersionId: versionId ?? undefined,
    },
  };
};

/** `bytes=N-`, the one form of a range that is asked for; nothing where none is. */
function startOf(range: string | undefined, size: number): number | undefined {
  if (range === undefined) return undefined;
  const from = /^bytes=(\d+)-$/.exec(range)?.[1];
  if (from === undefined)
    throw new AwsError('NotImplemented', `Range: got '${range}', the sandbox takes bytes=N-`, 501);
  if (Number(from) < size) return Number(from);
  throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
}

const listObjects: Handler = (parameters, context) => {
  const bucket = find(parameters, context);
  if (parameters['EncodingType'] !== undefined) {
    throw new InvalidParameter('the sandbox lists keys without an encoding type only');
  }
  const token = text(parameters, 'ContinuationToken');
  const last = token === undefined ? undefined : decode(token);
  const found = entries(bucket.keys(), parameters).filter(
    (name) => last === undefined || byBytes(name, last) > 0,
  );
  const limit = Math.min(
    context.accountState.pageSize,
    integer(parameters, 'MaxKeys', 1, 2 ** 31 - 1) ?? 1000,
  );
  const shown = found.slice(0, limit);
  const isTruncated = found.length > limit;
  return {
    answer: {
      Name: bucket.name,
      Prefix: text(parameters, 'Prefix') ?? '',
      KeyCount: shown.length,
      MaxKeys: limit,
      IsTruncated: isTruncated,
      NextContinuationToken: isTruncated ? encode(shown.at(-1) ?? '') : undefined,
      Contents: shown.flatMap((name) => showObject(bucket, name, parameters)),
      CommonPrefixes: shown
        .filter((name) => isCommonPrefix(name, parameters))
        .map((name) => ({ Prefix: name })),
    },
  };
};

/** Keys and common prefixes, in one order: a page counts both. */
function entries(keys: readonly string[], parameters: Structure): readonly string[] {
  const { prefix, delimiter } = grouping(parameters);
  const after = text(parameters, 'StartAfter');
  const names = keys
    .filter((key) => key.startsWith(prefix) && (after === undefined || byBytes(key, after) > 0))
    .map((key) => {
      const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
      return at < 0 ? key : key.slice(0, at + delimiter.length);
    });
  return [...new Set(names)];
}

function isCommonPrefix(name: string, parameters: Structure): boolean {
  const { prefix, delimiter } = grouping(parameters);
  return delimiter !== '' && name.includes(delimiter, prefix.length);
}

function grouping(parameters: Structure): { readonly prefix: string; readonly delimiter: string } {
  return { prefix: text(parameters, 'Prefix') ?? '', delimiter: text(parameters, 'Delimiter') ?? '' };
}

function showObject(bucket: Bucket, name: string, parameters: Structure): readonly Structure[] {
  const found = bucket.get(name);
  if (found === undefined || isCommonPrefix(name, parameters)) return [];
  const { key, body, encoding, etag, lastModified } = found;
  const size = Buffer.byteLength(body, encoding);
  return [
    { Key: key, LastModified: lastModified.toISOString(), ETag: etag, Size: size, StorageClass: 'STANDARD' },
  ];
}

function checkConditions(bucket: Bucket, key: string, parameters: Structure): void {
  const found = bucket.get(key);
  const ifMatch = text(parameters, 'IfMatch');
  const ifNoneMatch = text(parameters, 'IfNoneMatch');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new AwsError('NotImplemented', `If-None-Match: got '${ifNoneMatch}', allowed is *`, 501);
  }
  if (ifMatch !== undefined && found === undefined) throw noKey();
  if (
    (ifMatch === undefined || ifMatch === found?.etag) &&
    (ifNoneMatch === undefined || found === undefined)
  )
    return;
  throw preconditionFailed();
}

function preconditionFailed(): AwsError {
  return new AwsError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
  );
}

/** A bucket's name is the same bucket everywhere, and only its own Region serves it. */
function find(parameters: Structure, { accountState, region }: Context): Bucket {
  const found = accountState.objects.get(requiredText(parameters, 'Bucket'));
  if (found === undefined) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  if (found.region === region) return found;
  const message = `The bucket you are attempting to access must be addressed using the specified endpoint: it is in ${found.region}, the call came to ${region}`;
  throw new AwsError('PermanentRedirect', message, 301, { 'x-amz-bucket-region': found.region });
}

function noKey(): AwsError {
  return new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
}

function noVersion(): AwsError {
  return new AwsError('NoSuchVersion', 'The specified version does not exist.', 404);
}

function encode(last: string): string {
  return Buffer.from(`after:${last}`).toString('base64');
}

function decode(token: string): string {
  const last = /^after:(.*)$/s.exec(Buffer.from(token, 'base64').toString())?.[1];
  if (last === undefined) throw new InvalidParameter('The continuation token provided is incorrect');
  return last;
}

export const s3: Service = {
  name: 's3',
  scope: 's3',
  protocol: s3Protocol,
  errors: {
    throttle: { code: 'SlowDown', status: 503 },
    deny: { code: 'AccessDenied', status: 403 },
    internal: { code: 'InternalError', status: 500 },
    validation: { code: 'InvalidArgument', status: 400 },
    unknownAction: { code: 'NotImplemented', status: 501 },
    region: { code: 'InvalidAccessKeyId', status: 403 },
  },
  mutating: new Set(),
  actions: { PutObject: putObject, GetObject: getObject, ListObjectsV2: listObjects },
};
