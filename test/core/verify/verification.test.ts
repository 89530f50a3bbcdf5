import * as fc from 'fast-check';
import { PROTOCOLS, type Protocol } from '../../../lambda/core/clients/client';
import { dropsOf } from '../../../lambda/core/policy/posture';
import { postureOf, type Posture } from '../../../lambda/core/policy/posture';
import type { Reply } from '../../../lambda/core/verify/handshaker';
import { expectationsOf, type Expectation } from '../../../lambda/core/verify/offers';
import { silenceIn, verify } from '../../../lambda/core/verify/verification';
import { CIPHERS, ELBV2 } from '../catalogue';
import { playedIn, replyOf, type ModelServer } from './model-server';

const HOST = 'shop-1.elb.example.com';
const YES = (cipher: string): Reply => ({ kind: 'accepted', cipher });
const NO: Reply = { kind: 'refused' };
const HUNG_UP: Reply = { kind: 'hung-up' };
const UNPLAYED: Reply = { kind: 'unplayed' };
const SILENT: Reply = { kind: 'untold', why: 'no answer within 5 seconds' };

const GOES = (protocol: Protocol): Expectation => ({
  protocol,
  ciphers: [],
  after: 'refused',
  of: 'protocol',
});
const WORKS = (protocol: Protocol): Expectation => ({
  protocol,
  ciphers: [],
  after: 'accepted',
  of: 'protocol',
});
const LOSES: Expectation = { protocol: 'TLSv1.2', ciphers: ['AES128-SHA'], after: 'refused', of: 'ciphers' };

const NOTHING = { host: HOST, stillWorks: { protocols: [], ciphers: [] }, refused: [], untold: [] };
const EXPECTED = [GOES('TLSv1'), WORKS('TLSv1.2'), LOSES, WORKS('TLSv1.3')];
const BEFORE = [YES('A'), YES('B'), YES('AES128-SHA'), NO];

describe('what handshakes show', () => {
  it.each<[string, readonly Reply[], object]>([
    ['all is as expected', [NO, YES('B'), NO, YES('C')], { asExpected: true }],
    [
      'a protocol still works',
      [YES('A'), YES('B'), NO, YES('C')],
      { asExpected: false, stillWorks: { protocols: ['TLSv1'], ciphers: [] } },
    ],
    [
      'a cipher still works',
      [NO, YES('B'), YES('AES128-SHA'), YES('C')],
      { asExpected: false, stillWorks: { protocols: [], ciphers: ['AES128-SHA'] } },
    ],
    ['what worked is refused', [NO, NO, NO, YES('C')], { asExpected: false, refused: ['TLSv1.2'] }],
    ['what is new is refused', [NO, YES('B'), NO, NO], { asExpected: false, refused: ['TLSv1.3'] }],
    ['everything is refused', [NO, NO, NO, NO], { asExpected: false, refused: ['TLSv1.2', 'TLSv1.3'] }],
    ['a hang-up is a refusal beside answers', [HUNG_UP, YES('B'), HUNG_UP, YES('C')], { asExpected: true }],
    [
      'nothing but hang-ups says nothing',
      [HUNG_UP, HUNG_UP, HUNG_UP, HUNG_UP],
      { asExpected: null, untold: ['after the change: it hung up without a word'] },
    ],
    [
      'silence says nothing, and is told once',
      [NO, SILENT, SILENT, SILENT],
      { asExpected: null, untold: ['after the change: no answer within 5 seconds'] },
    ],
    [
      'beside silence, what is wrong is wrong',
      [YES('A'), SILENT, SILENT, SILENT],
      {
        asExpected: false,
        stillWorks: { protocols: ['TLSv1'], ciphers: [] },
        untold: ['after the change: no answer within 5 seconds'],
      },
    ],
    ['an offer that nobody can make is none', [NO, YES('B'), UNPLAYED, YES('C')], { asExpected: true }],
  ])('%s', (_, after, found) => {
    expect(verify(HOST, EXPECTED, { before: BEFORE, after })).toEqual({ ...NOTHING, ...found });
  });

  it('what did not work before is no loss, TLS 1.3 apart', () => {
    const expected = [WORKS('TLSv1.2'), WORKS('TLSv1.3')];
    const said = { before: [NO, NO], after: [NO, YES('C')] };
    expect(verify(HOST, expected, said)).toEqual({ ...NOTHING, asExpected: true });
    expect(
      verify(HOST, [GOES('TLSv1'), ...expected], { before: [YES('A'), NO, NO], after: [NO, NO, NO] }),
    ).toEqual({
      ...NOTHING,
      asExpected: false,
      refused: ['TLSv1.3'],
    });
  });

  it('a host that refuses all, before the change too, says nothing of the change', () => {
    expect(verify(HOST, EXPECTED, { before: [NO, NO, NO, NO], after: [NO, NO, NO, NO] })).toEqual({
      ...NOTHING,
      asExpected: null,
      untold: ['it refused every handshake, those before the change too'],
    });
  });

  it.each<[readonly Reply[], string | null]>([
    [[NO, YES('B')], null],
    [[HUNG_UP, NO], null],
    [[HUNG_UP, HUNG_UP], 'it hung up without a word'],
    [[NO, SILENT], 'no answer within 5 seconds'],
    [[UNPLAYED], null],
    [[], null],
  ])('silence in %j is %j', (replies, why) => {
    expect(silenceIn(replies)).toBe(why);
  });
});

