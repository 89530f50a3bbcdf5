import * as fc from 'fast-check';
import { PROTOCOLS, type Client } from '../../../lambda/core/clients/client';
import { KNOWN_CLIENTS } from '../../../lambda/core/clients/known';
import { negotiate } from '../../../lambda/core/clients/negotiate';
import { CATALOGUE_POLICIES, type Shelved } from '../../../lambda/core/explain/catalogue';
import { explain, type Question } from '../../../lambda/core/explain/explain';
import { lookUp } from '../../../lambda/core/explain/look-up';
import { remedyOf, serverOf } from '../../../lambda/core/explain/remedy';
import { weakenings } from '../../../lambda/core/policy/posture';
import { UserError } from '../../../lambda/core/user-error';
import { explanationText } from '../../../lambda/report/explain';
import { present } from '../../helpers';
import { full, OLD, PLAIN, PQ, RFC9151 } from '../../vocabulary';
import { CIPHERS } from '../catalogue';
import { byName, kindsOf, mix, onClassic, weakens } from '../oracle';
import { faultsOf } from './schema';

const ELBV2 = CATALOGUE_POLICIES.filter(({ type }) => type === 'elbv2');
const CLASSIC = CATALOGUE_POLICIES.filter(({ type }) => type === 'classic');

const shelved = (name: string, shelf: readonly Shelved[] = ELBV2): Shelved =>
  present(shelf.find(({ posture }) => posture.name === name));

const ask = (policy: Shelved, more: Partial<Question> = {}) =>
  explain({
    policy,
    against: null,
    clients: [],
    certificate: null,
    offered: CATALOGUE_POLICIES,
    known: [],
    ...more,
  });

const judged = ({ posture, type }: Shelved) => {
  const policy = { name: posture.name, protocols: [...posture.protocols], ciphers: [...posture.ciphers] };
  return type === 'classic' ? onClassic(policy) : byName(policy);
};

const client = (highest: Client['highest'], ...ciphers: readonly string[]): Client => ({
  name: 'a client',
  lowest: 'TLSv1',
  highest,
  ciphers,
  groups: [],
});

describe('one policy', () => {
  it.each(CATALOGUE_POLICIES)(
    '$posture.name ($type): protocols by age, ciphers in order, kinds of rule 3',
    (policy) => {
      const explanation = ask(policy);

      expect(faultsOf(explanation)).toEqual([]);
      expect(explanation.protocols).toEqual(
        PROTOCOLS.filter((protocol) => policy.posture.protocols.has(protocol)),
      );
      expect(explanation.ciphers.map(({ name }) => name)).toEqual([...policy.posture.ciphers]);
      // MD5 is a kind of its own here, and no kind of that rule.
      for (const { name, weaknesses } of explanation.ciphers)
        expect(weaknesses.filter((kind) => kind !== 'MD5 MAC').toSorted()).toEqual(kindsOf(name).toSorted());
    },
  );
});

describe('every move between two policies', () => {
  const pairs = [ELBV2, CLASSIC].flatMap((shelf) =>
    shelf.flatMap((from) => shelf.map((to) => ({ from, to }))),
  );

  it('weakens where the rules say so, and loses and gains what the contents say', () => {
    expect(pairs.length).toBeGreaterThan(2_000);
    const wrong = pairs.filter(({ from, to }) => {
      const against = present(ask(from, { against: to }).against);
      const lost = [...from.posture.ciphers].filter((cipher) => !to.posture.ciphers.has(cipher));
      const gained = [...to.posture.protocols].filter((protocol) => !from.posture.protocols.has(protocol));
      return (
        against.weakens.length > 0 !== weakens(judged(from), judged(to)) ||
        against.loses.ciphers.join() !== lost.join() ||
        against.gains.protocols.toSorted().join() !== gained.toSorted().join()
      );
    });

    expect(wrong).toEqual([]);
  });

  it('says whether both stand on one ALB, as far as AWS says it', () => {
    const wrong = pairs.filter(({ from, to }) => {
      const { sameAlb } = present(ask(from, { against: to }).against);
      const names = [from.posture.name, to.posture.name];
      const isUnknown = from.type === 'classic' || names.some((name) => name.includes('RFC9151'));
      return sameAlb !== (isUnknown ? null : mix(names));
    });

    expect(wrong).toEqual([]);
  });

  it.each([
    [OLD, PQ, false, []],
    [
      PQ,
      OLD,
      false,
      [
        'It accepts TLSv1.',
        'It accepts CBC.',
        'It accepts SHA-1 MAC.',
        'It has ciphers without forward secrecy.',
        'It gives up post-quantum.',
      ],
    ],
    [OLD, PLAIN, true, []],
    [PLAIN, full('TLS13-1-2-Res-FIPS-2023-04'), false, ['It is of family fips, not standard.']],
    [RFC9151, RFC9151, null, []],
  ])('%s to %s', (from, to, sameAlb, sentences) => {
    const against = present(ask(shelved(from), { against: shelved(to) }).against);

    expect(against.sameAlb).toBe(sameAlb);
    expect(new Set(against.weakens)).toEqual(new Set(sentences));
  });
});

