import * as fc from 'fast-check';
import type { Tags } from '../../../lambda/core/estate';
import { emptyHistory, remember, type History } from '../../../lambda/core/history';
import type { Entry } from '../../../lambda/core/report';
import { DEFAULT_ROLLOUT } from '../../../lambda/core/gates';
import {
  sameWave,
  unknownWaveNotes,
  waitsOf,
  waveOf,
  waves,
  type WaveContext,
} from '../../../lambda/core/gates/waves';
import { waveWaiting, type Wait } from '../../../lambda/core/wording/gates';
import { listenerId, loadBalancerArn } from '../../vocabulary';
import { full } from '../catalogue';
import { alb, decide, NOW, WEB } from '../estate';

const WAVES = { tagKey: 'Environment', order: ['dev', 'staging', 'prod'], soakHours: 24 };
const PLANNED = decide(alb([full('2016-08')])).entry;
const EMPTY = emptyHistory('111122223333');

const OUTCOMES = ['planned', 'failed', 'held', 'exempt', 'compliant'] as const;

/** `dev planned`: an entry in a wave; a wave without a name is one without a tag. */
function entryOf(text: string): Entry {
  const [wave = '', outcome] = text.split(' ');
  return {
    ...PLANNED,
    id: text,
    outcome: OUTCOMES.find((known) => known === outcome) ?? 'compliant',
    loadBalancer: { ...PLANNED.loadBalancer, name: wave },
    ...(WAVES.order.includes(wave) ? { wave } : {}),
  };
}

function tagsOf({ loadBalancer: { name } }: Entry): Tags {
  return name === '' ? {} : { Environment: name };
}

function touched(id: string, hoursAgo: number, outcome: 'changed' | 'reverted' = 'changed'): History {
  const at = new Date(NOW.getTime() - hoursAgo * 3_600_000).toISOString();
  const entries = [{ ...PLANNED, id, outcome, changedAt: at }];
  return remember(EMPTY, { runId: 'run-1', number: 1, entries });
}

/** A wave that was changed so many hours ago; its load balancer is not remembered any more. */
function waveChanged(wave: string, hoursAgo: number): History {
  const at = new Date(NOW.getTime() - hoursAgo * 3_600_000).toISOString();
  return { ...EMPTY, waves: { [wave]: { runId: 'run-1', number: 1, at } } };
}

function contextOf(patch: Partial<WaveContext> = {}): WaveContext {
  return {
    history: EMPTY,
    now: NOW,
    tagsOf,
    failedRegions: [],
    closedRegions: [],
    createdAt: () => null,
    ...patch,
  };
}

/** What was done to one listener in us-east-1, long ago. */
function undoneOrChanged(outcome: 'changed' | 'reverted', undoneUntil: string | null = null): History {
  const id = listenerId('application', loadBalancerArn('application', 'till', 'us-east-1'), 443);
  const entries = [{ ...PLANNED, id, outcome, changedAt: '2026-11-01T06:00:00Z' }];
  const mode = outcome === 'reverted' ? 'undo' : 'apply';
  return remember(EMPTY, { runId: 'run-1', mode, number: 1, entries, undoneUntil });
}

const LEFT = loadBalancerArn('application', 'left', 'us-east-1');
const ELSEWHERE = loadBalancerArn('application', 'left', 'eu-west-1');

/** A change in us-east-1 that AWS took, and that nobody has read back. */
function unconfirmedThere(): History {
  const id = listenerId('application', LEFT, 443);
  const at = '2026-11-01T06:00:00Z';
  const entries = [{ ...PLANNED, id, outcome: 'failed', unconfirmed: true, changedAt: at }] as const;
  return remember(EMPTY, { runId: 'run-1', number: 1, entries });
}

function waits(entries: readonly string[], history = EMPTY, soakHours = 24): readonly (Wait | null)[] {
  return waitsOf(entries.map(entryOf), { ...WAVES, soakHours }, contextOf({ history }));
}

