import * as fc from 'fast-check';
import type { Tags } from '../../../lambda/core/estate';
import { emptyHistory, remember, type History } from '../../../lambda/core/history';
import type { Entry } from '../../../lambda/core/report';
import { unknownWaveNotes, waitsOf, waveOf } from '../../../lambda/core/gates/waves';
import type { Wait } from '../../../lambda/core/wording/gates';
import { full } from '../catalogue';
import { alb, decide, NOW } from '../estate';

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
  };
}

function tagsOf({ loadBalancer: { name } }: Entry): Tags {
  return name === '' ? {} : { Environment: name };
}

function touched(id: string, hoursAgo: number, outcome: 'changed' | 'reverted' = 'changed'): History {
  const at = new Date(NOW.getTime() - hoursAgo * 3_600_000).toISOString();
  return remember(EMPTY, 'run-1', at, [{ ...PLANNED, id, outcome }]);
}

function waits(entries: readonly string[], history = EMPTY, soakHours = 24): readonly (Wait | null)[] {
  const settings = { ...WAVES, soakHours };
  return waitsOf(entries.map(entryOf), { settings, history, now: NOW, tagsOf });
}

/** `dev: 1` where it is not done, `dev until 2026-11-22T12` where it soaks. */
function brief(wait: Wait | null): string {
  switch (wait?.kind) {
    case undefined:
      return 'goes';
    case 'unread':
      return `unread: ${wait.loadBalancers}`;
    case 'not-done':
      return `${wait.wave}: ${wait.listeners}`;
    case 'soaking':
      return `${wait.wave} until ${wait.until.toISOString().slice(0, 13)}`;
  }
}

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
    const found = waitsOf([unread, entryOf('dev planned')], {
      settings: WAVES,
      history: EMPTY,
      now: NOW,
      tagsOf: (entry) => (entry.port === null ? null : tagsOf(entry)),
    });

    expect(found.map(brief)).toEqual(['goes', 'unread: 1', 'unread: 1', 'unread: 1']);
  });

  it('holds only the waves behind it where its tags are known: it is no mystery then', () => {
    const unread: Entry = { ...entryOf('staging failed'), port: null };
    const found = waitsOf([unread], { settings: WAVES, history: EMPTY, now: NOW, tagsOf });

    expect(found.map(brief)).toEqual(['goes', 'goes', 'staging: 1', 'staging: 1']);
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
