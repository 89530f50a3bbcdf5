import type { LoadBalancer } from '../../../lambda/core/estate';
import type { PlannedListener } from '../../../lambda/core/plan/plan';
import { recheck } from '../../../lambda/core/plan/recheck';
import type { Entry } from '../../../lambda/core/report';
import { CLASSIC_OFFERED, full, OFFERED } from '../catalogue';
import {
  alb,
  brief,
  CATALOGUE,
  classic,
  custom,
  decide,
  entries,
  madeFrom,
  NOW,
  offering,
  stickiness,
  WEB,
} from '../estate';
import { OLD, PLAIN, SCOPE } from '../../vocabulary';

const RES_PQ = full('TLS13-1-2-Res-PQ-2025-09');
const SHOP = alb([OLD]);
const PLANNED = decide(SHOP);
const COMPLIANT = decide(alb([RES_PQ]));

/** A Classic load balancer, created then. */
function made(created: string): LoadBalancer {
  return { ...classic([['console']], [madeFrom(OLD, 'console')]), created };
}

function again(entry: Entry, loadBalancer: LoadBalancer | null, catalogue = CATALOGUE): PlannedListener {
  return recheck(entry, loadBalancer, SCOPE, { catalogue, now: NOW });
}

function owned(entry: Entry): Entry {
  return { ...entry, loadBalancer: { ...entry.loadBalancer, ownerTags: { Team: 'shop' } } };
}

describe('recheck of a planned listener', () => {
  it('stands where nothing has changed', () => {
    expect(again(PLANNED.entry, SHOP)).toEqual(PLANNED);
  });

  it.each([
    ['the load balancer went away', null, 'held/gone'],
    ['the listener went away', alb([]), 'held/gone'],
    ['it went out of scope', alb([OLD], 'shop', { Tier: 'app' }), 'held/changed-since-plan'],
    ['its tags went away', alb([OLD], 'shop', {}), 'held/changed-since-plan'],
    [
      'it is exempt by now',
      alb([OLD], 'shop', { ...WEB, 'tls-remediation': 'exempt' }),
      'held/changed-since-plan',
    ],
    [
      'its tag cannot be read',
      alb([OLD], 'shop', { ...WEB, 'tls-remediation': 'hm' }),
      'held/changed-since-plan',
    ],
    ['it has another policy', alb([full('2015-05')]), 'held/changed-since-plan'],
    ['it has a stricter policy', alb([full('TLS13-1-3-PQ-2025-09')]), 'held/changed-since-plan'],
    ['the ALB has another listener', alb([OLD, OLD]), 'held/changed-since-plan'],
  ])('is held where %s', (_, loadBalancer, expected) => {
    const { entry, change } = again(PLANNED.entry, loadBalancer);

    expect(brief(entry)).toBe(`${expected} TLS13-1-2-Res-PQ-2025-09`);
    expect(change).toBeNull();
  });

  it('is held where the Region no longer offers the target', () => {
    const without = offering(OFFERED.filter(({ name }) => name !== RES_PQ));

    expect(again(PLANNED.entry, SHOP, without)).toMatchObject({
      change: null,
      entry: { reason: 'changed-since-plan' },
    });
  });

  it('is held where Classic no longer has the target, though there is another', () => {
    const legacy = classic([['console']], [madeFrom(OLD, 'console')]);
    const planned = decide(legacy, full('TLS-1-1-2017-01')).entry;
    const without = offering(
      OFFERED,
      CLASSIC_OFFERED.filter(({ name }) => name !== planned.to),
    );

    expect(again(planned, legacy, without)).toMatchObject({
      change: null,
      entry: { reason: 'changed-since-plan', to: planned.to },
    });
  });

  it('(23) is held where the load balancer was created anew under its name', () => {
    const planned = decide(made('2020-01-01T00:00:00.000Z'));

    expect(again(planned.entry, made('2020-01-01T00:00:00.000Z'))).toEqual(planned);
    expect(again(planned.entry, made('2026-11-21T00:00:00.000Z'))).toMatchObject({
      change: null,
      entry: { outcome: 'held', reason: 'changed-since-plan' },
    });
  });

  it('is compliant where somebody has made the move', () => {
    expect(again(PLANNED.entry, alb([RES_PQ]))).toMatchObject({
      change: null,
      entry: { outcome: 'compliant', to: null },
    });
  });

  it('has failed where the policies on offer cannot be read', () => {
    const catalogue = { application: { status: 'unreadable', error: { code: 'x', message: 'y' } } } as const;

    expect(again(PLANNED.entry, SHOP, catalogue)).toMatchObject({
      change: null,
      entry: { outcome: 'failed' },
    });
  });

  it('never weakens, whatever the plan says', () => {
    const forged = { ...PLANNED.entry, from: PLAIN, to: OLD };

    expect(again(forged, alb([PLAIN]))).toMatchObject({
      change: null,
      entry: { reason: 'changed-since-plan' },
    });
  });

  it('keeps the target of the plan, not of the rules', () => {
    const classical = decide(SHOP, 'classical').entry;

    expect(again(classical, SHOP)).toMatchObject({ entry: classical, change: { policy: PLAIN } });
  });

  it('goes on after the other listener of the ALB has moved', () => {
    const [, second] = entries(alb([OLD, OLD]));

    expect(second && again(second, alb([PLAIN, OLD]))).toMatchObject({
      entry: second,
      change: { policy: PLAIN },
    });
  });

  it('uses the Classic policy that a killed run has left', () => {
    const target = full('TLS-1-2-2017-01');
    const before = classic([['console']], [madeFrom(OLD, 'console')]);
    const after = { ...before, policies: [...before.policies, madeFrom(target, 'elb-tls-TLS-1-2-2017-01')] };

    expect(again(decide(before).entry, after).change).toMatchObject({
      create: [],
      policyNames: ['elb-tls-TLS-1-2-2017-01'],
    });
  });

  it('is held where the list of a Classic listener is another by now: an undo would put the wrong one back', () => {
    const planned = decide(classic([['console']], [madeFrom(OLD, 'console')])).entry;
    const sticky = classic([['sticky', 'console']], [madeFrom(OLD, 'console'), stickiness('sticky')]);

    expect(again(planned, sticky)).toMatchObject({
      change: null,
      entry: { reason: 'changed-since-plan', detail: expect.stringContaining('list of policies') },
    });
  });

  it('adds what an undo needs to a plan of an older version', () => {
    const legacy = classic([['console']], [madeFrom(OLD, 'console')]);
    const { classic: lists, ...older } = decide(legacy).entry;

    expect(again(older, legacy).entry.classic).toEqual(lists);
    expect(lists).toEqual({
      before: ['console'],
      after: ['elb-tls-TLS-1-2-2017-01'],
      creates: 'elb-tls-TLS-1-2-2017-01',
      contents: [{ policyName: 'console', reference: OLD, attributes: [] }],
    });
  });

  it('is held where a custom policy of the same name has other contents by now', () => {
    const weak = custom('mine', ['TLSv1'], ['AES128-SHA', 'AES128-SHA256', 'AES128-GCM-SHA256']);
    const incomparable = custom('mine', ['TLSv1'], ['ECDHE-RSA-AES128-GCM-SHA256']);

    expect(
      again(decide(classic([['mine']], [weak])).entry, classic([['mine']], [incomparable])),
    ).toMatchObject({
      change: null,
      entry: { reason: 'changed-since-plan' },
    });
  });
});

