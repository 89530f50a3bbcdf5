import type { Clock } from '../../lambda/core/clock';
import type { Deadline } from '../../lambda/core/deadline';
import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import type { Report } from '../../lambda/core/report';
import type { Handshaker, Listening, Reply } from '../../lambda/core/verify/handshaker';
import type { Verification } from '../../lambda/core/verify/verification';
import { memoryStore } from '../../lambda/records/memory-store';
import { Records } from '../../lambda/records/records';
import { undo } from '../../lambda/runs/undo';
import { underLease } from '../../lambda/runs/lease';
import type { Sandbox } from '../../sandbox';
import { CLASSIC_OFFERED, OFFERED } from '../core/catalogue';
import { replyOf } from '../core/verify/model-server';
import {
  ACCOUNT,
  alb,
  briefs,
  callsOf,
  classic,
  clockAt,
  entryOf,
  EU,
  many,
  NOW,
  OLD,
  OWN_POLICY,
  PLAIN,
  pastWhen,
  policiesIn,
  present,
  run,
  type RunOptions,
  start,
  stopAll,
  surroundings,
} from '../helpers';

afterEach(stopAll);

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await start();
});

/** One look at a listener, and how many changes AWS had taken by then. */
type Look = readonly [place: string, mutations: number];

const nameOf = ({ host }: Listening): string =>
  host
    .replace(/^internal-/, '')
    .split(/[.]/)[0]
    ?.replace(/-\d+$/, '') ?? '';

/** Servers that do what the listeners of the sandbox have, with RSA keys, and a log of who was asked when. */
function servers(reply?: (look: number, honest: readonly Reply[]) => readonly Reply[]): {
  readonly handshaker: Handshaker;
  readonly looks: Look[];
} {
  const looks: Look[] = [];
  const handshaker: Handshaker = async (at, offers) => {
    looks.push([`${nameOf(at)}:${at.port}`, sandbox.mutations().length]);
    const [policy] = policyAt(at);
    const posture = [...OFFERED, ...CLASSIC_OFFERED].find(({ name }) => name === policy);
    const honest = offers.map((offer) => replyOf({ policy: present(posture), keys: ['RSA'] }, offer));
    return reply === undefined ? honest : reply(looks.length, honest);
  };
  return { handshaker, looks };
}

/** On Classic, what our own policy is made from. */
function policyAt(at: Listening): readonly string[] {
  return Object.entries(policiesIn(sandbox)).flatMap(([id, [policy]]) => {
    const isIt = id.includes(`/${nameOf(at)}#${at.port}`) || id.includes(`/app/${nameOf(at)}/`);
    if (!isIt || policy === undefined) return [];
    return policy === OWN_POLICY ? ['ELBSecurityPolicy-TLS-1-2-2017-01'] : [policy];
  });
}

const applied = (options: RunOptions): Promise<Report> => run(sandbox, 'apply', options);

function verificationOf(report: Report, name: string): Verification {
  return present(entryOf(report, name).verification);
}

const HANGING: Handshaker = () => new Promise(() => undefined);

const SILENT = (_: number, honest: readonly Reply[]): readonly Reply[] =>
  honest.map(() => ({ kind: 'untold', why: 'no answer within 5 seconds' }));

