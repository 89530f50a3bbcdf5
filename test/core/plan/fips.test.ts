import * as fc from 'fast-check';
import { planLoadBalancer } from '../../../lambda/core/plan/plan';
import { recheck } from '../../../lambda/core/plan/recheck';
import { classicOne, catalogueOf, EVERYTHING, offered, policies } from '../arbitraries';
import { CANDIDATES, classicPolicy, ELBV2, full, metaOf, OFFERED } from '../catalogue';
import {
  alb,
  brief,
  CATALOGUE,
  classic,
  custom,
  decide,
  entries,
  madeFrom,
  nlb,
  NOW,
  offering,
  offeringAlso,
  setting,
  WEB,
} from '../estate';
import { carryOutAll, policiesOf } from '../model';
import { byName, mix, weakens } from '../oracle';
import { SCOPE } from '../../vocabulary';

/** The setting `fips` and FIPS names: a standard listener may go there, and nothing comes back. */

const RES_PQ = 'TLS13-1-2-Res-PQ-2025-09';
const RES_FIPS = 'TLS13-1-2-Res-FIPS-2023-04';
const RES_FIPS_PQ = 'TLS13-1-2-Res-FIPS-PQ-2025-09';
const ONLY_13_FIPS_PQ = 'TLS13-1-3-FIPS-PQ-2025-09';
const RFC9151 = 'TLS13-1-2-RFC9151-FIPS-2023-07';
const NEWEST_CLASSIC = full('TLS-1-2-2017-01');

const below = (to: string): string => `planned/below-target ${to}`;
const mixed = (to: string): string => `held/alb-policy-mix ${to}`;

/** What the rules give for a policy under `fips`, by the words of its name. */
function expectedUnderFips(name: string): string {
  const { family } = metaOf(name);
  if (family === 'rfc9151') return 'compliant/specialised-family';
  const target = name.includes('TLS13-1-3-') ? ONLY_13_FIPS_PQ : RES_FIPS_PQ;
  return name === full(target) ? 'compliant/meets-target' : below(target);
}

