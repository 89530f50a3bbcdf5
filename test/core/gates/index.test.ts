import * as fc from 'fast-check';
import type { LoadBalancer, Tags } from '../../../lambda/core/estate';
import { emptyHistory, remember, type History } from '../../../lambda/core/history';
import type { Entry } from '../../../lambda/core/report';
import { DEFAULT_ROLLOUT, GATES_OF_TIME, holdBack, type RolloutSettings } from '../../../lambda/core/gates';
import { limitChanges } from '../../../lambda/core/gates/limit';
import { parseWindow } from '../../../lambda/core/gates/window';
import { full } from '../catalogue';
import { alb, entries, nlb, NOW, WEB } from '../estate';

const OLD = full('2016-08');
const NEW = full('TLS13-1-2-Res-PQ-2025-09');
const EMPTY = emptyHistory('111122223333');
const DEV = { ...WEB, Environment: 'dev' };
const PROD = { ...WEB, Environment: 'prod' };
const WAVES = { tagKey: 'Environment', order: ['dev', 'prod'], soakHours: 24 };
// NOW is a Sunday.
const CLOSED = parseWindow('MON-FRI 09:00-16:00 UTC');
const OPEN = parseWindow('SUN 05:00-07:00 UTC');

interface Case {
  readonly loadBalancers?: readonly LoadBalancer[];
  readonly settings?: Partial<RolloutSettings>;
  readonly history?: History | null;
  /** Whether what a listener has now is at least as strict as what was set. */
  readonly isStricter?: boolean;
}

const NOTHING_FAILED = { failedRegions: [], closedRegions: [], createdAt: () => null };

const SHOP = alb([OLD]);
const [PLANNED] = entries(SHOP);

function roll({
  loadBalancers = [SHOP],
  settings = {},
  history = EMPTY,
  isStricter = false,
}: Case): readonly Entry[] {
  const tags = new Map(loadBalancers.map((it) => [it.arn, it.tags]));
  const plan = loadBalancers.flatMap((it) => entries(it));
  const context = {
    history,
    now: NOW,
    tagsOf: (entry: Entry): Tags => tags.get(entry.loadBalancer.arn) ?? {},
    isAtLeastAsStrict: () => isStricter,
    ...NOTHING_FAILED,
  };
  const rollout = { ...DEFAULT_ROLLOUT, ...settings };
  return limitChanges(holdBack(plan, rollout, context), rollout.maxChanges);
}

function brief(it: Case): readonly string[] {
  return roll(it).map(({ outcome, reason }) => (outcome === 'held' ? reason : outcome));
}

function changed(outcome: 'changed' | 'reverted' = 'changed', until: string | null = null): History {
  const entry = { ...(PLANNED ?? fail()), outcome, changedAt: '2026-11-20T06:00:00Z' };
  return remember(EMPTY, { runId: 'run-1', number: 1, entries: [entry], undoneUntil: until });
}

function fail(): never {
  throw new Error('the ALB has no secure listener');
}