describe('clients', () => {
  it('stand in the order given, and are held against the policy that would be', () => {
    const clients = [client('TLSv1.1', 'AES128-SHA'), client('TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256')];
    const rows = (more: Partial<Question>) =>
      ask(shelved(OLD), { clients, ...more }).clients.map(({ connects, policy }) => [connects, policy]);

    expect(rows({})).toEqual([
      [true, OLD],
      [true, OLD],
    ]);
    expect(rows({ against: shelved(PQ) })).toEqual([
      [false, PQ],
      [true, PQ],
    ]);
  });

  it('that are known and locked out follow, each of them refused, and none that was out before', () => {
    const { clients } = ask(shelved(OLD), { against: shelved(PQ), known: KNOWN_CLIENTS });
    const names = clients.map((row) => row.client);

    expect(clients.length).toBeGreaterThan(10);
    expect(clients.every(({ asked, connects }) => !asked && !connects)).toBe(true);
    expect(names).toEqual(KNOWN_CLIENTS.map(({ name }) => name).filter((name) => names.includes(name)));
    expect(ask(shelved(PQ), { against: shelved(PQ), known: KNOWN_CLIENTS }).clients).toEqual([]);
  });

  it.each<[string, string, Client, Question['certificate'], RegExp, RegExp]>([
    [
      'too old',
      PQ,
      client('TLSv1.1', 'AES128-SHA'),
      null,
      /^It speaks TLS 1.0 and TLS 1.1, and the policy TLS 1.2 and TLS 1.3\.$/,
      /^Let the client offer TLS 1.2 with ECDHE-RSA-AES128-GCM-SHA256 or ECDHE-ECDSA-AES128-GCM-SHA256; here, the nearest policy that lets it in is ELBSecurityPolicy-TLS13-1-0-PQ-2025-09, which accepts TLSv1,/,
    ],
    [
      'too old, with ciphers that would do',
      PQ,
      client('TLSv1.1', 'ECDHE-RSA-AES128-GCM-SHA256', 'AES128-SHA'),
      'rsa',
      /^It speaks/,
      /^Let the client offer TLS 1.2; here,/,
    ],
    [
      'without a cipher',
      PQ,
      client('TLSv1.2', 'AES128-SHA'),
      'rsa',
      /^At TLS 1.2, the highest that both speak, it offers no cipher that the policy has\.$/,
      /^Let the client offer ECDHE-RSA-AES128-GCM-SHA256; here, .* ELBSecurityPolicy-TLS13-1-2-Ext2-PQ-2025-09, which accepts CBC,/,
    ],
    [
      'with the other certificate',
      PQ,
      client('TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256'),
      'rsa',
      /^The ciphers that both have at TLS 1.2 need another certificate \(ECDSA\) than this one\.$/,
      /^Let the client offer ECDHE-RSA-AES128-GCM-SHA256; or give the listener a certificate of the kind ECDSA too; no policy of AWS/,
    ],
    [
      'too new',
      OLD,
      { ...client('TLSv1.3', 'TLS_AES_128_GCM_SHA256'), lowest: 'TLSv1.3' },
      null,
      /^It speaks TLS 1.3, and the policy TLS 1.0, TLS 1.1 and TLS 1.2\.$/,
      /^Let the client offer TLS 1.2 with .*; here, the nearest policy that lets it in is ELBSecurityPolicy-TLS13-1-0-2021-06, which weakens nothing\.$/,
    ],
  ])(
    '%s: one reason, and the smallest change on either side',
    (_, policy, each, certificate, reason, remedy) => {
      const [row] = ask(shelved(policy), { clients: [each], certificate }).clients;

      expect(row).toMatchObject({ connects: false, protocol: null, cipher: null });
      expect(row?.reason).toMatch(reason);
      expect(row?.remedy).toMatch(remedy);
    },
  );

  const clients = fc
    .record({
      ends: fc.tuple(fc.nat(4), fc.nat(4)),
      ciphers: fc.shuffledSubarray([...CIPHERS], { minLength: 1, maxLength: 6 }),
    })
    .map(({ ends: [one, other], ciphers }): Client => ({
      ...client(present(PROTOCOLS[Math.max(one, other)]), ...ciphers),
      lowest: present(PROTOCOLS[Math.min(one, other)]),
    }));

  it('are helped by what is said to help them', () => {
    const holds = fc.property(
      fc.constantFrom(...CATALOGUE_POLICIES),
      clients,
      fc.constantFrom('rsa' as const, 'ecdsa' as const),
      (policy, each, certificate) => {
        const server = serverOf(policy);
        const agreed = negotiate(server, each, certificate);
        if (agreed.connects) return true;
        const remedy = remedyOf(
          { policy, client: each, certificate, obstacle: agreed.obstacle },
          CATALOGUE_POLICIES,
        );
        const { protocol, ciphers } = remedy.client;
        const helped = {
          ...each,
          ...(protocol === null ? {} : { lowest: protocol, highest: protocol }),
          ciphers: [...each.ciphers, ...ciphers],
        };
        const nearest = CATALOGUE_POLICIES.find(
          ({ posture, type }) => posture.name === remedy.policy?.name && type === policy.type,
        );
        const others = CATALOGUE_POLICIES.filter(
          ({ type, posture }) =>
            type === policy.type &&
            (posture.family !== 'rfc9151' || posture.family === policy.posture.family) &&
            negotiate(serverOf({ ...policy, posture }), each, certificate).connects,
        );
        const isOfItsKind = ({ posture }: Shelved) =>
          posture.family === policy.posture.family && posture.postQuantum === policy.posture.postQuantum;
        const cost = ({ posture }: Shelved) => weakenings(policy.posture, posture).length;
        const cheapest = Math.min(
          ...(others.some(isOfItsKind) ? others.filter(isOfItsKind) : others).map(cost),
        );
        // A policy without a cipher for this certificate at this version has none to offer.
        const canBeHelped = negotiate(
          server,
          { ...helped, ciphers: [...server.ciphers] },
          certificate,
        ).connects;
        return (
          negotiate(server, helped, certificate).connects === canBeHelped &&
          (nearest === undefined
            ? others.length === 0
            : others.includes(nearest) && cost(nearest) === cheapest)
        );
      },
    );
    expect(fc.check(holds, { numRuns: 3_000 })).toMatchObject({ failed: false });
  });

  it('make explanations that the schema takes, and texts without a line too many', () => {
    const holds = fc.property(
      fc.constantFrom(...ELBV2),
      fc.constantFrom(...ELBV2),
      fc.array(clients, { maxLength: 3 }),
      (policy, against, some) => {
        const explanation = ask(policy, { against, clients: some, known: KNOWN_CLIENTS });
        const lines = explanationText(explanation, 80).split('\n');
        expect(faultsOf(explanation)).toEqual([]);
        expect(lines.filter((line) => line.length > 80)).toEqual([]);
      },
    );
    fc.assert(holds, { numRuns: 100 });
  });
});

