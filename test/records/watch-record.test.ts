import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { ParseError } from '../../lambda/records/check';
import { parseWatch, watchRecordOf, type WatchRecord } from '../../lambda/records/watch-record';
import schema from '../../lambda/records/watch.schema.json';
import { anEntry, aReport } from '../report/fixtures';
import { mutationsOf } from './mutations';

const SHOP = anEntry({ name: 'shop', outcome: 'changed' });
const PORTAL = anEntry({ name: 'portal', type: 'classic', outcome: 'changed' });
const placeOf = ({ region, loadBalancer }: typeof SHOP) => ({ region, ...loadBalancer });
const AT = '2026-11-22T06:31:07.000Z';
const FOUND = {
  run: aReport({ mode: 'apply', listeners: [SHOP, PORTAL] }),
  watchedAt: AT,
  loadBalancers: [
    {
      loadBalancer: placeOf(SHOP),
      since: AT,
      handshakes: { after: 480, before: 12, weekBefore: 9 },
      unread: null,
    },
    { loadBalancer: placeOf(PORTAL), since: AT, handshakes: null, unread: { code: 'E', message: '' } },
  ],
  worse: [
    {
      loadBalancer: placeOf(SHOP),
      handshakes: { after: 480, before: 12, weekBefore: 9 },
      listeners: [SHOP],
    },
  ],
  changedSince: [PORTAL],
  gone: [PORTAL],
  unreadable: [{ code: 'E', message: 'no' }],
  undone: null,
  notUndone: 'run X holds the lease',
};
const RECORD: WatchRecord = watchRecordOf(FOUND);

const isRecord = addFormats(new Ajv2020({ strict: true, allowUnionTypes: true })).compile<WatchRecord>(
  schema,
);

function refusal(value: unknown): string | null {
  try {
    parseWatch(JSON.stringify(value));
    return null;
  } catch (error) {
    if (error instanceof ParseError) return error.message;
    throw error;
  }
}

describe('the record of a watch', () => {
  it('says what was found, in one piece', () => {
    expect(RECORD).toMatchObject({
      schema: 'elb-tls-watch/1',
      result: 'worse',
      changedSince: [PORTAL.id],
      gone: [PORTAL.id],
    });
    expect(RECORD.detail).toBe(
      'Clients fail on shop (eu-west-1): 480 failed handshakes since the change, 12 in the same period before it ' +
        'and 9 a week earlier. Not undone: run X holds the lease. Not watched: E: no. ' +
        '1 listener deleted since.',
    );
  });

  it.each<[string, Partial<typeof FOUND>, string]>([
    ['what is not watched before what changed', { worse: [] }, 'not-watched'],
    ['what changed before quiet', { worse: [], unreadable: [] }, 'changed-since'],
    ['quiet', { worse: [], unreadable: [], changedSince: [], gone: [] }, 'quiet'],
  ])('names %s', (_, patch, result) => {
    expect(watchRecordOf({ ...FOUND, ...patch }).result).toBe(result);
  });

  it('says of Classic that its clients were not looked at', () => {
    const quiet = { ...FOUND, worse: [], unreadable: [], changedSince: [], gone: [], notUndone: null };
    expect(watchRecordOf(quiet).detail).toBe(
      'Quiet: clients do not fail on 1 load balancer. ' +
        'On 1 Classic load balancer only the policies were checked: they are as they were set.',
    );
  });

  it('is read as it was written', () => {
    expect(parseWatch(JSON.stringify(RECORD))).toEqual(RECORD);
  });

  it('is read where its schema accepts it, and refused where it does not', () => {
    fc.assert(
      fc.property(mutationsOf(RECORD, ['elb-tls-watch/1', 'quiet', 'better']), (value) => {
        const written: unknown = JSON.parse(JSON.stringify(value) ?? 'null');
        expect({ written, isRefused: refusal(written) !== null }).toEqual({
          written,
          isRefused: !isRecord(written),
        });
      }),
      { numRuns: 500 },
    );
  });
});
