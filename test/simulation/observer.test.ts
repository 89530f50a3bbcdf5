import { intendedUndo } from '../../lambda/core/plan/undo';
import { aReport, anEntry } from '../report/fixtures';
import type { LoadBalancer } from './account/estate';
import { DAY, MINUTE, SECOND } from './clock';
import type { Deployment } from './deployment';
import { ALL } from './observer/invariants';
import { changesCountedIn, names } from './observer/messages';
import { Observer } from './observer/observer';
import { OLD, RES, RES_PQ } from './policies';
import type { Purpose } from './process';
import type { Machine, RegionApi } from './product';
import { World } from './world';

/** Programs that break a promise on purpose: the observer has to see each of them. */

const START = Date.UTC(2026, 10, 2);
const REGION = 'eu-west-1';
const PLAIN: Deployment = {
  regions: [REGION],
  isOfAll: false,
  isDry: false,
  limit: null,
  waves: null,
  window: null,
  frozenUntil: 0,
  watch: null,
  findBy: 'index',
  isQuiet: false,
  hearsCalls: false,
  hours: [6],
};

interface Stage {
  readonly world: World;
  readonly observer: Observer;
  readonly shop: LoadBalancer;
  readonly till: LoadBalancer;
}

function stage(deployment: Partial<Deployment> = {}): Stage {
  const world = new World(1, START, {
    deployment: { ...PLAIN, ...deployment },
    climate: { rate: 0, storms: 0 },
    until: START + DAY,
  });
  const observer = new Observer(world, new Set(ALL));
  const add = (name: string, policies: readonly string[], tags: LoadBalancer['tags']): LoadBalancer =>
    world.account.add({
      name,
      region: REGION,
      type: 'application',
      tags: { Tier: 'web', ...tags },
      listeners: policies.map((policy, index) => ({ port: 443 + index, policies: [policy] })),
    });
  return {
    world,
    observer,
    shop: add('shop', [OLD], { Env: 'dev' }),
    till: add('till', [OLD], { Env: 'prod' }),
  };
}

const RUN = '20261102T060032Z-0158';
const SWEEP: Purpose = { kind: 'sweep', where: 'function', isDry: false, event: 1 };

/** Reads a load balancer as a careful program does, and gives its listener a policy. */
async function change({ aws }: Machine, loadBalancer: LoadBalancer, policy: string): Promise<void> {
  const region = aws.region(REGION, '111122223333');
  await region.tagsOf([loadBalancer]);
  await region.policiesNow(loadBalancer);
  await set(region, loadBalancer, policy);
}

function set(region: RegionApi, { listeners: [listener] }: LoadBalancer, policy: string): Promise<void> {
  return region.write({ kind: 'modify-listener', listenerArn: listener?.id ?? '', policy });
}

async function play(
  { world }: Stage,
  purpose: Partial<Purpose>,
  work: (machine: Machine) => Promise<unknown>,
) {
  world.start({ ...SWEEP, ...purpose }, work);
  await world.time.runUntil(world.time.now + 20 * MINUTE);
}

function found({ observer }: Stage): readonly string[] {
  return [...observer.findings.keys()];
}

