import { batchIdOf, comeAgain, readBatch, unreadable } from '../lambda/batch';
import { UserError } from '../lambda/core/user-error';
import { readEvent } from '../lambda/event';
import { aBatch, aCall } from './calls';
import { EU, ACCOUNT } from './vocabulary';
import { present } from './helpers';

const CALL = aCall({
  name: 'ModifyListener',
  parameters: { listenerArn: `arn:aws:elasticloadbalancing:${EU}:${ACCOUNT}:listener/app/shop/1/2`, port: 1 },
});
const BATCH = aBatch([CALL]);
const [RECORD] = BATCH.Records;

const messagesOf = (calls: readonly unknown[]) => present(readBatch(aBatch(calls)) ?? undefined);
const id = (...calls: readonly unknown[]): string => batchIdOf(messagesOf(calls));

it('is read as calls, whatever people call their tags', () => {
  const tagged = aCall({
    name: 'AddTags',
    parameters: { resourceArns: [], tags: [{ key: 'dryRun', value: 'undo' }] },
  });
  expect(readEvent(aBatch([tagged]))).toMatchObject({ kind: 'calls', dryRun: false });
});

/** Whatever is not exactly a batch must not become a sweep of everything. */
it.each<[string, unknown]>([
  ['a batch with more', { ...BATCH, dryRun: true }],
  ['a batch with a word beside it', { ...BATCH, source: 'aws.events' }],
  ['an empty batch', { Records: [] }],
  ['no list', { Records: RECORD }],
  ['a batch of another service', { Records: [{ ...RECORD, eventSource: 'aws:sns' }] }],
  ['a batch with one record of another service', { Records: [RECORD, { ...RECORD, eventSource: 'aws:s3' }] }],
  ['a record without an id', { Records: [{ ...RECORD, messageId: '' }] }],
  ['a record without a body', { Records: [{ ...RECORD, body: null }] }],
  ['a record that is none', { Records: [null] }],
  ['a batch in a text', JSON.stringify(BATCH)],
  ['a batch in a list', [BATCH]],
  ['records by a like name', { records: BATCH.Records }],
])('%s is refused as an event, and no sweep', (_, event) => {
  expect(readBatch(event)).toBeNull();
  expect(() => readEvent(event)).toThrow(UserError);
});

it.each<[string, unknown]>([
  ['no JSON', 'go'],
  ['JSON that is no event', '[]'],
  ['an event of another service', { ...CALL, source: 'aws.ec2' }],
  ['half an event', JSON.stringify(CALL).slice(0, -100)],
])('a message with %s comes again, and the others do not', (_, body) => {
  const messages = messagesOf([CALL, body, CALL]);
  expect(comeAgain(unreadable(messages))).toEqual({
    batchItemFailures: [{ itemIdentifier: messages[1]?.id }],
  });
});

describe('batchIdOf', () => {
  const one = { ...CALL, detail: { ...CALL.detail, eventID: 'one' } };
  const two = { ...CALL, detail: { ...CALL.detail, eventID: 'two' } };

  it('is the same for the same calls, in any order and however often each was delivered', () => {
    expect(id(one, two, one)).toBe(id(two, one));
  });

  it('is another for other calls', () => {
    expect(new Set([id(one), id(two), id(one, two)]).size).toBe(3);
  });
});
