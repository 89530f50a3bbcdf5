import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { AwsError, InvalidParameter } from '../errors';
import { requiredText, text } from '../parameters';
import type { Incoming, Outgoing, Protocol } from '../protocols';
import type { Structure } from '../values';
import { flatElements } from '../xml';

/** What of the query and the headers is a parameter. */
const QUERY = {
  prefix: 'Prefix',
  delimiter: 'Delimiter',
  'start-after': 'StartAfter',
  'continuation-token': 'ContinuationToken',
  'max-keys': 'MaxKeys',
  'encoding-type': 'EncodingType',
  versionId: 'VersionId',
} as const;
const HEADERS = {
  'content-type': 'ContentType',
  'if-match': 'IfMatch',
  'if-none-match': 'IfNoneMatch',
  range: 'Range',
  'x-amz-server-side-encryption': 'ServerSideEncryption',
} as const;
const CHECKSUM = 'x-amz-checksum-crc32';

/** restXml as S3 speaks it, path style. */
export const s3Protocol: Protocol = {
  // The SDK for JavaScript names the action, but for this one.
  action: ({ method, query }) =>
    query.get('x-id') ?? (query.get('list-type') === '2' ? 'ListObjectsV2' : method),
  parameters: (request) => {
    const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(request.path) ?? [];
    const query = Object.entries(QUERY).map(([name, as]) => [as, request.query.get(name) ?? undefined]);
    const headers = Object.entries(HEADERS).map(([name, as]) => [as, request.headers[name]]);
    return {
      Bucket: decodeURIComponent(bucket),
      Key: key === '' ? undefined : decodeURIComponent(key),
      ...Object.fromEntries([...query, ...headers].filter(([, value]) => value !== undefined)),
      Body: request.method === 'PUT' ? readText(request) : undefined,
    };
  },
  answer: (action, result) => {
    if (action === 'GetObject') return showObject(result);
    if (action === 'PutObject')
      return {
        status: 200,
        headers: { etag: requiredText(result, 'ETag'), ...versionOf(result) },
        body: '',
      };
    return xml(200, 'ListBucketResult', flatElements(result));
  },
  error: ({ code, message, status, headers }) => {
    const { headers: own, ...answer } = xml(status, 'Error', flatElements({ Code: code, Message: message }));
    return { ...answer, headers: { ...own, ...headers } };
  },
};

function showObject(object: Structure): Outgoing {
  const body = Buffer.from(
    text(object, 'Body') ?? '',
    text(object, 'Encoding') === 'latin1' ? 'latin1' : 'utf8',
  );
  const from = object['From'];
  const isPart = typeof from === 'number';
  const shown = isPart ? body.subarray(from) : body;
  return {
    status: isPart ? 206 : 200,
    headers: {
      etag: requiredText(object, 'ETag'),
      'content-type': requiredText(object, 'ContentType'),
      'content-length': String(shown.length),
      'last-modified': requiredText(object, 'LastModified'),
      ...(isPart ? rangeOf(from, body) : checksumsOf(body)),
      ...versionOf(object),
    },
    body: shown,
  };
}

/** A part comes without the checksum of the whole ([S3-range]). */
function rangeOf(from: number, body: Buffer): Readonly<Record<string, string>> {
  return { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` };
}

function checksumsOf(body: Buffer): Readonly<Record<string, string>> {
  return { [CHECKSUM]: checksumOf(body), 'x-amz-checksum-type': 'FULL_OBJECT' };
}

/** A bucket that keeps no versions says nothing of them. */
function versionOf(object: Structure): Readonly<Record<string, string>> {
  const versionId = text(object, 'VersionId');
  return versionId === undefined ? {} : { 'x-amz-version-id': versionId };
}

function xml(status: number, root: string, body: string): Outgoing {
  return { status, headers: { 'content-type': 'application/xml' }, body: `<${root}>${body}</${root}>` };
}

/** The contents, out of their chunks and checked. Nothing here stores anything but text. */
function readText({ headers, bytes }: Incoming): string {
  const isChunked = headers['content-encoding']?.includes('aws-chunked') ?? false;
  const { contents, trailer } = isChunked ? unchunk(bytes) : { contents: bytes, trailer: '' };
  const checksum = headers[CHECKSUM] ?? new RegExp(`${CHECKSUM}:(\\S+)`).exec(trailer)?.[1];
  if (checksum !== undefined && checksum !== checksumOf(contents)) {
    throw new AwsError('BadDigest', `The CRC32 you specified did not match: got '${String(checksum)}'`);
  }
  if (!isUtf8(contents)) throw new InvalidParameter('the sandbox stores UTF-8 text only, got other bytes');
  return contents.toString();
}

/** aws-chunked: `SIZE[;...]\r\nDATA\r\n`, again and again until the size is 0, then the trailing headers. */
function unchunk(bytes: Buffer): { readonly contents: Buffer; readonly trailer: string } {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const start = lineEnd + 2;
    if (lineEnd < 0 || !(start + size <= bytes.length)) throw new InvalidParameter('the chunks are broken');
    if (size === 0) return { contents: Buffer.concat(chunks), trailer: bytes.toString('latin1', start) };
    chunks.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}

function checksumOf(contents: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(contents));
  return bytes.toString('base64');
}