describe('the observer', () => {
  it('has nothing against a program that is careful', async () => {
    const on = stage();

    await play(on, {}, async (machine) => {
      await machine.store.put(
        'runs/one/journal/00001-intent.json',
        JSON.stringify(on.shop.listeners.map(({ id }) => id)),
      );
      await change(machine, on.shop, RES_PQ);
    });

    expect(found(on)).toEqual([]);
    expect(on.shop.listeners[0]?.policies).toEqual([RES_PQ]);
  });

  it.each([
    ['scope', {}, { Tier: 'batch' }, {}],
    ['exempt', {}, { 'tls-remediation': 'exempt' }, {}],
    ['owned', {}, { 'elbv2.k8s.aws/cluster': 'main' }, {}],
    ['dry', { isDry: true }, {}, {}],
    ['event-misread', { isNonsense: true }, {}, {}],
    ['frozen', {}, {}, { frozenUntil: START + DAY }],
    ['window', {}, {}, { window: { opens: 5, closes: 7 } }],
    ['no-record', {}, {}, {}],
    ['wave-order', {}, { Env: 'prod' }, { waves: { key: 'Env', order: ['dev'], soak: DAY } }],
    ['undo-of-others', { kind: 'undo', run: 'one' }, {}, {}],
  ] as const)('sees a broken %s', async (invariant, purpose, tags, deployment) => {
    const on = stage(deployment);
    on.till.tags = { ...on.till.tags, ...tags };
    on.shop.touchedAt = START - DAY;

    await play(on, purpose, (machine) => change(machine, on.till, RES_PQ));

    expect(found(on)).toContain(invariant);
  });

  it('sees a change that weakens, and one that does not look first', async () => {
    const on = stage();

    await play(on, {}, async (machine) => {
      await change(machine, on.shop, RES_PQ);
      await change(machine, on.shop, RES);
      await set(machine.aws.region(REGION, '111122223333'), on.till, RES_PQ);
    });

    expect(found(on)).toEqual(expect.arrayContaining(['weakened', 'scope']));
  });

  it('sees what an owner had done before it was overwritten', async () => {
    const on = stage();

    await play(on, {}, async (machine) => {
      const region = machine.aws.region(REGION, '111122223333');
      await region.tagsOf([on.shop]);
      await region.policiesNow(on.shop);
      on.shop.listeners.forEach((listener) => {
        listener.policies = [RES];
        listener.origin = { process: null, at: on.world.time.now, before: [OLD], beforeContents: OLD };
      });
      await machine.process.clock.pause(30 * SECOND);
      await set(region, on.shop, RES_PQ);
    });

    expect(found(on)).toContain('overwritten');
  });

  it('sees two who write at once, and more than the limit', async () => {
    const on = stage({ limit: 1 });
    const twice = async (machine: Machine): Promise<void> => {
      await change(machine, on.shop, RES_PQ);
      await machine.process.clock.pause(SECOND);
      await change(machine, on.till, RES_PQ);
    };

    on.world.start(SWEEP, twice);
    await play(on, {}, twice);

    expect(found(on)).toEqual(expect.arrayContaining(['two-writers', 'limit', 'limit-doubled']));
  });

  it('sees a function that says nothing until its time is up, and one that fails in silence', async () => {
    const on = stage();

    await play(on, {}, () => new Promise(() => undefined));
    await play(on, {}, () => Promise.reject(new Error('broken')));

    expect(found(on)).toEqual(['died-silent', 'failed-silent']);
  });

  it('hears who is blamed for what a run has done, and what is called gone and is there', async () => {
    const on = stage();
    const [shop, till] = [on.shop, on.till].map(({ listeners: [listener] }) => listener?.id ?? '');
    on.till.touchedAt = START - DAY;
    await play(on, {}, (machine) => change(machine, on.shop, RES_PQ));

    await play(on, {}, () =>
      Promise.resolve({ since: { at: '', opened: [], gone: [{ id: till }], fixedByOthers: [shop] } }),
    );

    expect(found(on)).toEqual(expect.arrayContaining(['since-others', 'since-gone']));
  });

  it('reads in the mail of a watch what was put back, and of which load balancer', () => {
    const mail =
      'DO: find out why clients failed, then clear what was put back on 1 load balancer\n' +
      '- eu-west-1 web-6: 6416 failed TLS handshakes since the change\n' +
      '  | :476 Rolled back to ELBSecurityPolicy-2016-08 because clients failed\n' +
      '  | after the change, and verified.\n' +
      '  | :477 Not rolled back.\n' +
      '- eu-west-1 web-7: 12 failed TLS handshakes since the change\n';

    expect(names(mail, 'web-6', 476)).toBe(true);
    expect([names(mail, 'web-6', 477), names(mail, 'web-7', 476), names(mail, 'web-6', 47)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('takes a number of changes for those of the run that the mail is about, and for no other', () => {
    const mail =
      'APPLIED, run 20261102T060032Z-0158\n3 TLS listeners: 3 changed, 0 fine\nCHANGED (3) 1 web-1 and 2 more';

    expect(changesCountedIn(mail, ['20261102T060032Z-0158'])).toBe(3);
    expect(changesCountedIn(mail, ['20261103T060032Z-ffff'])).toBe(0);
    expect(names(mail, 'web-2', 443)).toBe(false);
  });

  it.each([
    ['changed', 'that is there', false, true],
    ['deleted', 'that is there', false, true],
    ['changed', 'that its owner deleted meanwhile', true, false],
    ['deleted', 'that its owner deleted meanwhile', true, false],
  ])(
    'hears a watch call %s what another delivery of it put back on one %s',
    async (called, _, isDeleted, isFound) => {
      const on = stage();
      const watch = { kind: 'watch', run: RUN } as const;
      await play(on, {}, (machine) => change(machine, on.shop, RES_PQ));
      await play(on, watch, (machine) => change(machine, on.shop, OLD));
      if (isDeleted) on.world.account.remove(on.shop);
      const body = `DO: find out who ${called} these since the run (1)\n- eu-west-1 shop :443\n`;
      await play(on, watch, async () => {
        const process = on.world.processes.at(-1);
        if (process === undefined) throw new Error('no program ran');
        on.world.account.messages.push({
          process,
          at: on.world.time.now,
          subject: '',
          body,
          isAnswered: true,
        });
      });

      expect(found(on).includes('watch-alarm')).toBe(isFound);
    },
  );

  it.each([
    ['nobody names it', 'DO: look at run UNDO, which was cut off It changed nothing.\n', true],
    [
      'a digest names it with the run',
      'DO: look at run UNDO, which was cut off (1)\n- 1 eu-west-1 shop :443 A -> B\n',
      false,
    ],
    ['a digest names it with another', 'DO: look at run X, which was cut off (1)\n- 1 shop :443\n', true],
  ])('sees that an undo was killed before it began with a listener, and %s', async (_, body, isFound) => {
    const on = stage();
    const undo = '20261102T070000Z-0d0d';
    const [{ id } = { id: '' }] = on.shop.listeners;
    const listeners = [{ ...intendedUndo(anEntry({ name: 'shop', outcome: 'changed' })), id }];
    const plan = aReport({ mode: 'undo', runId: undo, listeners });
    await play(on, { kind: 'undo', run: RUN }, async ({ store, process }) => {
      await store.put(`runs/${undo}/plan.json`, JSON.stringify(plan));
      process.finish('killed');
    });
    await play(on, {}, async ({ process }) => {
      await Promise.resolve();
      on.world.account.messages.push({
        process,
        at: on.world.time.now,
        subject: '',
        body: body.replace('UNDO', undo),
        isAnswered: true,
      });
    });
    on.observer.atCalm();

    expect(found(on).includes('undo-unbegun')).toBe(isFound);
  });

  it.each([
    ['and its owner deleted the other meanwhile', true, false],
    ['and the other is there', false, true],
  ])('of two changes a mail counts one, %s', async (_, isDeleted, isFound) => {
    const on = stage();
    await play(on, {}, async (machine) => {
      await change(machine, on.shop, RES_PQ);
      await change(machine, on.till, RES_PQ);
      if (isDeleted) on.world.account.remove(on.till);
    });
    const process = on.world.processes.at(-1);
    if (process === undefined) throw new Error('no program ran');
    process.runs.push(RUN);
    const body = `APPLIED, run ${RUN}\n2 TLS listeners: 1 changed, 1 held`;
    on.world.account.messages.push({ process, at: on.world.time.now, subject: '', body, isAnswered: true });

    on.observer.atCalm();

    expect(found(on).includes('change-told')).toBe(isFound);
  });

  it('hears what nobody is told, and what is still to be done', async () => {
    const on = stage();
    await play(on, {}, (machine) => change(machine, on.shop, RES_PQ));
    await on.world.time.runUntil(START + 3 * DAY);

    on.observer.atCalm();

    expect(found(on)).toEqual(expect.arrayContaining(['change-told', 'left-undone']));
  });
});