describe('handshakes around a change', () => {
  it('are made before the first write, and again behind the last one', async () => {
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.region(EU).addLoadBalancer(classic('portal', [[OLD]]));
    const { handshaker, looks } = servers();
    const report = await applied({
      handshaker,
      settings: { rollout: { ...DEFAULT_ROLLOUT, maxChanges: 2 } },
    });

    expect(briefs(report)).toEqual(['portal:443 changed/below-target', 'shop:443 changed/below-target']);
    for (const name of ['portal', 'shop']) {
      expect(verificationOf(report, name)).toEqual({
        host: expect.stringMatching(new RegExp(`^${name}\\b.*[.]`)),
        asExpected: true,
        stillWorks: { protocols: [], ciphers: [] },
        refused: [],
        untold: [],
      });
    }
    expect(looks).toEqual([
      ['portal:443', 0],
      // Classic: its policy is made, and then set.
      ['portal:443', 2],
      ['shop:443', 2],
      ['shop:443', 3],
    ]);
    expect(report.notes).toContain('Handshakes before and after: as expected on 2 of 2 listeners.');
    expect(report.steps.map(({ id }) => id)).toEqual(['changed']);
  });

  it('stand outside of what is recorded: before the intent, and behind the outcome', async () => {
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    const clock = clockAt();
    const store = memoryStore();
    const written: (readonly string[])[] = [];
    const { handshaker } = servers();
    const looking: Handshaker = async (at, offers) => {
      const keys = await store.list('runs/20261122T060000Z-test/journal/');
      written.push(keys.map((key) => key.split('/').at(-1) ?? ''));
      return handshaker(at, offers);
    };
    await applied({ handshaker: looking, records: new Records(store, clock), clock });

    expect(written).toEqual([[], ['00001-intent.json', '00001-outcome.json']]);
  });

  it('cost a call for each 20 load balancers that may change, and none where nobody asked', async () => {
    for (const name of many(25, (index) => `shop-x${index}`))
      sandbox.region(EU).addLoadBalancer(alb(name, [OLD]));
    const rollout = { ...DEFAULT_ROLLOUT, maxChanges: 3 };
    await applied({ settings: { rollout } });
    const without = callsOf(sandbox, 'DescribeLoadBalancers').length;
    sandbox.forgetCalls();
    const { handshaker, looks } = servers();
    await applied({ handshaker, settings: { rollout } });
    expect(callsOf(sandbox, 'DescribeLoadBalancers')).toHaveLength(without + 1);
    expect(looks).toHaveLength(6);
    sandbox.forgetCalls();
    await applied({ handshaker });
    expect(callsOf(sandbox, 'DescribeLoadBalancers')).toHaveLength(without + 1);
  });

  it('are made again until the change shows', async () => {
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    let before: readonly Reply[] = [];
    const { handshaker, looks } = servers((look, honest) => {
      if (look === 1) before = honest;
      return look < 4 ? before : honest;
    });
    const pauses: number[] = [];
    const clock: Clock = {
      ...clockAt(),
      pause: async (ms) => {
        pauses.push(ms);
      },
    };
    const report = await applied({ handshaker, clock });

    expect(verificationOf(report, 'shop').asExpected).toBe(true);
    expect(looks).toHaveLength(4);
    expect(pauses).toEqual([5_000, 10_000]);
  });

  it('that never show it leave it changed, and are a step for somebody', async () => {
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    let before: readonly Reply[] = [];
    const { handshaker, looks } = servers((look, honest) => {
      if (look === 1) before = honest;
      return before;
    });
    const report = await applied({ handshaker });

    expect(briefs(report)).toEqual(['shop:443 changed/below-target']);
    expect(verificationOf(report, 'shop')).toMatchObject({
      asExpected: false,
      stillWorks: { protocols: ['TLSv1', 'TLSv1.1'], ciphers: [expect.any(String)] },
      refused: ['TLSv1.3'],
    });
    // Before it, and five times behind it.
    expect(looks).toHaveLength(6);
    const [step] = report.steps;
    expect(step).toMatchObject({
      id: 'look-at-handshakes',
      items: [
        expect.stringMatching(
          /^1 eu-west-1 shop :443: TLS 1.0, TLS 1.1 and [-\w]+ still work; TLS 1.3 is refused\.$/,
        ),
      ],
    });
    const { host } = verificationOf(report, 'shop');
    expect(step?.commands).toEqual([`elb-tls probe ${host}:443 --policy ${entryOf(report, 'shop').to}`]);
  });

  it('are not made behind a change that failed', async () => {
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    sandbox.region(EU).addLoadBalancer(alb('frail', [OLD]));
    sandbox.fault({ action: 'ModifyListener', resource: 'frail', kind: 'deny' });
    const { handshaker, looks } = servers();
    const report = await applied({ handshaker, settings: { only: ['frail'] } });

    expect(briefs(report)).toEqual(['frail:443 failed/change-failed']);
    expect(entryOf(report, 'frail')).not.toHaveProperty('verification');
    expect(looks).toHaveLength(1);
    expect(report.notes.join()).not.toContain('Handshakes');
  });

  it('are not made by an undo', async () => {
    sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
    const { handshaker, looks } = servers();
    const records = new Records(memoryStore(), clockAt());
    const { runId } = await applied({ handshaker, records, suffix: 'aaaa' });
    const asked = looks.length;
    const record = await records.run(runId, ACCOUNT);
    const context = surroundings(sandbox, { handshaker, records, suffix: 'bbbb' });
    const undone = await underLease('undo', context, (held) =>
      undo({ record, listeners: null, reason: 'undone-by-request' }, { ...context, held }),
    );

    expect(briefs(undone)).toEqual(['shop:443 reverted/undone-by-request']);
    expect(entryOf(undone, 'shop')).not.toHaveProperty('verification');
    expect(looks).toHaveLength(asked);
  });
});

const isMade = async (
  options: RunOptions,
  scheme: 'internal' | 'internet-facing' = 'internet-facing',
): Promise<Verification> => {
  sandbox.region(EU).addLoadBalancer({ ...alb('shop', [OLD]), scheme });
  const report = await applied(options);
  expect(briefs(report)).toEqual(['shop:443 changed/below-target']);
  expect(report.steps.map(({ id }) => id)).toEqual(['changed']);
  return verificationOf(report, 'shop');
};
const untold = (why: string) => ({ asExpected: null, untold: [why] });

