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
const UNDO = '20261121T060000Z-81cd';
const HISTORY: History = {
  ...emptyHistory(ACCOUNT),
  exemptionsListedIn: '2026-11',
  listeners: {
    changed: { changed: { runId: RUN, number: 1, at: AT, from: OLD, to: PQ }, undone: null, created: AT },
    undone: { changed: null, undone: { runId: RUN, by: UNDO, number: 2, at: AT, until: '2027-01-31' } },
    forever: {
      changed: { runId: RUN, number: 0, at: AT, from: null, to: null },
      undone: { runId: RUN, by: UNDO, number: 3, at: AT, until: null },
    },
  },
  waves: { dev: { runId: RUN, number: 1, at: AT } },
  unread: ['arn:a'],
  refused: ['arn:b', 'arn:c'],
  watched: [{ runId: RUN, at: AT, result: 'quiet', detail: 'Quiet.' }],
  lastDigest: {
    at: AT,
    number: 3,
    scope: { tagKey: 'Tier', tagValues: ['web'] },
    target: 'recommended',
    regions: ['eu-west-1'],
    open: [
      { since: '2026-11-19', from: OLD, ports: { a: 443, b: 8443 } },
      { since: '2026-11-20', from: null, ports: { c: null } },
    ],
  },
};

/** As version 1 wrote it. */
const FIRST = {
  schema: 'elb-tls-history/1',
  account: ACCOUNT,
  listeners: {
    changed: { changed: { runId: RUN, at: AT, from: OLD, to: PQ }, undone: null },
    undone: {
      changed: { runId: RUN, at: AT, from: null, to: null },
      undone: { runId: RUN, at: AT, until: '2027-01-31' },
    },
  },
  exemptionsListedIn: '2026-11',
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
    ['one with fields that are added later', { ...HISTORY, watches: null }],
  ])('reads %s', (_, history) => {
    expect(parseHistory(JSON.stringify(history), ACCOUNT)).toEqual(history);
  });

  it('reads what its schema accepts, and refuses what it refuses', () => {
    fc.assert(
      fc.property(mutationsOf(HISTORY, ['elb-tls-history/3', '999988887777']), (value) => {
        const written: unknown = JSON.parse(JSON.stringify(value) ?? 'null');
        const isOk = isHistory(written) && written.account === ACCOUNT;
        expect({ written, isRefused: refusal(written) !== null }).toEqual({ written, isRefused: !isOk });
      }),
      { numRuns: 500 },
    );
  });

  it('reads what version 1 wrote: its runs stand before all that have a number', () => {
    const history = parseHistory(JSON.stringify(FIRST), ACCOUNT);
    expect(history).toEqual({
      ...emptyHistory(ACCOUNT),
      listeners: {
        changed: { changed: { runId: RUN, number: 0, at: AT, from: OLD, to: PQ }, undone: null },
        undone: {
          changed: { runId: RUN, number: 0, at: AT, from: null, to: null },
          undone: { runId: RUN, by: RUN, number: 0, at: AT, until: '2027-01-31' },
        },
      },
      exemptionsListedIn: '2026-11',
    });
    expect(isHistory(history)).toBe(true);
  });

  it('makes a history of this version of whatever it reads of version 1', () => {
    fc.assert(
      fc.property(mutationsOf(FIRST, ['elb-tls-history/2']), (value) => {
        const json = JSON.stringify(value) ?? 'null';
        fc.pre(refusal(JSON.parse(json)) === null);
        expect(isHistory(parseHistory(json, ACCOUNT))).toBe(true);
      }),
    );
  });

  const changed = { runId: RUN, number: 1, at: AT, from: OLD, to: PQ };
  it.each<[string, unknown, string]>([
    [
      'another account',
      { ...HISTORY, account: '999988887777' },
      `/account must be ${ACCOUNT}, not 999988887777`,
    ],
    [
      'another version',
      { ...HISTORY, schema: 'elb-tls-history/9' },
      '/schema must be one of elb-tls-history/1, elb-tls-history/2, not elb-tls-history/9',
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