const find = (policy: string, against: string | null = null, type: Shelved['type'] | null = null) => {
  const found = lookUp({ policy, against, type }, CATALOGUE_POLICIES);
  return [found.policy, found.against].map((each) => each && `${each.type} ${each.posture.name}`);
};

describe('looking up', () => {
  it.each([
    ['2016-08', null, null, [`elbv2 ${OLD}`, null]],
    [OLD.toLowerCase(), null, null, [`elbv2 ${OLD}`, null]],
    ['2016-08', null, 'classic' as const, [`classic ${OLD}`, null]],
    ['2015-03', null, null, [`classic ${full('2015-03')}`, null]],
    [
      '2015-03',
      'TLS-1-2-2017-01',
      null,
      [`classic ${full('2015-03')}`, `classic ${full('TLS-1-2-2017-01')}`],
    ],
    ['2016-08', '2015-03', null, [`classic ${OLD}`, `classic ${full('2015-03')}`]],
    ['2016-08', PQ, null, [`elbv2 ${OLD}`, `elbv2 ${PQ}`]],
  ])('%s against %s of type %s', (policy, against, type, expected) => {
    expect(find(policy, against, type)).toEqual(expected);
  });

  it.each([
    ['2016-09', null, null, 64, /AWS has no policy "2016-09"; use one of its names/],
    [OLD, 'nothing', null, 64, /no policy "nothing"/],
    [PQ, null, 'classic' as const, 64, /no policy ".*Res-PQ-2025-09" for Classic/],
    ['2015-03', PQ, null, 64, /on no one type of load balancer/],
    ['2014-10', null, null, 1, /publishes no contents of ELBSecurityPolicy-2014-10 any more/],
    [OLD, '2011-08', 'classic' as const, 1, /no contents of ELBSecurityPolicy-2011-08/],
    ['2014-10', null, 'elbv2' as const, 64, /no policy "2014-10" for Application and Network/],
  ])('%s against %s of type %s is told', (policy, against, type, exitCode, message) => {
    expect(() => find(policy, against, type)).toThrow(message);
    expect(() => find(policy, against, type)).toThrow(expect.objectContaining({ exitCode }));
    expect(() => find(policy, against, type)).toThrow(UserError);
  });
});
