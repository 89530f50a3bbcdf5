import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { emptyHistory, type History } from '../../lambda/core/history';
import { ParseError } from '../../lambda/records/check';
import schema from '../../lambda/records/history.schema.json';
import { parseHistory } from '../../lambda/records/parse-history';
import { ACCOUNT, OLD, PQ } from '../vocabulary';
import { mutationsOf } from './mutations';

const AT = '2026-11-20T06:00:00.000Z';
const RUN = '20261120T060000Z-3f9c';
const HISTORY: History = {
  ...emptyHistory(ACCOUNT),
  exemptionsListedIn: '2026-11',
  listeners: {
    changed: { changed: { runId: RUN, at: AT, from: OLD, to: PQ }, undone: null },
    undone: { changed: null, undone: { runId: RUN, at: AT, until: '2027-01-31' } },
    forever: {
      changed: { runId: RUN, at: AT, from: null, to: null },
      undone: { runId: RUN, at: AT, until: null },
    },
  },
};

const isHistory = addFormats(new Ajv2020({ strict: true, allowUnionTypes: true })).compile<History>(schema);

function refusal(value: unknown): string | null {
  try {
    parseHistory(JSON.stringify(value), ACCOUNT);
    return null;
  } catch (error) {
    if (error instanceof ParseError) return error.message;
    throw error;
  }
}

describe('parseHistory', () => {
  it.each([
    ['a full one', HISTORY],
    ['an empty one', emptyHistory(ACCOUNT)],
    ['one with fields that are added later', { ...HISTORY, lease: null }],
  ])('reads %s', (_, history) => {
    expect(parseHistory(JSON.stringify(history), ACCOUNT)).toEqual(history);
  });

  it('reads what its schema accepts, and refuses what it refuses', () => {
    fc.assert(
      fc.property(mutationsOf(HISTORY, ['elb-tls-history/2', '999988887777']), (value) => {
        const written: unknown = JSON.parse(JSON.stringify(value) ?? 'null');
        const isOk = isHistory(written) && written.account === ACCOUNT;
        expect({ written, isRefused: refusal(written) !== null }).toEqual({ written, isRefused: !isOk });
      }),
      { numRuns: 500 },
    );
  });

  const changed = { runId: RUN, at: AT, from: OLD, to: PQ };
  it.each<[string, unknown, string]>([
    [
      'another account',
      { ...HISTORY, account: '999988887777' },
      `/account must be ${ACCOUNT}, not 999988887777`,
    ],
    [
      'another version',
      { ...HISTORY, schema: 'elb-tls-history/9' },
      '/schema must be elb-tls-history/1, not elb-tls-history/9',
    ],
    ['something else', { name: 'x' }, 'must have property schema'],
    ['listeners that are none', { ...HISTORY, listeners: [] }, '/listeners must be object'],
    [
      'a listener without its undo',
      { ...HISTORY, listeners: { a: { changed } } },
      '/listeners/a must have property undone',
    ],
    [
      'a change at no time',
      { ...HISTORY, listeners: { a: { changed: { ...changed, at: 'now' }, undone: null } } },
      '/listeners/a/changed/at must be a time (ISO 8601, UTC)',
    ],
    ['no month', { ...HISTORY, exemptionsListedIn: undefined }, 'must have property exemptionsListedIn'],
  ])('refuses one of %s, and says where', (_, value, says) => {
    expect(refusal(value)).toBe(says);
  });

  it('refuses what is not JSON', () => {
    expect(() => parseHistory('{', ACCOUNT)).toThrow(new ParseError('not JSON'));
  });
});