describe('under fips', () => {
  it.each(ELBV2)('$name, with one secure listener or on an NLB', ({ name }) => {
    expect(brief(decide(alb([name]), 'fips').entry)).toBe(expectedUnderFips(name));
    expect(brief(decide(nlb([name]), 'fips').entry)).toBe(expectedUnderFips(name));
  });

  it.each(ELBV2)('an NLB with $name twice is planned listener by listener', ({ name }) => {
    expect(entries(nlb([name, name]), 'fips').map(brief)).toEqual(Array(2).fill(expectedUnderFips(name)));
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['two plain ones', ['2016-08', 'TLS13-1-2-Res-2021-06'], [mixed(RES_FIPS_PQ), mixed(RES_FIPS_PQ)]],
    [
      'TLS 1.3 alone beside it',
      ['2016-08', 'TLS13-1-3-2021-06'],
      [mixed(RES_FIPS_PQ), mixed(ONLY_13_FIPS_PQ)],
    ],
    ['post-quantum ones', [RES_PQ, 'TLS13-1-0-PQ-2025-09'], [below(RES_FIPS_PQ), below(RES_FIPS_PQ)]],
    ['FIPS beside post-quantum', [RES_FIPS_PQ, RES_PQ], ['compliant/meets-target', below(RES_FIPS_PQ)]],
    ['FIPS ones', ['TLS13-1-0-FIPS-2023-04', RES_FIPS], [below(RES_FIPS_PQ), below(RES_FIPS_PQ)]],
    ['beside RFC 9151', ['2016-08', RFC9151], [mixed(RES_FIPS_PQ), 'compliant/specialised-family']],
    ['post-quantum beside RFC 9151', [RES_PQ, RFC9151], [mixed(RES_FIPS_PQ), 'compliant/specialised-family']],
    ['what AWS does not allow', ['2016-08', RES_FIPS], [mixed(RES_FIPS_PQ), mixed(RES_FIPS_PQ)]],
  ])('an ALB with %s', (_, names, expected) => {
    expect(entries(alb(names.map(full)), 'fips').map(brief)).toEqual(expected);
  });

  it('says how to recreate the listeners of an ALB, once', () => {
    const [entry] = entries(alb([full('2016-08'), full('2016-08')]), 'fips');

    expect(entry?.detail).toMatch(
      /delete all secure listeners but one, change that one, then recreate the others/,
    );
    expect(entry?.notes).toEqual([]);
  });

  it('says what the move binds an ALB to', () => {
    expect(decide(alb([full('2016-08')]), 'fips').entry.notes).toEqual([
      expect.stringMatching(/post-quantum or FIPS/),
    ]);
    expect(decide(nlb([full('2016-08')]), 'fips').entry.notes).toEqual([]);
  });

  it.each([
    ['no FIPS policy', OFFERED.filter(({ family }) => family !== 'fips'), 'held/no-target'],
    ['plain FIPS policies alone', OFFERED.filter(({ postQuantum }) => !postQuantum), below(RES_FIPS)],
    [
      'TLS 1.3 alone',
      OFFERED.filter(({ name, protocols }) => protocols.size === 1 || name === full('2016-08')),
      'held/no-target',
    ],
  ])('a Region that offers %s', (_, some, expected) => {
    expect(brief(decide(nlb([full('2016-08')]), 'fips', offering(some)).entry).replace(/ null$/, '')).toBe(
      expected,
    );
  });

  it('keeps post-quantum: without such a FIPS policy on offer it stays', () => {
    const plain = offering(OFFERED.filter(({ family, postQuantum }) => family !== 'fips' || !postQuantum));

    expect(decide(nlb([full(RES_PQ)]), 'fips', plain).entry).toMatchObject({
      outcome: 'held',
      reason: 'no-target',
    });
  });

  it.each([...CANDIDATES])('$name is never chosen and never left', ({ name }) => {
    const catalogue = offeringAlso(...CANDIDATES);

    expect(decide(nlb([name]), 'fips', catalogue).entry.reason).toBe('unknown-family');
    expect(decide(nlb([full('2016-08')]), 'fips', catalogue).entry.to).toBe(full(RES_FIPS_PQ));
  });

  it('means on Classic what every setting means there, and says that there is no FIPS', () => {
    const none =
      'Classic load balancers have no FIPS policy: the target there is the strictest policy that they have.';
    const [moved, kept] = entries(
      classic([['console'], [NEWEST_CLASSIC]], [madeFrom(full('2016-08'), 'console')]),
      'fips',
    );

    expect([moved, kept].map((entry) => entry && brief(entry))).toEqual([
      'planned/below-target TLS-1-2-2017-01',
      'compliant/meets-target',
    ]);
    expect([moved?.notes, kept?.notes]).toEqual([[none], [none]]);
    expect(entries(classic([[NEWEST_CLASSIC]]), full(RES_FIPS_PQ))[0]?.notes).toEqual([none]);
    expect(entries(classic([[NEWEST_CLASSIC]]), full(RES_PQ))[0]?.notes).toEqual([]);
  });

  it('stands on a second look, which knows the name alone', () => {
    const edge = nlb([full('2016-08')]);
    const { entry } = decide(edge, 'fips');

    expect(recheck(entry, edge, SCOPE, { catalogue: CATALOGUE, now: NOW })).toMatchObject({
      entry: { outcome: 'planned', to: full(RES_FIPS_PQ) },
      change: { policy: full(RES_FIPS_PQ) },
    });
  });
});

describe('a FIPS name', () => {
  it.each<[string, string, string]>([
    [RES_FIPS_PQ, '2016-08', below(RES_FIPS_PQ)],
    [RES_FIPS_PQ, RES_PQ, below(RES_FIPS_PQ)],
    [RES_FIPS, '2016-08', below(RES_FIPS)],
    // The family is no obstacle here, what it would give up is.
    [RES_FIPS, RES_PQ, `held/not-comparable ${RES_FIPS}`],
    [RES_FIPS, 'TLS13-1-3-2021-06', `held/not-comparable ${RES_FIPS}`],
    [RES_FIPS, ONLY_13_FIPS_PQ, 'compliant/stricter-than-target'],
    [RES_FIPS, RFC9151, 'compliant/specialised-family'],
    [RFC9151, '2016-08', `held/other-family ${RFC9151}`],
    [RFC9151, RES_FIPS, `held/other-family ${RFC9151}`],
    [RES_PQ, RES_FIPS, `held/other-family ${RES_PQ}`],
  ])('%s, on %s: %s', (target, current, expected) => {
    expect(brief(decide(nlb([full(current)]), full(target)).entry)).toBe(expected);
    expect(brief(decide(alb([full(current)]), full(target)).entry)).toBe(expected);
  });

  it('on an ALB with two plain listeners is not to be had in place', () => {
    expect(entries(alb([full('2016-08'), full('2015-05')]), full(RES_FIPS)).map(brief)).toEqual(
      Array(2).fill(mixed(RES_FIPS)),
    );
  });
});