/** `dev: 1` where it is not done, `dev until 2026-11-22T12` where it soaks. */
function brief(wait: Wait | null): string {
  switch (wait?.kind) {
    case undefined:
      return 'goes';
    case 'unread':
      return `unread: ${wait.loadBalancers}`;
    case 'unread-regions':
      return `unread: ${wait.regions.join()}`;
    case 'undone-in-closed':
      return `undone in: ${wait.regions.join()}`;
    case 'left-in-closed':
      return `left in: ${wait.regions.join()}`;
    case 'stopped':
      return `${wait.wave} stopped: ${wait.listeners}`;
    case 'not-done':
      return `${wait.wave}: ${wait.listeners}`;
    case 'soaking':
      return `${wait.wave} until ${wait.until.toISOString().slice(0, 13)}`;
  }
}

describe('a wave that was never changed', () => {
  it('is not called done by what was changed in another wave and is in it now', () => {
    const young = 'dev planned';
    const history = touched('dev compliant', 72);
    const context = contextOf({ history, createdAt: () => new Date(NOW.getTime() - 3_600_000) });
    const [, wait = null] = waitsOf([young, 'dev compliant'].map(entryOf), WAVES, context);
    expect(brief(wait)).toBe('dev: 1');
  });
});

describe('sameWave', () => {
  it.each<[string, Tags, string | undefined, string]>([
    ['is in its wave still', { Environment: 'dev' }, 'dev', 'planned'],
    ['is in no wave of the order, as it was', { Environment: 'qa' }, undefined, 'planned'],
    ['has gone into a later wave', { Environment: 'prod' }, 'dev', 'held'],
    ['has gone into an earlier wave', { Environment: 'dev' }, 'prod', 'held'],
    ['has lost its tag', {}, 'dev', 'held'],
  ])('lets a change go where its load balancer %s', (_, tags, wave, outcome) => {
    const entry = { ...PLANNED, ...(wave === undefined ? {} : { wave }) };
    const context = { ...contextOf({ tagsOf: () => tags }), isAtLeastAsStrict: () => false };
    const [gated] = sameWave([entry], { ...DEFAULT_ROLLOUT, waves: WAVES }, context);
    expect(gated?.outcome).toBe(outcome);
  });
});

describe('waveOf', () => {
  it.each<[Tags, number]>([
    [{ Environment: 'dev' }, 0],
    [{ Environment: 'prod' }, 2],
    [{ Environment: 'qa' }, 3],
    [{ Environment: 'Dev' }, 3],
    [{ Environment: '' }, 3],
    [{ environment: 'dev' }, 3],
    [{}, 3],
  ])('%j: %i', (tags, expected) => {
    expect(waveOf(tags, WAVES)).toBe(expected);
  });
});

