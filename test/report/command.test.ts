import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { commandOf, undoCommand, undoTextCommand } from '../../lambda/report/command';
import { RUN_ID } from '../vocabulary';
import { anEntry } from './fixtures';

const RUN = { runId: RUN_ID, record: 's3://records-111122223333' };

const CHARACTERS = Array.from('ab /\'"$`\\!#&;|<>(){}*?~é');

describe('undoCommand', () => {
  it('is what somebody pastes', () => {
    expect(undoCommand(RUN, [3, 7])).toBe(
      'elb-tls undo 20261122T060000Z-3f9c 3 7 --record s3://records-111122223333',
    );
  });

  it('is of the whole run without numbers, and of the default record without one', () => {
    expect(undoCommand({ runId: RUN.runId })).toBe('elb-tls undo 20261122T060000Z-3f9c');
  });

  it.each([
    ['/home/me/my records', "'/home/me/my records'"],
    ["/home/o'neill", "'/home/o'\\''neill'"],
    ['$(reboot)', "'$(reboot)'"],
    ['#records', "'#records'"],
    ['~/records', "'~/records'"],
    ['', "''"],
  ])('quotes what a shell would read otherwise: %j', (record, expected) => {
    expect(undoCommand({ ...RUN, record })).toBe(`elb-tls undo ${RUN.runId} --record ${expected}`);
  });

  it('is the same words to a shell', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...CHARACTERS) }), (text) => {
        const record = text.trim().replaceAll(/ +/g, ' ');
        const command = undoCommand({ ...RUN, record }).replace('elb-tls', "printf '%s\\n'");
        const words = execFileSync('sh', ['-c', command], { encoding: 'utf8' }).split('\n').slice(0, -1);

        expect(words).toEqual(['undo', RUN.runId, '--record', record]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('commandOf', () => {
  it('is what an entry comes with, of its listener alone', () => {
    const entry = anEntry({ type: 'classic', outcome: 'held', command: { kind: 'forget', runId: 'run-1' } });

    expect(commandOf(entry, RUN)).toEqual([
      `elb-tls undo run-1 --forget --listener ${entry.id} --record s3://records-111122223333`,
    ]);
    expect(commandOf(anEntry({ outcome: 'held' }), RUN)).toEqual([]);
    expect(commandOf({ ...entry, outcome: 'changed' }, RUN)).toEqual([]);
  });

  it('is one line and these words, whatever a record says', () => {
    const command = { kind: 'forget', runId: 'x\nelb-tls undo y --yes; reboot' } as const;

    expect(commandOf(anEntry({ outcome: 'held', command }), {})).toEqual([
      expect.stringMatching(/^elb-tls undo 'x elb-tls undo y --yes; reboot' --forget --listener \S+$/),
    ]);
  });
});

describe('undoTextCommand', () => {
  it.each([
    ['a bucket', 's3://records/', `aws s3 cp s3://records/runs/${RUN_ID}/undo.txt -`],
    ['a folder', '/home/me/records', null],
    ['no record', undefined, null],
  ])('prints the AWS CLI commands of a run in %s', (_, record, expected) => {
    expect(undoTextCommand({ runId: RUN_ID, ...(record === undefined ? {} : { record }) })).toBe(expected);
  });
});