describe('what goes wrong with handshakes is untold, and the change is made:', () => {
  it('a host that says nothing is asked once, and not again', async () => {
    const { handshaker, looks } = servers(SILENT);
    expect(await isMade({ handshaker })).toMatchObject(untold('no answer within 5 seconds'));
    expect(looks).toHaveLength(1);
  });

  it('one that falls silent behind its change is not asked again', async () => {
    const { handshaker, looks } = servers((look, honest) => (look === 1 ? honest : SILENT(look, honest)));
    expect(await isMade({ handshaker })).toMatchObject(
      untold('after the change: no answer within 5 seconds'),
    );
    expect(looks).toHaveLength(2);
  });

  it.each<[string, number, string]>([
    ['before', 1, 'Error: no socket left'],
    ['after', 2, 'after the change: Error: no socket left'],
  ])('handshakes that break %s the change', async (_, broken, why) => {
    const { handshaker } = servers((look, honest) => {
      if (look === broken) throw new Error('no socket left');
      return honest;
    });
    expect(await isMade({ handshaker })).toMatchObject(untold(why));
  });

  it('handshakes that hang before the change are given up', async () => {
    const clock: Clock = { ...clockAt(), alarm: () => AbortSignal.timeout(5) };
    expect(await isMade({ handshaker: HANGING, clock })).toMatchObject(
      untold('nobody could tell within 8 seconds'),
    );
  });

  it('handshakes that hang behind the change are given up', async () => {
    let looks = 0;
    const { handshaker } = servers();
    const hanging: Handshaker = (at, offers) => {
      looks += 1;
      return looks === 1 ? handshaker(at, offers) : HANGING(at, offers);
    };
    const clock: Clock = {
      ...clockAt(),
      alarm: (ms) => (ms === 120_000 ? AbortSignal.timeout(20) : new AbortController().signal),
    };
    expect(await isMade({ handshaker: hanging, clock })).toMatchObject(
      untold('after the change: no time was left in this run'),
    );
  });

  it('a run that is stopped behind the change waits no longer', async () => {
    const stop = new AbortController();
    const deadline: Deadline = { isPast: () => stop.signal.aborted, signal: stop.signal };
    const { handshaker } = servers();
    let looks = 0;
    const hanging: Handshaker = (at, offers) => {
      looks += 1;
      if (looks === 1) return handshaker(at, offers);
      setImmediate(() => stop.abort());
      return HANGING(at, offers);
    };
    expect(await isMade({ handshaker: hanging, deadline })).toMatchObject(
      untold('after the change: no time was left in this run'),
    );
  });

  it('the last minute of a run is for its changes', async () => {
    const { handshaker, looks } = servers();
    const deadline = { ...pastWhen(() => false), isPast: (inMs = 0) => inMs >= 60_000 };
    expect(await isMade({ handshaker, deadline })).toMatchObject(untold('no time was left in this run'));
    expect(looks).toEqual([]);
  });

  it('where there is no time for a look behind the change, there is none', async () => {
    const { handshaker, looks } = servers();
    const deadline: Deadline = {
      ...pastWhen(() => false),
      isPast: (inMs = 0) => inMs > 0 && looks.length > 0,
    };
    expect(await isMade({ handshaker, deadline })).toMatchObject(
      untold('after the change: no time was left in this run'),
    );
    expect(looks).toHaveLength(1);
  });

  it('an address that AWS does not tell', async () => {
    sandbox.fault({ action: 'DescribeLoadBalancers', kind: 'deny' });
    const { handshaker, looks } = servers();
    const { untold: why, host } = await isMade({ handshaker });
    expect(host).toBeNull();
    expect(why).toEqual([expect.stringMatching(/^AccessDenied/)]);
    expect(looks).toEqual([]);
  });

  it.each<[string, 'function' | 'terminal', readonly Look[], readonly string[]]>([
    ['the function does not reach', 'function', [], ['internal: not reachable from the function, not asked']],
    [
      'a terminal may reach',
      'terminal',
      [
        ['shop:443', 0],
        ['shop:443', 1],
      ],
      [],
    ],
  ])('an internal load balancer, which %s', async (_, place, looks, why) => {
    const asked = servers();
    const found = await isMade({ place, handshaker: asked.handshaker }, 'internal');
    expect(asked.looks).toEqual(looks);
    expect(found.untold).toEqual(why);
  });
});

it('hosts that say nothing hold up the changes of a run for a minute at the most', async () => {
  for (const name of many(10, (index) => `shop-x${index}`))
    sandbox.region(EU).addLoadBalancer(alb(name, [PLAIN]));
  let elapsed = 0;
  const { handshaker, looks } = servers((look, honest) => {
    elapsed += 15_000;
    return SILENT(look, honest);
  });
  const clock: Clock = { ...clockAt(NOW), elapsed: () => elapsed };
  const report = await applied({
    handshaker,
    clock,
    settings: { rollout: { ...DEFAULT_ROLLOUT, maxChanges: 10 } },
  });

  expect(report.totals.changed).toBe(10);
  expect(looks).toHaveLength(4);
  expect(report.notes.join()).toMatch(
    /Handshakes before and after: as expected on 0 of 10 listeners, not told on 10 \(.*not asked: other hosts said nothing for too long; .*no answer within 5 seconds\)\./,
  );
});