/** A policy of AWS, or one that nobody has: any protocols with any ciphers. */
const policy = fc.oneof(
  fc.constantFrom(...ELBV2).map(postureOf),
  fc
    .record({ protocols: fc.subarray([...PROTOCOLS]), ciphers: fc.subarray([...CIPHERS]) })
    .map((contents) => postureOf({ name: 'custom', ...contents })),
);
const move = fc.record({
  from: policy,
  to: policy,
  keys: fc.subarray(['RSA', 'ECDSA'], { minLength: 1 }),
  isFromKnown: fc.boolean(),
});

const pairsOf = (server: ModelServer): ReadonlySet<string> =>
  new Set(
    PROTOCOLS.flatMap((protocol) => playedIn(server, protocol).map((cipher) => `${protocol} ${cipher}`)),
  );

const looked = (
  { from, to, isFromKnown }: { readonly from: Posture; readonly to: Posture; readonly isFromKnown: boolean },
  before: ModelServer,
  after: ModelServer,
) => {
  const expected = expectationsOf({ from: isFromKnown ? from : null, to, drops: dropsOf(from, to) });
  const said = (server: ModelServer): readonly Reply[] => expected.map((offer) => replyOf(server, offer));
  return verify(HOST, expected, { before: said(before), after: said(after) });
};

describe('against any load balancer of a model', () => {
  it('a change that is there is as expected, whatever keys its certificates have', () => {
    fc.assert(
      fc.property(move, ({ from, to, keys, isFromKnown }) => {
        const [before, after] = [
          { policy: from, keys },
          { policy: to, keys },
        ];
        const { asExpected } = looked({ from, to, isFromKnown }, before, after);

        // Where nobody gets through, before or after, nobody can tell.
        expect(asExpected).toBe(pairsOf(before).size + pairsOf(after).size === 0 ? null : true);
      }),
    );
  });

  it('a change that is not there is seen wherever a client could see it', () => {
    fc.assert(
      fc.property(move, ({ from, to, keys, isFromKnown }) => {
        const [old, next] = [
          { policy: from, keys },
          { policy: to, keys },
        ];
        const { asExpected, stillWorks } = looked({ from, to, isFromKnown }, old, old);
        const drops = dropsOf(from, to);

        const goes = [...pairsOf(old)].filter((pair) => !pairsOf(next).has(pair));
        const gains13 = playedIn(old, 'TLSv1.3').length === 0 && playedIn(next, 'TLSv1.3').length > 0;
        expect(asExpected === false).toBe(pairsOf(old).size > 0 && (goes.length > 0 || gains13));
        expect(drops.protocols).toEqual(expect.arrayContaining([...stillWorks.protocols]));
        expect(drops.ciphers).toEqual(expect.arrayContaining([...stillWorks.ciphers]));
      }),
    );
  });
});
