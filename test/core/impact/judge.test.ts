import { assert, boolean, constant, constantFrom, pre, property, record } from 'fast-check';
import type { Client, Protocol } from '../../../lambda/core/clients/client';
import { KNOWN_CLIENTS } from '../../../lambda/core/clients/known';
import { negotiate, type CertificateKey } from '../../../lambda/core/clients/negotiate';
import { protocolsOf } from '../../../lambda/core/clients/suites';
import { CATALOGUE_POLICIES, type PolicyType, type Shelved } from '../../../lambda/core/explain/catalogue';
import { serverOf } from '../../../lambda/core/explain/remedy';
import { verdictOn, type Policies, type Verdict } from '../../../lambda/core/impact/judge';
import { cipherSpelled, protocolSpelled } from '../../../lambda/core/impact/spelling';
import { weaknessesOf } from '../../../lambda/core/policy/cipher';
import { OLD, policyOf, RES_PQ } from './read';

const TLS13_ONLY = 'ELBSecurityPolicy-TLS13-1-3-2021-06';
const FORWARD = 'ELBSecurityPolicy-FS-1-2-Res-2020-10';
const WITH_13 = 'ELBSecurityPolicy-TLS13-1-2-2021-06';

describe('a handshake is held against the target', () => {
  it.each<readonly [Protocol, string, string, string | null, Verdict]>([
    ['TLSv1.3', 'TLS_AES_128_GCM_SHA256', RES_PQ, null, 'accepted'],
    ['TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256', RES_PQ, null, 'accepted'],
    // The highest version that both have: every policy has TLS 1.2 or TLS 1.3, and this client did not take it.
    ['TLSv1', 'AES128-SHA', RES_PQ, null, 'refused'],
    ['TLSv1.1', 'ECDHE-RSA-AES128-SHA', RES_PQ, null, 'refused'],
    // Whether the client has something better nobody knows, until somebody says what the listener had.
    ['TLSv1.2', 'AES128-SHA', RES_PQ, null, 'uncertain'],
    ['TLSv1.2', 'AES128-SHA', RES_PQ, OLD, 'refused'],
    // 2016-08 has ECDHE-RSA-AES256-GCM-SHA384 behind this one: the client may have that.
    ['TLSv1.2', 'ECDHE-RSA-AES128-SHA', RES_PQ, OLD, 'uncertain'],
    ['TLSv1.2', 'ECDHE-RSA-AES256-SHA', RES_PQ, OLD, 'refused'],
    ['TLSv1.2', 'ECDHE-RSA-AES256-SHA384', RES_PQ, WITH_13, 'refused'],
    // A cipher that the policy does not have: the listener had another one, and its order tells nothing.
    ['TLSv1.2', 'DES-CBC3-SHA', RES_PQ, OLD, 'uncertain'],
    ['TLSv1.2', 'AES128-SHA', TLS13_ONLY, OLD, 'refused'],
    ['TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256', TLS13_ONLY, OLD, 'uncertain'],
    ['TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256', TLS13_ONLY, WITH_13, 'refused'],
    // Downwards: who speaks TLS 1.3 may speak TLS 1.2 as well.
    ['TLSv1.3', 'TLS_AES_128_GCM_SHA256', FORWARD, null, 'uncertain'],
    ['TLSv1.3', 'TLS_AES_128_GCM_SHA256', FORWARD, WITH_13, 'uncertain'],
  ])('%s with %s against %s, from %s: %s', (protocol, cipher, target, from, verdict) => {
    const had = from === null ? null : policyOf(from);
    expect(verdictOn(protocol, cipher, { type: 'elbv2', target: policyOf(target), from: had })).toBe(verdict);
  });
});

it('where the client decides, what was used does not tell what it lacks', () => {
  const old = policyOf(OLD);
  const verdict = (decides: boolean): Verdict =>
    verdictOn('TLSv1.2', 'AES128-SHA', {
      type: 'elbv2',
      target: policyOf(RES_PQ),
      from: { ...old, decides },
    });
  expect([verdict(true), verdict(false)]).toEqual(['refused', 'uncertain']);
});

function isModern({ ciphers }: Client): boolean {
  return ciphers.some((each) => protocolsOf(each).includes('TLSv1.2') && weaknessesOf(each).length === 0);
}

it('every known client that speaks TLS 1.3 has a forward secret, authenticated cipher of TLS 1.2', () => {
  const both = KNOWN_CLIENTS.filter(({ lowest, highest }) => highest === 'TLSv1.3' && lowest !== 'TLSv1.3');
  expect(both.length).toBeGreaterThan(50);
  expect(both.filter((client) => !isModern(client)).map(({ name }) => name)).toEqual([]);
});

const clients = constantFrom<Client>(...KNOWN_CLIENTS);
/** The policy that the listener has, and the target. */
const moves = constantFrom<PolicyType>('elbv2', 'classic').chain((type) => {
  const policies = constantFrom(...CATALOGUE_POLICIES.filter((each) => each.type === type));
  return record({ type: constant(type), target: policies, from: policies });
});

interface Move extends Policies {
  readonly from: Shelved;
}

/** What is said of the handshake that a client makes, beside whether it gets through on the target with the same certificate. */
function saidOf(client: Client, move: Move, key: CertificateKey, isTold: boolean) {
  const agreed = negotiate(serverOf(move.from), client, key);
  if (!agreed.connects) return null;
  const policies = isTold ? move : { ...move, from: null };
  return {
    verdict: verdictOn(agreed.protocol, cipherSpelled(agreed.cipher), policies),
    getsThrough: negotiate(serverOf(move.target), client, key).connects,
  };
}

it('for every known client and any two policies: who is refused does not get through, who is accepted does', () => {
  assert(
    property(clients, moves, constantFrom('rsa', 'ecdsa', null), boolean(), (client, move, key, isTold) => {
      const said = saidOf(client, move, key, isTold);
      pre(said !== null);
      expect(said).not.toMatchObject({ verdict: 'refused', getsThrough: true });
      expect(said).not.toMatchObject({ verdict: 'accepted', getsThrough: false });
    }),
    { numRuns: 5000 },
  );
});

describe('spellings', () => {
  it.each([
    ['tlsv10', 'TLSv1'],
    ['TLSv1', 'TLSv1'],
    ['TLSv1.0', 'TLSv1'],
    ['tlsv11', 'TLSv1.1'],
    ['tlsv12', 'TLSv1.2'],
    ['TLSv1.3', 'TLSv1.3'],
    ['tlsv13', 'TLSv1.3'],
    ['SSLv3', 'SSLv3'],
    ['TLSv1.4', null],
    ['SSLv2', null],
  ])('%s is %s', (text, protocol) => {
    expect(protocolSpelled(text)).toBe(protocol);
  });

  it.each([
    ['TLS_RSA_WITH_AES_128_CBC_SHA', 'AES128-SHA'],
    ['DHE-RSA-DES-CBC3-SHA', 'EDH-RSA-DES-CBC3-SHA'],
    ['TLS_AES_128_GCM_SHA256', 'TLS_AES_128_GCM_SHA256'],
    ['ECDHE-RSA-AES128-SHA', 'ECDHE-RSA-AES128-SHA'],
    ['TLS_OF_TOMORROW', 'TLS_OF_TOMORROW'],
  ])('%s is %s', (text, cipher) => {
    expect(cipherSpelled(text)).toBe(cipher);
  });
});