describe('waitsOf', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['nothing is there', [], ['goes', 'goes', 'goes', 'goes']],
    ['all is fine', ['dev compliant', 'staging compliant'], ['goes', 'goes', 'goes', 'goes']],
    ['the first has changes', ['dev planned', 'dev planned'], ['goes', 'dev: 2', 'dev: 2', 'dev: 2']],
    ['the first has a failure', ['dev failed'], ['goes', 'dev: 1', 'dev: 1', 'dev: 1']],
    [
      'the second has changes',
      ['dev compliant', 'staging planned'],
      ['goes', 'goes', 'staging: 1', 'staging: 1'],
    ],
    ['both have', ['staging planned', 'dev planned'], ['goes', 'dev: 1', 'dev: 1', 'dev: 1']],
    [
      'the first is held or exempt',
      ['dev held', 'dev exempt', 'prod planned'],
      ['goes', 'goes', 'goes', 'prod: 1'],
    ],
    ['what is in no wave has changes', ['qa planned', ' planned'], ['goes', 'goes', 'goes', 'goes']],
    ['what is in no wave has failed', [' failed'], ['goes', 'goes', 'goes', 'goes']],
  ])('where %s', (_, entries, expected) => {
    expect(waits(entries).map(brief)).toEqual(expected);
  });

  it.each<[string, History, number, readonly string[]]>([
    ['changed an hour ago', touched('dev compliant', 1), 24, ['goes', 'dev until 2026-11-23T05']],
    ['undone an hour ago', touched('dev compliant', 1, 'reverted'), 24, ['goes', 'dev until 2026-11-23T05']],
    ['changed just before the soak', touched('dev compliant', 24), 24, ['goes', 'goes']],
    ['changed right within it', touched('dev compliant', 23.99), 24, ['goes', 'dev until 2026-11-22T06']],
    ['changed long ago', touched('dev compliant', 1000), 24, ['goes', 'goes']],
    ['changed now, without a soak', touched('dev compliant', 0), 0, ['goes', 'goes']],
    ['another was changed', touched('prod compliant', 1), 24, ['goes', 'goes']],
  ])('is quiet or not where the first wave was %s', (_, history, soakHours, expected) => {
    const entries = ['dev compliant', 'prod compliant', 'staging planned'];

    expect(waits(entries, history, soakHours).slice(0, 2).map(brief)).toEqual(expected);
  });

  it('counts from the last change of the wave', () => {
    const history = {
      ...EMPTY,
      listeners: { ...touched('dev held', 20).listeners, ...touched('dev exempt', 2).listeners },
    };

    expect(waits(['dev held', 'dev exempt'], history).slice(0, 2).map(brief)).toEqual([
      'goes',
      'dev until 2026-11-23T04',
    ]);
  });

  it('lets only the first wave go where a load balancer could not be read: it may be of any', () => {
    const unread: Entry = { ...entryOf('dev failed'), port: null };
    const context = contextOf({ tagsOf: (entry) => (entry.port === null ? null : tagsOf(entry)) });
    const found = waitsOf([unread, entryOf('dev planned')], WAVES, context);

    expect(found.map(brief)).toEqual(['goes', 'unread: 1', 'unread: 1', 'unread: 1']);
  });

  it('holds only the waves behind it where its tags are known: it is no mystery then', () => {
    const unread: Entry = { ...entryOf('staging failed'), port: null };
    const found = waitsOf([unread], WAVES, contextOf());

    expect(found.map(brief)).toEqual(['goes', 'goes', 'staging: 1', 'staging: 1']);
  });

  it.each<[string, History, string]>([
    ['nothing was done there', EMPTY, 'goes'],
    ['a change was made there', undoneOrChanged('changed'), 'goes'],
    ['a change was undone there', undoneOrChanged('reverted'), 'undone in: us-east-1'],
    ['one there was never read', { ...EMPTY, unread: [LEFT] }, 'left in: us-east-1'],
    ['one there refused its change', { ...EMPTY, refused: [LEFT] }, 'left in: us-east-1'],
    ['one there waits for the limit', { ...EMPTY, waiting: { [LEFT]: 3 } }, 'left in: us-east-1'],
    ['a change there was not read back', unconfirmedThere(), 'left in: us-east-1'],
    ['something is left elsewhere', { ...EMPTY, unread: [ELSEWHERE] }, 'goes'],
    [
      'something was undone there, and more is left',
      { ...undoneOrChanged('reverted'), unread: [LEFT] },
      'undone in: us-east-1',
    ],
  ])('waits for a closed Region only where the record knows of something there: %s', (_, history, last) => {
    const context = contextOf({ history, closedRegions: ['us-east-1', 'sa-east-1'] });
    const found = waitsOf([entryOf('prod compliant')], WAVES, context);
    expect(found.map(brief)).toEqual(['goes', ...Array<string>(3).fill(last)]);
  });

  it('waits for what was undone in a closed Region no longer than its day says', () => {
    const history = undoneOrChanged('reverted', '2026-11-21');
    const context = contextOf({ history, closedRegions: ['us-east-1'] });
    expect(waitsOf([entryOf('prod compliant')], WAVES, context)).toEqual([null, null, null, null]);
  });

  it('lets only the first wave go where a Region could not be read: it may have any', () => {
    const context = contextOf({ failedRegions: ['us-east-1', 'eu-west-1'] });
    const found = waitsOf([entryOf('dev compliant'), entryOf('prod planned')], WAVES, context);
    expect(found.map(brief)).toEqual(['goes', ...Array<string>(3).fill('unread: us-east-1,eu-west-1')]);
  });

  it.each<[string, History, number, readonly string[]]>([
    [
      'an hour ago, and its load balancer is gone',
      waveChanged('dev', 1),
      24,
      ['goes', 'dev until 2026-11-23T05'],
    ],
    ['long ago', waveChanged('dev', 24), 24, ['goes', 'goes']],
    ['an hour ago, without a bake time', waveChanged('dev', 1), 0, ['goes', 'goes']],
    [
      'an hour ago, and one of its listeners before that',
      { ...touched('dev compliant', 20), waves: waveChanged('dev', 1).waves },
      24,
      ['goes', 'dev until 2026-11-23T05'],
    ],
    [
      'before, by a version that did not keep waves',
      { ...touched('dev compliant', 2), waves: {} },
      24,
      ['goes', 'dev until 2026-11-23T04'],
    ],
  ])('counts the bake time from the last change of the wave: %s', (_, history, soakHours, expected) => {
    expect(waits(['dev compliant', 'staging planned'], history, soakHours).slice(0, 2).map(brief)).toEqual(
      expected,
    );
  });

  it.each(['undone', 'reverted-by-others'] as const)(
    'stops while a change of an earlier wave is %s, and lets that wave itself go',
    (reason) => {
      const stopped: Entry = { ...entryOf('dev held'), reason };
      const found = waitsOf([stopped, entryOf('staging planned')], WAVES, contextOf());
      expect(found.map(brief)).toEqual(['goes', ...Array<string>(3).fill('dev stopped: 1')]);
    },
  );

  it('does not stop for an undo of a later wave', () => {
    const stopped: Entry = { ...entryOf('prod held'), reason: 'undone' };
    expect(waitsOf([stopped], WAVES, contextOf()).map(brief)).toEqual([
      'goes',
      'goes',
      'goes',
      'prod stopped: 1',
    ]);
  });

  describe('a load balancer of an earlier wave', () => {
    const changedDaysAgo = waveChanged('dev', 72);
    it.each<[string, number | null, History, string]>([
      ['is younger than the last change of the wave', 24, changedDaysAgo, 'goes'],
      ['is older', 100, changedDaysAgo, 'dev: 1'],
      ['is of an unknown age', null, changedDaysAgo, 'dev: 1'],
      ['is young, and the wave was never changed', 24, EMPTY, 'dev: 1'],
    ])('%s: %s hours', (_, hoursAgo, history, expected) => {
      const created = hoursAgo === null ? null : new Date(NOW.getTime() - hoursAgo * 3_600_000);
      const context = contextOf({ history, createdAt: () => created });
      const found = waitsOf([entryOf('dev planned'), entryOf('staging compliant')], WAVES, context);
      expect(found.slice(0, 2).map(brief)).toEqual(['goes', expected]);
    });

    it('is made every day, and the last wave goes all the same', () => {
      const context = contextOf({ history: changedDaysAgo, createdAt: () => NOW });
      const found = waitsOf(
        [entryOf('dev planned'), entryOf('dev failed'), entryOf('prod planned')],
        WAVES,
        context,
      );
      expect(found.map(brief)).toEqual(['goes', 'goes', 'goes', 'prod: 1']);
    });
  });

  const entries = fc.array(
    fc
      .tuple(fc.constantFrom('dev', 'staging', 'prod', 'qa'), fc.constantFrom(...OUTCOMES))
      .map((words) => words.join(' ')),
    { maxLength: 12 },
  );

  it('never lets a wave go before one that has changes left, and always lets one with changes go', () => {
    fc.assert(
      fc.property(entries, (some) => {
        const found = waits(some);
        const open = [...WAVES.order, 'qa'].map((wave) =>
          some.some((it) => new RegExp(`^${wave} (planned|failed)`).test(it)),
        );
        const first = open.indexOf(true);

        expect(found.map((wait) => wait === null)).toEqual(
          open.map((_, wave) => first === -1 || wave <= first),
        );
      }),
    );
  });
});

