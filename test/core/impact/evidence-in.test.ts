import * as fc from 'fast-check';
import type { SeenClients } from '../../../lambda/core/evidence';
import { evidenceIn, type ReadWindow } from '../../../lambda/core/impact/evidence-in';
import { rowsOf } from '../../../lambda/core/impact/impact-of';
import type { ImpactRow } from '../../../lambda/core/impact/impact';
import { LogText } from '../../../lambda/core/impact/log-text';
import { Reading } from '../../../lambda/core/impact/reading';
import { Tally } from '../../../lambda/core/impact/tally';
import { passes } from '../../../lambda/records/check';
import { isEvidence } from '../../../lambda/records/evidence';
import { makeLogs } from '../../../scripts/impact-logs/generate';
import { mixNamed, MIXES } from '../../../scripts/impact-logs/mixes';
import { PHONES, SEEN } from '../../report/evidence';
import { policyOf, RES_PQ, tallyFor } from './read';

/** What rows of a log say of one listener. */

const WINDOW: ReadWindow = {
  days: 7,
  readShare: 1,
  faultyShare: 0,
  since: null,
  skipped: {},
  unreadFiles: {},
  unread: [],
  log: 'connections',
};
const SHOP = { loadBalancer: 'app/shop/1', port: 443, ports: new Set([80, 443]) };

function row(patch: Partial<ImpactRow>): ImpactRow {
  const {
    status: _status,
    days: _days,
    readShare: _share,
    faultyShare: _faulty,
    since: _since,
    ...counts
  } = SEEN;
  const { ofAllListeners: _all, skipped: _skipped, unreadFiles: _files, unread: _unread, ...rest } = counts;
  return { ...rest, loadBalancer: 'app/shop/1', type: 'application', port: 443, ...patch };
}

const some = (handshakes: number, refused: number): Partial<ImpactRow> => ({ handshakes, refused });

function seenIn(
  rows: readonly ImpactRow[],
  isTooMany: (seen: SeenClients) => boolean = () => false,
): SeenClients {
  return evidenceIn({ loadBalancers: rows }, SHOP, WINDOW, isTooMany);
}

const isOverAHundredth = ({ refused, handshakes }: SeenClients): boolean => refused / handshakes > 0.01;

describe('the rows of one listener', () => {
  it.each<[string, readonly ImpactRow[], Partial<SeenClients>]>([
    [
      'are its own',
      [row(some(10, 1)), row({ ...some(99, 9), port: 80 })],
      { handshakes: 10, refused: 1, ofAllListeners: false },
    ],
    [
      'and those that no port is told of',
      [row(some(10, 1)), row({ ...some(5, 2), port: null })],
      { handshakes: 15, refused: 3, ofAllListeners: true },
    ],
    [
      'and those on a port that nobody listens on',
      [row({ ...some(5, 2), port: 8443 })],
      { handshakes: 5, refused: 2, ofAllListeners: true },
    ],
    [
      'twice, where lines name it in two ways',
      [row(some(60, 60)), row(some(60, 60))],
      { handshakes: 120, refused: 120 },
    ],
    [
      'and none of another load balancer',
      [row({ ...some(5, 5), loadBalancer: 'app/shop/2' })],
      { handshakes: 0, refused: 0 },
    ],
    ['none', [], { handshakes: 0, ofAllListeners: false, log: 'connections' }],
  ])('%s', (_, rows, expected) => {
    expect(seenIn(rows)).toMatchObject(expected);
  });

  it('are joined: protocols, ciphers, addresses and who they are', () => {
    const { topRefused, refusedWith } = PHONES;
    const one = row({
      ...some(10, 10),
      protocols: { TLSv1: 10 },
      ciphers: { A: 9, B: 1 },
      topRefused,
      refusedWith,
      addressesRefused: 2,
    });
    const other = row({
      ...some(4, 4),
      protocols: { TLSv1: 3, 'TLSv1.3': 1 },
      ciphers: { B: 20 },
      topRefused,
      refusedWith,
      addressesRefused: null,
    });
    const seen = seenIn([one, other]);
    expect(seen.protocols).toEqual({ TLSv1: 13, 'TLSv1.3': 1 });
    expect(Object.entries(seen.ciphers)).toEqual([
      ['B', 21],
      ['A', 9],
    ]);
    expect(seen.topRefused.map(({ handshakes }) => handshakes)).toEqual([1800, 600, 180, 20]);
    expect(seen.refusedWith.map(({ handshakes }) => handshakes)).toEqual([2000, 600]);
    expect(seen).toMatchObject({ addressesRefused: null, postQuantum: null });
  });

  it('hold by their own, by the others, or by both together', () => {
    const rows = [row(some(50, 50)), row({ ...some(20_000, 60), port: null })];
    expect(seenIn(rows, isOverAHundredth)).toMatchObject({
      handshakes: 50,
      refused: 50,
      ofAllListeners: false,
    });
    expect(seenIn(rows, ({ refused }) => refused > 80)).toMatchObject({ refused: 110, ofAllListeners: true });
    const shared = [row(some(20_000, 0)), row({ ...some(10, 10), port: null })];
    expect(seenIn(shared, isOverAHundredth)).toMatchObject({
      handshakes: 10,
      refused: 10,
      ofAllListeners: true,
    });
  });

  it('are bounded: ten networks, ten suites, thirty ciphers', () => {
    const many = Array.from({ length: 500 }, (_, index) => `X${index}`);
    const seen = seenIn([
      row({
        ciphers: Object.fromEntries(many.map((name) => [name, 1])),
        refusedWith: many.map((cipher) => ({
          protocol: 'TLSv1',
          cipher,
          handshakes: 1,
          uncertain: false,
          clients: [],
        })),
        topRefused: many.map((address) => ({ address, handshakes: 1, userAgents: [] })),
      }),
    ]);
    expect([seen.topRefused.length, seen.refusedWith.length, Object.keys(seen.ciphers).length]).toEqual([
      10, 10, 30,
    ]);
  });
});

