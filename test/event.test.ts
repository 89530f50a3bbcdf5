import * as fc from 'fast-check';
import { UserError } from '../lambda/core/user-error';
import { eventIdOf, readEvent, timesOf, type Asked } from '../lambda/event';

const RUN = '20261122T060000Z-3f9c';

const SWEEP: Asked = { kind: 'sweep', dryRun: false };
const DRY: Asked = { kind: 'sweep', dryRun: true };

function refusal(event: unknown): string | null {
  try {
    readEvent(event);
    return null;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

describe('eventIdOf (15)', () => {
  it.each<[unknown, string | null]>([
    [{ scheduledTime: '2026-11-26T06:00:00Z' }, '2026-11-26T06:00:00Z'],
    // An emulator that does not know the keyword: each of its events would be the same.
    [{ scheduledTime: '<aws.scheduler.scheduled-time>' }, null],
    [{ scheduledTime: 5 }, null],
    [{}, null],
    ['2026-11-26T06:00:00Z', null],
    [null, null],
  ])('%j is %j', (event, id) => {
    expect(eventIdOf(event, SWEEP)).toBe(id);
  });
});

describe('timesOf', () => {
  it.each([
    [900, { reading: 615, looking: 675, work: 855, end: 880, last: 897 }],
    [90, { reading: 20, looking: 40, work: 60, end: 75, last: 87 }],
    [6, { reading: 4 / 3, looking: 8 / 3, work: 4, end: 5, last: 5.7 }],
  ])('(17) %d seconds keep a share for changes, however long reading takes', (seconds, times) => {
    const of = timesOf({ getRemainingTimeInMillis: () => seconds * 1_000 });
    const inSeconds = Object.entries(of).map(([name, ms]) => [name, expect.closeTo(ms / 1_000)]);
    expect(times).toEqual(Object.fromEntries(inSeconds));
  });
});
/** As EventBridge sends it to a target that is given the whole event. */
const ENVELOPE = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '111122223333',
  time: '2026-11-26T06:00:00Z',
  region: 'eu-west-1',
  resources: ['arn:aws:events:eu-west-1:111122223333:rule/every-morning'],
  detail: {},
};

describe('readEvent (29)', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a number', 5],
    ['a text', 'go'],
    ['an empty text', ''],
    ['a list', [1, 'go', {}]],
    ['an object', {}],
    ['what the schedule sends', { scheduledTime: '2026-11-26T06:00:00Z' }],
    ['what EventBridge sends', ENVELOPE],
    ['some of it', { 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} }],
    ['a rule that is named after a watch', { resources: ['arn:aws:events:eu-west-1:1:rule/watch-it'] }],
    ['words that only look alike', { detail: { watches: 1, undone: 2, entry: 3, entries: [1] } }],
    ['JSON in a text without the words', { detail: { body: '{"go": "now"}' } }],
    ['a text that is no JSON', { detail: '{go' }],
    ['an empty object in a text', '{}'],
  ])('%s runs a sweep', (_, event) => {
    expect(readEvent(event)).toEqual(SWEEP);
  });

  it.each<[unknown]>([
    [{ dryRun: true }],
    [{ DryRun: true }],
    [{ DRYRUN: true }],
    [{ 'dry-run': true }],
    [{ DRY_RUN: true }],
    [{ 'dry run': true }],
    [{ ' dryRun ': true }],
    [{ dryRun: 'true' }],
    [{ dryRun: ' TRUE ' }],
    [{ dryRun: true, detail: { things: [1] } }],
    [{ dryRun: true, ...ENVELOPE }],
    [{ dryRun: true, scheduledTime: '2026-11-26T06:00:00Z' }],
  ])('%j is dry', (event) => {
    expect(readEvent(event)).toEqual(DRY);
  });

  it.each<[unknown, Asked]>([
    [{ dryRun: false }, SWEEP],
    [{ dryRun: 'False' }, SWEEP],
    [{ watch: RUN }, { kind: 'watch', dryRun: false, runId: RUN, report: null }],
    [
      { watch: RUN, report: '3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY' },
      { kind: 'watch', dryRun: false, runId: RUN, report: '3/L4kqtJlcpXroDTDmJ+rmSpXd3dIbrHY' },
    ],
    [
      { Watch: RUN, dryRun: true },
      { kind: 'watch', dryRun: true, runId: RUN, report: null },
    ],
    [
      { WATCH: RUN, DryRun: 'True' },
      { kind: 'watch', dryRun: true, runId: RUN, report: null },
    ],
    [{ firstRun: 1 }, { kind: 'first-run', dryRun: true, tries: 1 }],
    [
      { firstRun: 7, dryRun: false },
      { kind: 'first-run', dryRun: true, tries: 7 },
    ],
    [{ undo: RUN }, { kind: 'undo', dryRun: false, runId: RUN, entries: null }],
    [
      { Undo: RUN, dry_run: true },
      { kind: 'undo', dryRun: true, runId: RUN, entries: null },
    ],
    [
      { undo: RUN, entries: [3, 7] },
      { kind: 'undo', dryRun: false, runId: RUN, entries: [3, 7] },
    ],
  ])('%j asks for %j', (event, asked) => {
    expect(readEvent(event)).toEqual(asked);
  });

  it.each<[string, unknown, string]>([
    ['a number for a version', { watch: RUN, report: 5 }, 'report 5'],
    ['nothing for a version', { watch: RUN, report: '' }, 'report ""'],
    ['a version with a line', { watch: RUN, report: 'a\nb' }, 'report "a'],
    ['a version without a watch', { report: 'abc' }, 'report without watch'],
    ['a version of an undo', { undo: RUN, report: 'abc' }, 'report without watch'],
    ['a number for a run', { watch: 5 }, 'watch 5'],
    ['null for a run', { watch: null }, 'watch null'],
    ['nothing for a run', { watch: '' }, 'watch ""'],
    ['a path for a run', { watch: '../history' }, 'watch "../history"'],
    ['a list for a run', { undo: [RUN] }, `undo ["${RUN}"]`],
    ['true for a run', { undo: true }, 'undo true'],
    ['dry run inside the watch', { watch: { run: RUN, dryRun: true } }, 'watch {"run"'],
    ['null for a boolean', { dryRun: null }, 'dryRun null'],
    ['a number for a boolean', { dryRun: 1 }, 'dryRun 1'],
    ['yes for a boolean', { dryRun: 'yes' }, 'dryRun "yes"'],
    ['a list for a boolean', { dryRun: [true] }, 'dryRun [true]'],
    ['true for a try', { firstRun: true }, 'firstRun true'],
    ['try 0', { firstRun: 0 }, 'firstRun 0'],
    ['a first run that undoes', { firstRun: 1, undo: RUN }, 'firstRun and more'],
    ['a first run that watches', { firstRun: 1, watch: RUN }, 'firstRun and more'],
    ['a first run with a report', { firstRun: 1, report: 'x' }, 'firstRun and more'],
    ['a first run with null for a watch', { firstRun: 1, watch: null }, 'firstRun and more'],
    [
      'a first run with an unknown word',
      { firstRun: 1, region: 'x', only: 'shop' },
      'an unknown word, "only"',
    ],
    ['a nested first run', { detail: { firstRun: 1 } }, '"firstRun" inside'],
    ['a word twice', { dryRun: true, DryRun: false }, '"DryRun" twice'],
    ['a word twice, once with a line', { watch: RUN, Watch: RUN }, '"Watch" twice'],
    ['watch and undo', { watch: RUN, undo: RUN }, 'watch and undo'],
    ['entries without undo', { entries: [1] }, 'entries without undo'],
    ['no entries', { undo: RUN, entries: [] }, 'entries []'],
    ['entry 0', { undo: RUN, entries: [0] }, 'entries [0]'],
    ['half an entry', { undo: RUN, entries: [1.5] }, 'entries [1.5]'],
    ['entries as text', { undo: RUN, entries: '3' }, 'entries "3"'],
    ['a nested dry run', { detail: { dryRun: true } }, '"dryRun" inside'],
    ['a nested dry run, deep', { a: [{ b: { 'Dry-Run': true } }] }, '"Dry-Run" inside'],
    ['a nested watch', { detail: { watch: RUN } }, '"watch" inside'],
    ['a nested undo beside a watch', { watch: RUN, more: { undo: RUN } }, '"undo" inside'],
    ['a list around it', [{ dryRun: true }], '"dryRun" inside'],
    ['a list of words', ['dryRun'], '"dryRun" inside'],
    ['a word alone', 'dryRun', '"dryRun" inside'],
    ['a flag', '--dry-run', '"--dry-run" inside'],
    ['an assignment', 'dryRun=true', '"dryRun=true" inside'],
    ['JSON in a text', '{"dryRun": true}', '"dryRun" inside'],
    ['JSON in a text in a text', JSON.stringify(JSON.stringify({ watch: RUN })), '"watch" inside'],
    ['JSON that is none', '{dryRun: true}', '"{dryRun: true}" inside'],
    ['a queue around it', { Records: [{ body: '{"dryRun":true}' }] }, '"dryRun" inside'],
    ['a dry run in other words', { isDryRun: true }, '"isDryRun" inside'],
    ['a word as a value', { mode: 'dry-run' }, '"dry-run" inside'],
    ['entry for entries', { undo: RUN, entry: 1 }, 'an unknown word, "entry"'],
    ['dry for dryRun', { dry: true }, 'an unknown word, "dry"'],
    ['a mode', { mode: 'plan' }, 'an unknown word, "mode"'],
    ['a listener', { undo: RUN, listener: 'x' }, 'an unknown word, "listener"'],
    ['a word beside what EventBridge sends', { ...ENVELOPE, mode: 'plan' }, 'an unknown word, "mode"'],
    ['the time of the schedule in other words', { ScheduledTime: '2' }, 'an unknown word, "ScheduledTime"'],
    ['a word with a space of no width', { 'dryRun\u200b': true }, '"dryRun\u200b" inside'],
    ['a word in a list', [{ mode: 'plan' }], 'an unknown word, "mode"'],
    ['a word in JSON in a text', '{"mode": "plan"}', 'an unknown word, "mode"'],
    ['a key that objects have anyway', JSON.parse('{"__proto__": 1}'), 'an unknown word, "__proto__"'],
    ['the test event of the console', { key1: 'value1' }, 'an unknown word, "key1"'],
  ])('%s is refused', (_, event, says) => {
    const said = refusal(event);
    expect(said).toContain(`the event has ${says}`);
    expect(said).toContain('nothing was changed');
  });

  const WORDS = ['dryRun', 'watch', 'undo', 'DRYRUN', 'Watch', 'UNDO', 'dry_run'];

  it('never takes an event with one of the words for a sweep that may write', () => {
    const values = fc.oneof(fc.jsonValue(), fc.constantFrom(true, 'true', RUN, [1], null, ''));
    const word = fc.constantFrom(...WORDS);
    // An event with a word somewhere, and whatever beside and around it.
    const told = fc.tuple(word, values).map(([key, value]): unknown => ({ [key]: value }));
    const { event } = fc.letrec<{ event: unknown }>((tie) => ({
      event: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc
          .tuple(fc.dictionary(fc.string(), fc.jsonValue()), told)
          .map(([others, words]) => Object.assign({}, others, words)),
        fc.tuple(fc.string(), tie('event')).map(([key, inner]) => ({ [`x${key}`]: inner })),
        tie('event').map((inner) => [inner]),
        tie('event').map((inner) => ({ body: JSON.stringify(inner) })),
        tie('event').map((inner) => JSON.stringify(inner)),
      ),
    }));
    fc.assert(
      fc.property(event, (given) => {
        const isRefused = refusal(given) !== null;
        const asked = isRefused ? null : readEvent(given);
        // Understood: at the top, said once, and its value is one of those that are said to be.
        const said = Object.entries(given ?? {}).filter(([key]) => /^dry_?run$/i.test(key));
        const isDryNo = said.some(([, value]) => value === false || /^\s*false\s*$/i.test(String(value)));
        const mayWrite = asked?.kind === 'sweep' && !asked.dryRun;
        expect({ given, isTaken: mayWrite && !isDryNo }).toEqual({ given, isTaken: false });
      }),
      { numRuns: 1_000 },
    );
  });
});