describe('the gate of waves', () => {
  const rollout = { ...DEFAULT_ROLLOUT, waves: WAVES };
  const gateContext = { ...contextOf(), isAtLeastAsStrict: () => false };

  it('gives what the order knows the name of its wave, and nothing else one', () => {
    const unnamed = ['dev compliant', 'prod planned', 'qa planned', ' held'].map((text) => {
      const { wave: _wave, ...entry } = entryOf(text);
      return entry;
    });
    expect(waves(unnamed, rollout, gateContext).map(({ wave }) => wave)).toEqual([
      'dev',
      'prod',
      undefined,
      undefined,
    ]);
  });

  it('holds what waits, and says for what', () => {
    const context = { ...gateContext, failedRegions: ['us-east-1'] };
    const [dev, prod] = waves([entryOf('dev planned'), entryOf('prod planned')], rollout, context);
    expect(dev?.outcome).toBe('planned');
    expect(prod).toMatchObject({ outcome: 'held', reason: 'wave-waiting' });
    expect(prod?.detail).toContain('us-east-1 could not be read');
  });

  it.each<[Wait, string]>([
    [
      { kind: 'unread', loadBalancers: 1 },
      'Waiting: 1 load balancer could not be read and may be in an earlier wave.',
    ],
    [
      { kind: 'unread-regions', regions: ['us-east-1'] },
      'Waiting: us-east-1 could not be read and may have load balancers in an earlier wave.',
    ],
    [
      { kind: 'undone-in-closed', regions: ['us-east-1'] },
      'Waiting: what was undone in us-east-1, which is closed now, may be of an earlier wave. Clear it first, or name the Regions you use (parameter Regions, --region), without it.',
    ],
    [
      { kind: 'left-in-closed', regions: ['sa-east-1', 'us-east-1'] },
      'Waiting: what earlier runs left to do in sa-east-1, us-east-1, which are closed now, may be of an earlier wave. To go on without it, name the Regions you use (parameter Regions, --region), without them.',
    ],
    [{ kind: 'not-done', wave: 'dev', listeners: 2 }, 'Waiting for wave dev: 2 listeners are not done.'],
    [
      { kind: 'stopped', wave: 'dev', listeners: 1 },
      'Waiting for wave dev: 1 change there was undone or overwritten. Clear or exempt it first.',
    ],
    [
      { kind: 'soaking', wave: 'dev', until: NOW },
      'Waiting for the bake time of wave dev, until 2026-11-22 06:00 UTC.',
    ],
  ])('has a sentence for each wait: %j', (wait, expected) => {
    expect(waveWaiting(wait).detail).toBe(expected);
  });

  it('leaves everything as it is where there are no waves', () => {
    const plan = [decide(alb([full('2016-08')], 'shop', WEB)).entry];
    expect(waves(plan, DEFAULT_ROLLOUT, gateContext)).toBe(plan);
  });
});

describe('unknownWaveNotes', () => {
  it('names every value that is in no wave once, and counts what has no tag', () => {
    const values: readonly Tags[] = [
      { Environment: 'qa' },
      { Environment: 'dev' },
      { Environment: 'Prod' },
      { Environment: 'qa' },
      {},
      { environment: 'dev' },
    ];

    expect(
      unknownWaveNotes(
        values.map((tags) => ({ tags })),
        WAVES,
      ),
    ).toEqual([
      '"Environment=Prod" is in no wave (dev, staging, prod): its load balancers go last.',
      '"Environment=qa" is in no wave (dev, staging, prod): its load balancers go last.',
      '2 load balancers have no tag Environment and go last.',
    ]);
  });

  it('says nothing where all are in a wave', () => {
    expect(unknownWaveNotes([{ tags: { Environment: 'dev' } }], WAVES)).toEqual([]);
  });

  it('speaks of one as of one', () => {
    expect(unknownWaveNotes([{ tags: {} }], WAVES)).toEqual([
      '1 load balancer has no tag Environment and goes last.',
    ]);
  });
});