describe('the other settings', () => {
  it.each(['recommended', 'classical', 'tls13'])('%s leads no standard listener into FIPS', (target) => {
    const standard = ELBV2.filter(({ name }) => metaOf(name).family === 'standard');
    const led = standard.filter(({ name }) => decide(nlb([name]), target).entry.to?.includes('FIPS'));

    expect(led).toEqual([]);
  });
});

describe('any plan under fips, or for a FIPS name', () => {
  const FIPS_NAMES = EVERYTHING.map(({ name }) => name).filter(
    (name) => byName({ name, protocols: [], ciphers: [] }).family === 'fips',
  );
  const targets = fc.oneof(fc.constant('fips'), fc.constantFrom(...FIPS_NAMES));
  const make = fc.constantFrom(alb, nlb);
  const judged = new Map(EVERYTHING.map((it) => [it.name, byName(it)]));

  it('weakens nothing, leaves FIPS never, and neither chooses nor leaves RFC 9151 or a new word', () => {
    fc.assert(
      fc.property(make, policies, offered, targets, (load, names, catalogue, target) => {
        const before = load(names, 'lb', WEB);
        const context = { catalogue: catalogueOf(catalogue), target: setting(target), now: NOW };
        const plan = planLoadBalancer(before, context);
        const after = policiesOf(carryOutAll(before, plan));
        const moves = policiesOf(before).flatMap((from, index) => {
          const to = after[index] ?? '';
          return from === to ? [] : [{ from: judged.get(from ?? ''), to: judged.get(to) }];
        });

        expect(moves.filter(({ from, to }) => !from || !to || weakens(from, to, true))).toEqual([]);
        expect(moves.filter(({ to }) => to?.family !== 'fips')).toEqual([]);
        expect(moves.filter(({ from }) => from?.family !== 'standard' && from?.family !== 'fips')).toEqual(
          [],
        );
        expect(load === nlb || moves.length === 0 || mix(after.map(String))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('is on Classic what it is without', () => {
    fc.assert(
      fc.property(classicOne('lb'), (loadBalancer) => {
        const changes = (target: string): readonly unknown[] =>
          planLoadBalancer(loadBalancer, { catalogue: CATALOGUE, target: setting(target), now: NOW }).map(
            ({ change }) => change,
          );

        expect(changes('fips')).toEqual(changes('recommended'));
      }),
    );
  });
});

describe('DHE on Classic', () => {
  const DHE =
    'Its policy offers DHE ciphers, for which Classic load balancers use 1024-bit parameters: offer ECDHE in their place.';
  const ECDHE = 'ECDHE-RSA-AES128-GCM-SHA256';

  it.each<[string, readonly string[], string, readonly string[]]>([
    ['that stays', [ECDHE, 'DHE-RSA-AES128-GCM-SHA256'], 'compliant/stricter-than-target', [DHE]],
    ['by its older name', [ECDHE, 'EDH-RSA-DES-CBC3-SHA'], 'held/not-comparable', [DHE]],
    ['without', [ECDHE], 'compliant/stricter-than-target', []],
    ['with curves alone', [ECDHE, 'ECDHE-ECDSA-AES256-GCM-SHA384'], 'compliant/stricter-than-target', []],
    [
      'that is replaced',
      [...classicPolicy(NEWEST_CLASSIC).ciphers, 'RC4-SHA', 'DHE-RSA-AES128-SHA'],
      'planned/below-target',
      [],
    ],
  ])('is a note on a custom policy %s', (_, ciphers, decision, notes) => {
    const { entry } = decide(classic([['mine']], [custom('mine', ['TLSv1.2'], ciphers)]));

    expect(`${entry.outcome}/${entry.reason}`).toBe(decision);
    expect(entry.notes).toEqual(notes);
  });

  it('is a note where its owner has exempted it', () => {
    const ciphers = [...classicPolicy(NEWEST_CLASSIC).ciphers, 'RC4-SHA', 'DHE-RSA-AES128-SHA'];
    const exempt = classic([['mine']], [custom('mine', ['TLSv1.2'], ciphers)], 'kiosk', {
      ...WEB,
      'tls-remediation': 'exempt',
    });

    expect(decide(exempt).entry).toMatchObject({ outcome: 'exempt', notes: [DHE] });
  });

  it('is none on a policy of AWS, nor on other load balancers', () => {
    const { entry } = decide(
      classic([['old']], [madeFrom(full('2015-03'), 'old')], 'kiosk', {
        ...WEB,
        'tls-remediation': 'exempt',
      }),
    );

    expect(entry).toMatchObject({ outcome: 'exempt', notes: [] });
  });
});
