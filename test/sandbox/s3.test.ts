import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  HeadBucketCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  type PutObjectCommandOutput,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { Bucket, Sandbox } from '../../sandbox';
import { type Clients, clientsFor, failure, present, start, stopAll } from './helpers';

const HELLO = '"5d41402abc4b2a76b9719d911017c592"';

let sandbox: Sandbox;
let clients: Clients;
let records: Bucket;

beforeEach(async () => {
  sandbox = await start();
  clients = clientsFor(sandbox);
  records = sandbox.bucket('records');
});
afterEach(stopAll);

type Put = Omit<Partial<PutObjectCommandInput>, 'Key'>;

function put(key: string, more: Put = {}): Promise<PutObjectCommandOutput> {
  return clients.s3.send(new PutObjectCommand({ Bucket: 'records', Key: key, Body: 'hello', ...more }));
}

function get(key: string, bucket = 'records'): Promise<{ ETag?: string | undefined; text: string }> {
  return clients.s3
    .send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    .then(async ({ ETag, Body }) => ({ ETag, text: await present(Body).transformToString() }));
}

async function readVersion(VersionId: string | undefined): Promise<unknown> {
  const command = new GetObjectCommand({ Bucket: 'records', Key: 'it', VersionId });
  const { Body, VersionId: answered } = await clients.s3.send(command);
  return { text: await Body?.transformToString(), answered };
}

describe('PutObject and GetObject', () => {
  it('give back what was put, with its ETag', async () => {
    await expect(put('runs/1.json', { ContentType: 'application/json' })).resolves.toMatchObject({
      ETag: HELLO,
    });
    const read = await clients.s3.send(new GetObjectCommand({ Bucket: 'records', Key: 'runs/1.json' }));
    expect(read).toMatchObject({ ETag: HELLO, ContentType: 'application/json', ContentLength: 5 });
    expect(read.LastModified).toBeInstanceOf(Date);
    await expect(present(read.Body).transformToString()).resolves.toBe('hello');
  });

  it.each([
    ['text', 'grüße'],
    ['nothing', new Uint8Array()],
    ['bytes', new TextEncoder().encode('grüße')],
    ['more than a megabyte', 'x'.repeat(3_000_000)],
  ])('take %s', async (_what, body) => {
    await put('it', { Body: body });
    await expect(get('it')).resolves.toMatchObject({ text: Buffer.from(body).toString() });
  });

  it('take a stream, which comes in chunks with its checksum behind', async () => {
    const body = Readable.from([Buffer.from('hel'), Buffer.from('lo')]);
    await put('it', { Body: body, ContentLength: 5 });
    expect(records.text('it')).toBe('hello');
  });

  it.each(['runs/a b.json', 'ü+%&<?#>', 'a/../b', 'a//b', '0'])('know the key %s', async (key) => {
    await put(key);
    expect(records.keys()).toEqual([key]);
    await expect(get(key)).resolves.toMatchObject({ text: 'hello' });
    const { Contents } = await clients.s3.send(new ListObjectsV2Command({ Bucket: 'records' }));
    expect(Contents).toMatchObject([{ Key: key, Size: 5, ETag: HELLO }]);
  });

  it('know no versions in a bucket that keeps none', async () => {
    expect(await put('it')).not.toHaveProperty('VersionId');
  });

  it('give back each version of a bucket that keeps them, put over or deleted since', async () => {
    records.keepVersions();
    const { VersionId: first } = await put('it');
    const { VersionId: second } = await put('it', { Body: 'other' });
    records.delete('it');
    expect(first).not.toBe(second);
    expect(await readVersion(first)).toEqual({ text: 'hello', answered: first });
    expect(await readVersion(second)).toEqual({ text: 'other', answered: second });
    expect((await failure(readVersion(undefined))).name).toBe('NoSuchKey');
    expect((await failure(readVersion('none'))).name).toBe('NoSuchVersion');
  });

  it('know a version by its key as well', async () => {
    records.keepVersions();
    const { VersionId } = await put('it');
    await put('another');
    const command = new GetObjectCommand({ Bucket: 'records', Key: 'another', VersionId });
    expect((await failure(clients.s3.send(command))).name).toBe('NoSuchVersion');
  });

  it('replace what was there', async () => {
    await put('it');
    await put('it', { Body: 'other' });
    expect(records.text('it')).toBe('other');
  });

  it('show encryption and type in the recorded call', async () => {
    await put('it', { ContentType: 'text/plain', ServerSideEncryption: 'AES256' });
    expect(sandbox.calls).toMatchObject([
      {
        service: 's3',
        action: 'PutObject',
        mutating: false,
        resources: ['records', 'it'],
        parameters: { ContentType: 'text/plain', ServerSideEncryption: 'AES256', Body: 'hello' },
      },
    ]);
  });
});