describe('recheck of what the plan leaves alone', () => {
  it.each([
    ['compliant', COMPLIANT.entry, alb([RES_PQ])],
    ['held', decide(alb([null])).entry, alb([null])],
    ['exempt', decide(alb([OLD], 'shop', { ...WEB, 'tls-remediation': 'exempt' })).entry, alb([OLD])],
  ])('is as the plan says where nothing has changed: %s', (_, entry, loadBalancer) => {
    expect(again(entry, loadBalancer)).toEqual({ entry, change: null });
  });

  it('is held where it has another policy by now', () => {
    expect(again(COMPLIANT.entry, alb([OLD]))).toMatchObject({
      change: null,
      entry: { outcome: 'held', reason: 'changed-since-plan', to: RES_PQ },
    });
  });

  // `to` is null only on compliant.
  it.each([
    ['it went away', null, 'gone'],
    ['its listener went away', alb([]), 'gone'],
    ['it is out of scope', alb([RES_PQ], 'shop', {}), 'changed-since-plan'],
  ])('is held, and has a target, where %s', (_, loadBalancer, reason) => {
    expect(again(COMPLIANT.entry, loadBalancer)).toMatchObject({
      change: null,
      entry: { outcome: 'held', reason, to: expect.any(String) },
    });
  });

  it('is as the plan says for a load balancer that could not be read', () => {
    const entry: Entry = {
      ...PLANNED.entry,
      port: null,
      from: null,
      to: null,
      outcome: 'failed',
      reason: 'read-failed',
    };

    expect(again(entry, SHOP)).toEqual({ entry, change: null });
  });
});

describe('what a plan says of a move', () => {
  it('is worked out anew where the file was edited', () => {
    const edited: Entry = { ...PLANNED.entry, to: PLAIN, drops: { protocols: [], ciphers: ['NONE'] } };
    const { entry, change } = again(edited, SHOP);
    expect(change).toMatchObject({ policy: PLAIN });
    expect(entry.detail).toContain(PLAIN);
    expect(entry.drops.protocols).toEqual(['TLSv1', 'TLSv1.1']);
    expect(entry.drops.ciphers).not.toContain('NONE');
  });

  it.each([
    ['another policy', alb([full('TLS13-1-1-2021-06')]), full('TLS13-1-1-2021-06'), ['TLSv1.1']],
    ['a stricter one', alb([full('TLS13-1-3-PQ-2025-09')]), full('TLS13-1-3-PQ-2025-09'), []],
    ['the same, out of scope', alb([OLD], 'shop', {}), OLD, ['TLSv1', 'TLSv1.1']],
    ['another, out of scope', alb([full('2015-05')], 'shop', {}), full('2015-05'), ['TLSv1', 'TLSv1.1']],
  ])('goes from what the listener has now: %s', (_, loadBalancer, from, protocols) => {
    const { entry } = again(PLANNED.entry, loadBalancer);
    expect(entry).toMatchObject({ reason: 'changed-since-plan', from, to: RES_PQ, drops: { protocols } });
  });

  it('goes from what a compliant listener has now', () => {
    const { entry } = again(COMPLIANT.entry, SHOP);
    expect(entry).toMatchObject({ reason: 'changed-since-plan', from: OLD, to: RES_PQ });
  });
});

describe('whose it is', () => {
  it.each<[string, LoadBalancer | null, Parameters<typeof again>[2]]>([
    ['it stands', SHOP, CATALOGUE],
    ['somebody else has made the change', alb([RES_PQ]), CATALOGUE],
    [
      'it cannot be judged',
      SHOP,
      { application: { status: 'unreadable', error: { code: 'X', message: 'x' } } },
    ],
    ['it went away', null, CATALOGUE],
  ])('was read with the plan, and stays where %s', (_, loadBalancer, catalogue) => {
    const { entry } = again(owned(PLANNED.entry), loadBalancer, catalogue);
    expect(entry.loadBalancer.ownerTags).toEqual({ Team: 'shop' });
  });
});
