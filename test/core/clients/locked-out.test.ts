import * as fc from 'fast-check';
import { KNOWN_CLIENTS, type KnownClient } from '../../../lambda/core/clients/known';
import { getsThrough, lockedOut } from '../../../lambda/core/clients/locked-out';
import { lockedOutNames } from '../../../lambda/core/clients/lockouts';
import {
  classicPostureOf,
  lowestProtocol,
  postureOf,
  type Posture,
} from '../../../lambda/core/policy/posture';
import { getsThroughEverywhere } from '../../../scripts/known-clients/compact';
import { CANDIDATES, CIPHERS, CLASSIC, ELBV2, posture } from '../catalogue';

const POLICIES = [...[...ELBV2, ...CANDIDATES].map(postureOf), ...CLASSIC.map(classicPostureOf)];

/** TLS 1.2 stands fourth, after SSLv2, SSLv3, TLS 1.0 and 1.1: no run chooses a target that accepts less. */
const TARGETS = POLICIES.filter((policy) => lowestProtocol(policy) >= 4);

function client(name: string): KnownClient {
  const found = KNOWN_CLIENTS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`not in the table: ${name}`);
  return found;
}

function namesLockedOut(from: Posture, to: Posture): readonly string[] {
  return lockedOut(from, to, KNOWN_CLIENTS).map(({ name }) => name);
}

const RES = 'TLS13-1-2-Res-2021-06';
const OPEN = '2016-08';

describe('a move that every source agrees on', () => {
  it.each([
    // What AWS's own pages say of TLS 1.2: Android from 4.4, Java from 8, Internet Explorer from 11, Safari from 7.
    ['Android 4.3', OPEN, RES, true],
    ['Android 4.4.2', OPEN, RES, false],
    ['Java 6u45', OPEN, RES, true],
    ['Java 7u25', OPEN, RES, true],
    ['Java 8u291', OPEN, RES, false],
    ['Java 8u442 (OpenJDK)', OPEN, RES, false],
    ['Java 21.0.8', OPEN, RES, false],
    ['IE 8 Win 7', OPEN, RES, true],
    ['IE 11 Win 7', OPEN, RES, false],
    ['OpenSSL 0.9.8y', OPEN, RES, true],
    ['OpenSSL 1.0.1h', OPEN, RES, false],
    ['Windows 7/Server 2008 R2 (Schannel)', OPEN, RES, true],
    ['Windows 8.1/Server 2012 R2 (Schannel)', OPEN, RES, false],
    ['curl 7.88.1 (OpenSSL 3.0)', OPEN, RES, false],
    // TLS 1.2, but CBC alone.
    ['Safari 8 OS X 10.10', OPEN, RES, true],
    ['Safari 8 OS X 10.10', 'TLS13-1-2-2021-06', RES, true],
    ['Safari 9 OS X 10.11', OPEN, RES, false],
    // No TLS 1.3.
    ['Java 8u291', OPEN, 'TLS13-1-3-2021-06', true],
    ['Windows 10 1809/Server 2019 (Schannel)', OPEN, 'TLS13-1-3-2021-06', true],
    ['Windows Server 2022 (Schannel)', OPEN, 'TLS13-1-3-2021-06', false],
    ['.NET 6 and 8 on Linux', OPEN, 'TLS13-1-3-2021-06', false],
    // It did not get through before: nothing is taken from it.
    ['IE 6 XP', OPEN, RES, false],
    // Post-quantum takes nobody's handshake away.
    ['Java 8u291', RES, 'TLS13-1-2-Res-PQ-2025-09', false],
  ])('%s, from %s to %s: locked out is %s', (name, from, to, expected) => {
    expect(lockedOut(posture(from), posture(to), [client(name)]).length === 1).toBe(expected);
    expect(lockedOutNames(posture(from), posture(to)).includes(name)).toBe(expected);
  });
});

describe('lockedOut', () => {
  it('counts a client that gets through with one kind of certificate', () => {
    const only = { ...client('IE 11 Win 7'), ciphers: ['ECDHE-ECDSA-AES128-GCM-SHA256'] };
    expect(getsThrough(only, posture(RES))).toBe(true);
    expect(lockedOut(posture(OPEN), posture(RES), [only])).toEqual([]);
  });

  it('knows that the version is agreed on first: no common suite there is no reason to try a lower one', () => {
    const modern = { ...client('Java 17.0.15'), ciphers: ['TLS_AES_128_CCM_SHA256', 'AES128-SHA'] };
    expect(getsThrough(modern, posture(OPEN))).toBe(true);
    expect(getsThrough(modern, posture('TLS13-1-0-2021-06'))).toBe(false);
  });

  it('names nobody where nothing changes, and most common first where it does', () => {
    for (const policy of POLICIES) expect(lockedOutNames(policy, policy)).toEqual([]);
    const ranks = lockedOut(posture(OPEN), posture(RES), KNOWN_CLIENTS).map(({ rank }) => rank);
    expect(ranks.length).toBeGreaterThan(20);
    expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  });
});

describe('what the function knows', () => {
  it.each(TARGETS)('agrees with the table on every move to $name', (to) => {
    const wrong = POLICIES.filter(
      (from) => lockedOutNames(from, to).join() !== namesLockedOut(from, to).join(),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  it('agrees with it on moves from custom policies', () => {
    const custom = fc.record({
      protocols: fc.subarray(['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3']),
      ciphers: fc.subarray([...CIPHERS]),
    });
    fc.assert(
      fc.property(custom, fc.constantFrom(...TARGETS), (contents, to) => {
        const from = classicPostureOf({ name: 'mine', ...contents });
        expect(lockedOutNames(from, to)).toEqual(namesLockedOut(from, to));
      }),
      { numRuns: 100 },
    );
  });

  it('leaves out those alone that every target lets through', () => {
    const everywhere = KNOWN_CLIENTS.filter(getsThroughEverywhere);
    expect(everywhere.length).toBeGreaterThan(30);
    const kept = TARGETS.flatMap((to) => everywhere.filter((each) => !getsThrough(each, to)));
    expect(kept.map(({ name }) => name)).toEqual([]);
  });
});
