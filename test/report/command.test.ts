import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { sentenceLines, undoCommand } from '../../lambda/report/command';
import { indented } from '../../lambda/report/text';
import { RUN_ID } from '../vocabulary';
import { anEntry } from './fixtures';

const RUN = { runId: RUN_ID, record: 's3://records-111122223333' };

const CHARACTERS = Array.from('ab /\'"$`\\!#&;|<>(){}*?~é');

const page = (columns: number) => ({ columns, widthOf: ({ length }: string) => length });

describe('undoCommand', () => {
  it('is what somebody pastes', () => {
    expect(undoCommand(RUN, anEntry({ type: 'classic' }))).toBe(
      'elb-tls undo 20261122T060000Z-3f9c ' +
        '--listener arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/shop#443 ' +
        '--record s3://records-111122223333',
    );
  });

  it('is of the whole run without a listener, and of the default record without one', () => {
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

describe('sentenceLines', () => {
  const said = 'Sweeps skip this listener until you clear it: elb-tls undo run-1 --forget --listener arn#443';

  it.each([
    ['where runs are recorded', 's3://my records', " --record 's3://my records'"],
    ['where they are not', undefined, ''],
  ])('gives the command at its end a line, %s', (_, record, where) => {
    expect(sentenceLines(said, record === undefined ? {} : { record }, indented(4), page(40))).toEqual([
      '    Sweeps skip this listener until you',
      '    clear it:',
      `    elb-tls undo run-1 --forget --listener arn#443${where}`,
    ]);
  });

  it('wraps a sentence without one', () => {
    expect(sentenceLines('See elb-tls undo --help.', {}, indented(2), page(20))).toEqual([
      '  See elb-tls undo',
      '  --help.',
    ]);
  });
});