describe('the gates', () => {
  const ingress = alb([OLD], 'shop', { ...WEB, 'ingress.k8s.aws/stack': 'shop/web' });
  const stack = alb([OLD], 'shop', { ...WEB, 'aws:cloudformation:stack-name': 'web' });
  const hold = { controllerOwned: 'hold', stackOwned: 'hold', ownerTags: [] } as const;
  const change = { controllerOwned: 'change', stackOwned: 'change', ownerTags: [] } as const;

  it.each<[string, Case, string]>([
    ['nobody minds', {}, 'planned'],
    ['a controller owns it', { loadBalancers: [ingress] }, 'owned-by-controller'],
    [
      'a controller owns it, and may',
      { loadBalancers: [ingress], settings: { ownership: change } },
      'planned',
    ],
    ['a stack owns it', { loadBalancers: [stack] }, 'planned'],
    [
      'a stack owns it, and it is to be held',
      { loadBalancers: [stack], settings: { ownership: hold } },
      'owned-by-stack',
    ],
    ['the history cannot be read', { history: null }, 'history-unreadable'],
    ['it was undone', { history: changed('reverted') }, 'undone'],
    ['it was undone until a day to come', { history: changed('reverted', '2026-11-22') }, 'undone'],
    ['it was undone until a day gone by', { history: changed('reverted', '2026-11-21') }, 'planned'],
    ['somebody took a change back', { history: changed() }, 'reverted-by-others'],
    ['its owner went stricter than the change', { history: changed(), isStricter: true }, 'planned'],
    ['it is frozen', { settings: { freezeUntil: '2026-11-22' } }, 'frozen'],
    ['the freeze is over', { settings: { freezeUntil: '2026-11-21' } }, 'planned'],
    ['the window is closed', { settings: { window: CLOSED } }, 'outside-window'],
    ['the window is open', { settings: { window: OPEN } }, 'planned'],
    [
      'the window is open, and it is frozen',
      { settings: { window: OPEN, freezeUntil: '2027-01-06' } },
      'frozen',
    ],
    ['the limit is nothing', { settings: { maxChanges: 0 } }, 'change-limit'],
    // What somebody has to decide comes before what time settles.
    [
      'a controller owns it, undone, frozen and limited',
      {
        loadBalancers: [ingress],
        history: changed('reverted'),
        settings: { freezeUntil: '2027-01-06', maxChanges: 0 },
      },
      'owned-by-controller',
    ],
    [
      'it was undone, and is frozen',
      { history: changed('reverted'), settings: { freezeUntil: '2027-01-06' } },
      'undone',
    ],
  ])('where %s', (_, it, expected) => {
    expect(brief(it)).toEqual([expected]);
  });

  it('says where to fix it at its source', () => {
    const [held] = roll({ loadBalancers: [ingress] });
    const [noted] = roll({ loadBalancers: [stack] });

    expect(held?.detail).toBe(
      'The AWS Load Balancer Controller (ingress shop/web) manages this listener and would overwrite the change. Instead, ' +
        `set the annotation alb.ingress.kubernetes.io/ssl-policy: ${NEW} on the ingress, or sslPolicy: ${NEW} in its ` +
        'IngressClassParams, which takes precedence; or, for everything in the cluster without a policy of its own, ' +
        `start the controller with --default-ssl-policy=${NEW}.`,
    );
    expect(noted?.notes).toContain(
      'CloudFormation (stack web) manages this listener and may overwrite the change at the next deployment. To keep it, ' +
        `set SslPolicy to ${NEW} on listener :443 of the load balancer in the template.`,
    );
  });

  it('says both dates of a flap, and how to clear it', () => {
    const [held] = roll({ history: changed() });

    expect(held?.detail).toBe(
      `Drift: run run-1 set ${NEW} on 2026-11-20; on 2026-11-22 it has ${OLD}. Find out what sets it, fix it there, ` +
        'then clear it.',
    );
    expect(held?.command).toEqual({ kind: 'forget', runId: 'run-1' });
  });

  it.each([
    [null, 'until you clear it'],
    ['2026-12-31', 'through 2026-12-31 (UTC), or until you clear it'],
  ])('says until when sweeps skip what was undone: %s', (until, expected) => {
    const [held] = roll({ history: changed('reverted', until) });

    expect(held?.detail).toBe(
      `The change made by run run-1 was undone on 2026-11-20. Sweeps skip this listener ${expected}.`,
    );
    expect(held?.command).toEqual({ kind: 'forget', runId: 'run-1' });
  });

  it('does not ask the history about another listener', () => {
    expect(brief({ loadBalancers: [SHOP, nlb([OLD])], history: changed() })).toEqual([
      'reverted-by-others',
      'planned',
    ]);
  });

  describe('in waves', () => {
    const dev = alb([OLD], 'dev', DEV);
    const prod = alb([OLD], 'prod', PROD);
    const other = alb([OLD], 'other');
    const doneDev = alb([NEW], 'dev', DEV);

    it.each<[string, Case, readonly string[]]>([
      [
        'the first goes alone',
        { loadBalancers: [prod, other, dev] },
        ['wave-waiting', 'wave-waiting', 'planned'],
      ],
      [
        'the next goes when it is done',
        { loadBalancers: [prod, other, doneDev] },
        ['planned', 'wave-waiting', 'compliant'],
      ],
      // A closed window does not make a wave done, nor does a limit.
      [
        'a closed window holds them all',
        { loadBalancers: [dev, prod], settings: { window: CLOSED } },
        ['outside-window', 'outside-window'],
      ],
      [
        'so does a freeze',
        { loadBalancers: [dev, prod], settings: { freezeUntil: '2027-01-06' } },
        ['frozen', 'frozen'],
      ],
      [
        'a limit lets no later one in',
        {
          loadBalancers: [alb([OLD], 'dev-1', DEV), alb([OLD], 'dev-2', DEV), prod],
          settings: { maxChanges: 1 },
        },
        ['planned', 'change-limit', 'wave-waiting'],
      ],
      [
        'without a history nothing goes',
        { loadBalancers: [dev, prod], history: null },
        Array(2).fill('history-unreadable'),
      ],
      [
        'what is held for its owner does not stop the next',
        { loadBalancers: [alb([OLD], 'dev', { ...DEV, 'ingress.k8s.aws/stack': 'x' }), prod] },
        ['owned-by-controller', 'planned'],
      ],
    ])('%s', (_, it, expected) => {
      expect(brief({ ...it, settings: { waves: WAVES, ...it.settings } })).toEqual(expected);
    });

    it('says what it waits for', () => {
      const details = roll({ loadBalancers: [dev, prod], settings: { waves: WAVES } }).map(
        ({ detail }) => detail,
      );

      expect(details[1]).toBe('Waiting for wave dev: 1 listener is not done.');
    });

    it('says until when the bake time lasts', () => {
      const [entry] = entries(doneDev);
      const at = '2026-11-21T12:30:00Z';
      const done = entry ? [{ ...entry, outcome: 'changed' as const, changedAt: at }] : [];
      const history = remember(EMPTY, { runId: 'run-1', number: 1, entries: done });
      const [, held] = roll({ loadBalancers: [doneDev, prod], settings: { waves: WAVES }, history });

      expect(held?.detail).toBe('Waiting for the bake time of wave dev, until 2026-11-22 12:30 UTC.');
    });

    it('says what could not be read', () => {
      const unread: Entry = {
        ...(PLANNED ?? fail()),
        id: 'x',
        port: null,
        outcome: 'failed',
        reason: 'read-failed',
      };
      const plan = [unread, ...entries(prod)];
      const context = {
        history: EMPTY,
        now: NOW,
        tagsOf: ({ id }: Entry) => (id === 'x' ? null : PROD),
        isAtLeastAsStrict: () => false,
        ...NOTHING_FAILED,
      };
      const [, held] = holdBack(plan, { ...DEFAULT_ROLLOUT, waves: WAVES }, context);

      expect(held?.detail).toBe('Waiting: 1 load balancer could not be read and may be in an earlier wave.');
    });
  });

  describe('whatever is set', () => {
    const tags = fc.record(
      {
        Environment: fc.constantFrom('dev', 'prod', 'qa'),
        'ingress.k8s.aws/stack': fc.constant('x'),
        'aws:cloudformation:stack-name': fc.constant('y'),
      },
      { requiredKeys: [] },
    );
    const loadBalancers = fc
      .array(fc.tuple(tags, fc.constantFrom([OLD], [NEW], [OLD, OLD])), { maxLength: 6 })
      .map((some) => some.map(([its, policies], index) => alb(policies, `lb-${index}`, { ...WEB, ...its })));
    const settings: fc.Arbitrary<RolloutSettings> = fc.record({
      ownership: fc.record({
        controllerOwned: fc.constantFrom('hold' as const, 'change' as const),
        stackOwned: fc.constantFrom('hold' as const, 'change' as const),
        ownerTags: fc.constant([]),
      }),
      window: fc.constantFrom(null, OPEN, CLOSED),
      freezeUntil: fc.constantFrom(null, '2026-11-21', '2026-11-22'),
      waves: fc.constantFrom(null, WAVES),
      maxChanges: fc.option(fc.nat(3)),
      impact: fc.constant(null),
    });

    function check(
      verify: (plan: readonly Entry[], rolled: readonly Entry[], its: RolloutSettings) => void,
    ): void {
      fc.assert(
        fc.property(loadBalancers, settings, fc.constantFrom(EMPTY, null), (some, its, history) => {
          const plan = some.flatMap((it) => entries(it));
          verify(plan, roll({ loadBalancers: some, settings: its, history }), its);
        }),
      );
    }

    it('holds what was planned, and touches nothing else', () => {
      check((plan, rolled) => {
        expect(rolled.map(({ id }) => id)).toEqual(plan.map(({ id }) => id));
        const untouched = rolled.filter((_, index) => isNotPlanned(plan[index] ?? fail()));
        expect(untouched.map(withoutWave)).toEqual(plan.filter(isNotPlanned));
        expect(arnsOf(rolled, 'held').size + arnsOf(rolled, 'planned').size).toBe(
          arnsOf(plan, 'planned').size,
        );
      });
    });

    it('keeps the target, the drops and where it is of what it holds', () => {
      check((plan, rolled) => expect(rolled.map(moveOf)).toEqual(plan.map(moveOf)));
    });

    it('never splits a load balancer, and keeps the limit', () => {
      check((_, rolled, { maxChanges }) => {
        const planned = arnsOf(rolled, 'planned');

        expect([...arnsOf(rolled, 'held')].filter((arn) => planned.has(arn))).toEqual([]);
        expect(planned.size).toBeLessThanOrEqual(maxChanges ?? Infinity);
      });
    });

    it('plans nothing that may not change now', () => {
      check((plan, rolled, its) => {
        const context = {
          history: EMPTY,
          now: NOW,
          tagsOf: () => null,
          isAtLeastAsStrict: () => false,
          ...NOTHING_FAILED,
        };
        fc.pre(holdBack(plan, its, context, GATES_OF_TIME) !== plan);

        expect(arnsOf(rolled, 'planned').size).toBe(0);
      });
    });
  });
});

function arnsOf(plan: readonly Entry[], outcome: Entry['outcome']): ReadonlySet<string> {
  return new Set(
    plan.filter((entry) => entry.outcome === outcome).map(({ loadBalancer }) => loadBalancer.arn),
  );
}

/** The gate of waves gives every entry the name of its wave. */
function withoutWave({ wave: _wave, ...entry }: Entry): Entry {
  return entry;
}

function isNotPlanned({ outcome }: Entry): boolean {
  return outcome !== 'planned';
}

function moveOf({ to, from, drops, loadBalancer }: Entry): unknown {
  return { to, from, drops, loadBalancer };
}