describe('what is refused', () => {
  it('a key that is not there', async () => {
    await expect(failure(get('none'))).resolves.toMatchObject({ type: 'NoSuchKey', status: 404 });
  });

  it.each([
    ['GetObject', (): Promise<unknown> => get('it', 'none')],
    ['PutObject', (): Promise<unknown> => put('it', { Bucket: 'none' })],
    ['ListObjectsV2', (): Promise<unknown> => clients.s3.send(new ListObjectsV2Command({ Bucket: 'none' }))],
  ])('a bucket that is not there: %s', async (_action, send) => {
    await expect(failure(send())).resolves.toMatchObject({ name: 'NoSuchBucket', status: 404 });
  });

  it('a bucket of another Region', async () => {
    sandbox.bucket('american', 'us-east-1').put('it', 'there');
    await expect(failure(get('it', 'american'))).resolves.toMatchObject({
      name: 'PermanentRedirect',
      status: 301,
    });
    clients = clientsFor(sandbox, 'us-east-1');
    await expect(get('it', 'american')).resolves.toMatchObject({ text: 'there' });
  });

  it('a Region that is not enabled', async () => {
    clients = clientsFor(sandbox, 'ap-east-1');
    await expect(failure(get('it'))).resolves.toMatchObject({ name: 'InvalidAccessKeyId', status: 403 });
  });

  it('contents that do not have their checksum', async () => {
    await expect(failure(put('it', { ChecksumCRC32: 'AAAAAA==' }))).resolves.toMatchObject({
      name: 'BadDigest',
    });
    expect(records.keys()).toEqual([]);
  });

  it('contents that are not text', async () => {
    const seen = await failure(put('it', { Body: new Uint8Array([255, 254]) }));
    expect(seen).toMatchObject({ name: 'InvalidArgument', message: expect.stringContaining('UTF-8') });
  });

  it('an action that is not here', async () => {
    const seen = await failure(clients.s3.send(new HeadBucketCommand({ Bucket: 'records' })));
    expect(seen).toMatchObject({ status: 501 });
  });
});

describe('conditional writes', () => {
  it('IfNoneMatch: only where there is nothing', async () => {
    await put('it', { IfNoneMatch: '*' });
    const seen = await failure(put('it', { Body: 'other', IfNoneMatch: '*' }));
    expect(seen).toMatchObject({ name: 'PreconditionFailed', status: 412 });
    expect(records.text('it')).toBe('hello');
  });

  it('IfMatch: only where it is still the same', async () => {
    const { ETag } = await put('it');
    await put('it', { Body: 'other', IfMatch: present(ETag) });
    const seen = await failure(put('it', { IfMatch: present(ETag) }));
    expect(seen).toMatchObject({ name: 'PreconditionFailed', status: 412 });
    expect(records.text('it')).toBe('other');
  });

  it('IfMatch of what is not there', async () => {
    await expect(failure(put('it', { IfMatch: HELLO }))).resolves.toMatchObject({
      name: 'NoSuchKey',
      status: 404,
    });
  });

  it('IfNoneMatch of anything but *', async () => {
    await expect(failure(put('it', { IfNoneMatch: HELLO }))).resolves.toMatchObject({
      name: 'NotImplemented',
    });
  });
});

