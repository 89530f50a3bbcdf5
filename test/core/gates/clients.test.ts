import * as fc from 'fast-check';
import type { Evidence } from '../../../lambda/core/evidence';
import { clients, isTooMany } from '../../../lambda/core/gates/clients';
import type { Entry } from '../../../lambda/core/report';
import { ANY, DEFAULT_ROLLOUT, type ImpactThreshold } from '../../../lambda/core/rollout';
import { heldClause, refusedClause, togetherClauses } from '../../../lambda/core/wording/evidence';
import { PHONES, SEEN } from '../../report/evidence';
import { anEntry } from '../../report/fixtures';

/** The gate of the clients that logs show, and what is said of them. */

function gated(evidence: Evidence | undefined, threshold: ImpactThreshold | null = ANY): Entry {
  const entry = anEntry({ outcome: 'planned', reason: 'below-target', ...(evidence && { evidence }) });
  const impact = threshold === null ? null : { days: 7, threshold, workgroup: null };
  const context = {
    history: null,
    now: new Date(),
    tagsOf: () => null,
    isAtLeastAsStrict: () => false,
    failedRegions: [],
    closedRegions: [],
    createdAt: () => null,
  };
  return clients([entry], { ...DEFAULT_ROLLOUT, impact }, context)[0] ?? entry;
}

describe('the gate', () => {
  it.each<[string, Evidence | undefined, ImpactThreshold | null, string]>([
    ['lets through what nobody is refused by', SEEN, ANY, 'below-target'],
    ['holds for one handshake', { ...SEEN, refused: 1 }, ANY, 'clients-would-break'],
    [
      'holds for one that may get through another way',
      { ...SEEN, refused: 1, uncertain: 1 },
      ANY,
      'clients-would-break',
    ],
    ['lets through what has no log', { status: 'no-log' }, ANY, 'below-target'],
    ['holds what has logs that could not be read', { status: 'unread', why: 'no' }, ANY, 'clients-unknown'],
    ['lets through what was not looked at', undefined, ANY, 'below-target'],
    ['lets all through while nobody asked', PHONES, null, 'below-target'],
    ['lets through at a number', PHONES, { kind: 'handshakes', most: 1300 }, 'below-target'],
    ['holds above it', PHONES, { kind: 'handshakes', most: 1299 }, 'clients-would-break'],
    ['lets through under a share', PHONES, { kind: 'share', most: 0.01 }, 'below-target'],
    ['holds above it, too', PHONES, { kind: 'share', most: 0.001 }, 'clients-would-break'],
    [
      'lets a share of all through',
      { ...SEEN, refused: 10, handshakes: 10 },
      { kind: 'share', most: 1 },
      'below-target',
    ],
  ])('%s', (_, evidence, threshold, reason) => {
    expect(gated(evidence, threshold).reason).toBe(reason);
  });

  it('holds at least what it would with less of the window read, whatever the threshold', () => {
    const threshold = fc.oneof(
      fc.record({ kind: fc.constant('handshakes' as const), most: fc.nat(1000) }),
      fc.record({ kind: fc.constant('share' as const), most: fc.double({ min: 0, max: 1, noNaN: true }) }),
    );
    const counts = fc.record({
      handshakes: fc.integer({ min: 1, max: 1e6 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      read: fc.double({ min: 0.01, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(threshold, counts, (most, { handshakes, share, read }) => {
        const refused = Math.round(handshakes * share);
        const whole = isTooMany({ handshakes, refused, readShare: 1 }, most);
        expect(isTooMany({ handshakes, refused, readShare: read }, most) || !whole).toBe(true);
        expect(isTooMany({ handshakes, refused: 0, readShare: read }, most)).toBe(false);
      }),
    );
  });
});

describe('what is said', () => {
  it('of what would be refused', () => {
    expect(refusedClause({ ...SEEN, readShare: 0.82 })).toBe(
      '0 of 1,204,331 handshakes in 7 days would be refused (82 % of the window read)',
    );
    expect(refusedClause({ ...SEEN, handshakes: 1, refused: 1, days: 1 })).toBe(
      '1 of 1 handshake in 1 day would be refused (100 % of the window read)',
    );
    expect(refusedClause({ ...SEEN, readShare: null })).toBe('its logs have nothing in 7 days');
  });

  it('of a listener that is held: how many, with what, and whom to call', () => {
    expect(heldClause(PHONES)).toBe(
      '1,300 of 1,204,331 handshakes in 7 days would be refused (100 % of the window read), from 12 addresses; ' +
        '300 may get through another way; with TLS 1.0 AES128-SHA (1,000) and TLS 1.2 AES128-SHA (300); fits Java 6u45; ' +
        'loudest: 203.0.113.0/24 (900, "curl/7.29.0"), 198.51.100.0/24 (300), 2001:db8::/48 (90) and 1 more',
    );
    expect(
      heldClause({ ...PHONES, ofAllListeners: true, uncertain: 1300, addressesRefused: null }),
    ).toContain(
      'from more addresses than are counted; on all its listeners: the log does not tell them apart; all may get through another way;',
    );
  });

  it('of several together, and of those where nobody knows', () => {
    const others: readonly Evidence[] = [
      { ...SEEN, readShare: 0.4, handshakes: 669, postQuantum: 5, keyExchangeTold: 10 },
      { ...SEEN, readShare: null, handshakes: 0 },
      { status: 'no-log' },
      { status: 'unread', why: 'no' },
    ];
    expect(togetherClauses([SEEN, ...others])).toEqual([
      '0 of 1,205,000 handshakes in 7 days would be refused (at least 40 % of the window read)',
      '5 of 10 were post-quantum',
      'nothing in the logs of 1 listener',
      'no logs of 1 listener: nobody knows who uses them',
      'logs of 1 listener could not be read',
    ]);
    expect(togetherClauses([])).toEqual([]);
  });

  it('of user agents, on one line of the digest, whatever is in them', () => {
    const { advice } = gated({
      ...PHONES,
      topRefused: [{ address: '192.0.2.0/24', handshakes: 1, userAgents: ['a"b; rm -rf /'] }],
    });
    expect(advice?.own).toContain('loudest: 192.0.2.0/24 (1, "a"b; rm -rf /")');
  });
});