it.each([
  ['an address', '2026-11-22T04:00:00Z  36280 443 TLSv1 AES128-SHA 4.0 "-" - - Success TID_1\n'],
  ['a cipher', '2026-11-22T04:00:00Z 198.51.100.7 36280 443 TLSv1  4.0 "-" - - Success TID_1\n'],
])('a line without %s is no handshake, and is said', (_, line) => {
  const tally = tallyFor();
  const { counts } = new Reading();
  const lines = new LogText('a.log', tally, counts);
  lines.add(Buffer.from(line.repeat(3)));
  lines.end();
  expect(rowsOf(tally, () => []).map(({ refused }) => refused)).toEqual([]);
  expect([...counts.skipped.values()]).toEqual([3]);
});

it('whatever lines there are, what is written of them can be read', () => {
  const noise = fc.record({
    mix: fc.constantFrom(...MIXES.map(({ name }) => name)),
    seed: fc.nat(1000),
    cuts: fc.array(fc.tuple(fc.nat(3000), fc.nat(40), fc.string({ maxLength: 8, unit: 'binary' })), {
      maxLength: 30,
    }),
  });
  fc.assert(
    fc.property(noise, ({ mix, seed, cuts }) => {
      const text = [...makeLogs({ mix: mixNamed(mix), seed, bytes: 3000 }).parts].join('');
      const spoilt = cuts.reduce(
        (all, [at, length, put]) => all.slice(0, at) + put + all.slice(at + length),
        text,
      );
      for (const type of ['application', 'network', 'classic'] as const) {
        const target = policyOf(RES_PQ);
        const policies = { type: type === 'classic' ? 'classic' : 'elbv2', target, from: null } as const;
        const only = { loadBalancer: 'app/shop/1', type, ports: new Set([443]) };
        const tally = new Tally({
          policies: { elbv2: policies, classic: policies },
          fullAddresses: true,
          remembered: 1 << 10,
          only,
        });
        const reading = new Reading();
        const lines = new LogText('a.log', tally, reading.counts);
        lines.add(Buffer.from(spoilt));
        lines.end();
        const seen = evidenceIn({ loadBalancers: rowsOf(tally, () => []) }, SHOP, WINDOW, () => true);
        expect(passes(JSON.parse(JSON.stringify(seen)), isEvidence)).toBe(true);
        for (const { address } of seen.topRefused) expect(address).not.toBe('');
        for (const { cipher } of seen.refusedWith) expect(cipher).not.toBe('');
      }
    }),
  );
});