/** Names, `/` behind common prefixes, page by page. */
async function pages(more: Partial<ListObjectsV2CommandInput> = {}): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const page of paginateListObjectsV2({ client: clients.s3 }, { Bucket: 'records', ...more })) {
    const names = [
      ...(page.Contents ?? []).map(({ Key }) => Key),
      ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
    ];
    expect(page.KeyCount).toBe(names.length);
    found.push(names.join(' '));
  }
  return found;
}

describe('ListObjectsV2', () => {
  beforeEach(() => {
    const keys = ['b/2', 'B', 'a', 'b/1/x', 'b/1/y', 'b/3', 'b/4/z', 'c', 'é', '\u{1F600}'];
    for (const key of keys) records.put(key, key);
  });

  it('gives at most three on a page, in the order of the bytes', async () => {
    await expect(pages()).resolves.toEqual(['B a b/1/x', 'b/1/y b/2 b/3', 'b/4/z c é', '\u{1F600}']);
  });

  it.each<[string, Partial<ListObjectsV2CommandInput>, readonly string[]]>([
    ['fewer, if asked for', { Prefix: 'b/', MaxKeys: 2 }, ['b/1/x b/1/y', 'b/2 b/3', 'b/4/z']],
    ['a prefix', { Prefix: 'b/1/' }, ['b/1/x b/1/y']],
    ['a prefix that nothing has', { Prefix: 'x' }, ['']],
    ['common prefixes', { Delimiter: '/' }, ['B a b/', 'c é \u{1F600}']],
    ['common prefixes under a prefix', { Prefix: 'b/', Delimiter: '/' }, ['b/2 b/3 b/1/', 'b/4/']],
    ['start after a key', { StartAfter: 'b/3' }, ['b/4/z c é', '\u{1F600}']],
    ['start after a key that is not there', { StartAfter: 'b/z' }, ['c é \u{1F600}']],
    ['all of these', { Prefix: 'b/', Delimiter: '/', StartAfter: 'b/1/x' }, ['b/2 b/3 b/1/', 'b/4/']],
  ])('%s', async (_what, input, expected) => {
    await expect(pages(input)).resolves.toEqual(expected);
  });

  it('skips nothing when something goes away between two pages', async () => {
    const { NextContinuationToken } = await clients.s3.send(new ListObjectsV2Command({ Bucket: 'records' }));
    records.delete('b/1/x');
    const next = { Bucket: 'records', ContinuationToken: NextContinuationToken };
    const { Contents } = await clients.s3.send(new ListObjectsV2Command(next));
    expect(Contents).toMatchObject([{ Key: 'b/1/y' }, { Key: 'b/2' }, { Key: 'b/3' }]);
  });

  it.each<[string, Partial<ListObjectsV2CommandInput>]>([
    ['a token not given out here', { ContinuationToken: 'mine' }],
    ['an encoding type', { EncodingType: 'url' }],
  ])('refuses %s', async (_what, input) => {
    const seen = await failure(clients.s3.send(new ListObjectsV2Command({ Bucket: 'records', ...input })));
    expect(seen).toMatchObject({ name: 'InvalidArgument', status: 400 });
  });
});

describe('sandbox.bucket', () => {
  it('is the same bucket for the same name, in the first Region unless said otherwise', () => {
    expect(sandbox.bucket('records')).toBe(records);
    expect(records.region).toBe('eu-west-1');
    expect(() => sandbox.bucket('records', 'us-east-1')).toThrow('in eu-west-1 already');
    expect(() => sandbox.bucket('other', 'mars-1')).toThrow("no region 'mars-1'");
    expect(() => sandbox.bucket('Records')).toThrow("got 'Records'");
  });

  it('shows and changes objects past the API', () => {
    records.put('it', 'there', 'text/plain');
    expect(records.get('it')).toMatchObject({ body: 'there', contentType: 'text/plain' });
    records.delete('it');
    expect(records.get('it')).toBeUndefined();
    expect(() => records.text('it')).toThrow('it has none');
    expect(sandbox.calls).toEqual([]);
  });
});
