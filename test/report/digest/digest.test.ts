import * as fc from 'fast-check';
import { numberedEntries, type CutOff, type Entry, type Report } from '../../../lambda/core/report';
import { digest } from '../../../lambda/report/digest/digest';
import { anyReport } from '../arbitraries';
import { OLD, PQ, proseOf, RUN_ID, US } from '../../vocabulary';
import { aFineEntry, anEntry, anUnreadEntry, aReport } from '../fixtures';

const SNS_LIMIT = 262_144;
const RECORD = 's3://records-111122223333';
const REVERTED = anEntry({ name: 'a', outcome: 'reverted', reason: 'undone-by-request' });
const TO_BE_UNDONE = anEntry({ name: 'b', outcome: 'planned', reason: 'to-be-undone' });

describe('digest of anything', () => {
  it('has a subject that SNS takes', () => {
    fc.assert(fc.property(anyReport, (report) => expect(digest(report).subject).toMatch(/^[ -~]{1,99}$/)));
  });

  it('has lines of 76 columns; what is longer is one word, whole, or a command', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const tooLong = linesOf(report).filter((line) => Array.from(line).length > 76);
        const withSpaces = tooLong.filter((line) => line.replace(/^ *([|-] +)?/, '').includes(' '));
        expect(withSpaces.filter((line) => !/^ {4,8}(elb-tls undo|aws s3 cp) /.test(line))).toEqual([]);
      }),
    );
  });

  it('has no control or format characters', () => {
    fc.assert(
      fc.property(anyReport, (report) =>
        expect(linesOf(report).join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u),
      ),
    );
  });

  it('fits into SNS', () => {
    fc.assert(fc.property(anyReport, (report) => expect(bytesOf(report)).toBeLessThanOrEqual(SNS_LIMIT)));
  });

  it('names every listener that is not just fine, and every failed Region', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const words = wordsOf(proseOf(digest(report).body));
        const names = report.listeners.filter(({ outcome }) => outcome !== 'compliant').map(nameOf);
        const regions = report.regions
          .filter(({ status }) => status === 'failed')
          .map(({ region }) => region);
        for (const name of [...names, ...regions]) expect(words).toContain(wordsOf(name).trim());
      }),
    );
  });

  it('says of a dry run that it is one, and how much is planned', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const { subject, body } = digest(
          aReport({ ...report, account: '111122223333', mode: 'plan', inScope: [] }),
        );
        const planned = `${report.totals.planned} planned`;
        expect(body.split('\n')[0]).toMatch(/ - DRY RUN$/);
        expect(subject).toContain(`DRY RUN, ${planned}`);
        expect(body).toContain(`\n${planned}`);
      }),
    );
  });
});

describe('subject', () => {
  it.each<[string, Report, string]>([
    ['an apply with nothing to do', aReport({ mode: 'apply' }), '0 changed'],
    ['a dry run with nothing to do', aReport(), 'DRY RUN, 0 planned'],
    [
      'an apply',
      aReport({
        mode: 'apply',
        listeners: [
          anEntry({ name: 'a', outcome: 'changed' }),
          anUnreadEntry({ name: 'b' }),
          anEntry({ name: 'c', outcome: 'held', reason: 'no-target' }),
          anEntry({ name: 'd', outcome: 'exempt', reason: 'exempt-by-tag' }),
          aFineEntry(),
        ],
      }),
      '1 changed, 1 failed, 1 held',
    ],
    [
      'a failed Region',
      aReport({ mode: 'apply', regions: [failedRegion(US)] }),
      '0 changed, 1 Region failed',
    ],
    [
      'failed Regions',
      aReport({ regions: [failedRegion(US), failedRegion('us-east-2')] }),
      'DRY RUN, 0 planned, 2 Regions failed',
    ],
    ['an undo', aReport({ mode: 'undo', listeners: [REVERTED] }), '1 reverted'],
    ['an undo that has found nothing', aReport({ mode: 'undo' }), '0 reverted'],
    [
      'an undo that is only planned',
      aReport({ mode: 'undo', listeners: [TO_BE_UNDONE] }),
      'UNDO PLANNED, 1 planned',
    ],
    [
      'an undo that was cut off',
      aReport({ mode: 'undo', listeners: [REVERTED, TO_BE_UNDONE] }),
      '1 reverted',
    ],
  ])('of %s', (_, report, expected) => {
    expect(digest(report).subject).toBe(`[elb-tls] 111122223333: ${expected}`);
  });

  it('is cut before it is too long, and its odd characters are question marks', () => {
    const { subject } = digest(aReport({ account: `1234é\n${'9'.repeat(200)}` }));
    expect(subject).toMatch(/^\[elb-tls\] 1234\? 9+$/);
    expect(subject).toHaveLength(99);
  });
});

describe('entry', () => {
  it.each<[string, Entry, readonly string[]]>([
    ['a move that costs clients nothing', anEntry({ outcome: 'changed' }), [`  | ${OLD} -> ${PQ}`]],
    [
      'what clients lose, in words',
      anEntry({
        outcome: 'changed',
        to: 'new',
        drops: { protocols: ['TLSv1.1', 'SSLv3', 'TLSv1'], ciphers: ['A'] },
      }),
      [`  | ${OLD} -> new`, '  | clients lose SSL 3.0, TLS 1.0, TLS 1.1 and 1 cipher'],
    ],
    [
      'one protocol alone',
      anEntry({ outcome: 'changed', to: 'new', drops: { protocols: ['TLSv1'], ciphers: [] } }),
      [`  | ${OLD} -> new`, '  | clients lose TLS 1.0'],
    ],
    [
      'no loss where nothing moves',
      anEntry({
        outcome: 'held',
        reason: 'change-limit',
        to: 'new',
        detail: 'Later.',
        drops: { protocols: ['TLSv1'], ciphers: [] },
      }),
      ['  | Later.', `  | ${OLD} -> new`],
    ],
    [
      'no target for a policy that nobody knows',
      anEntry({ outcome: 'held', reason: 'unknown-policy', to: 'new', detail: 'Unknown.' }),
      ['  | Unknown.', `  | ${OLD}`],
    ],
    [
      'no policy twice',
      anEntry({ outcome: 'held', reason: 'unknown-family', to: 'new', detail: `Nobody knows ${OLD}.` }),
      [`  | Nobody knows ${OLD}.`],
    ],
    [
      'a policy that AWS did not show',
      anEntry({ outcome: 'held', reason: 'change-limit', from: null, to: 'new', detail: 'Later.' }),
      ['  | Later.', '  | unknown policy -> new'],
    ],
    [
      'its own notes',
      anEntry({ outcome: 'changed', to: 'new', notes: ['Mind the gap.'] }),
      [`  | ${OLD} -> new`, '  | Mind the gap.'],
    ],
    [
      'a load balancer that could not be read',
      anUnreadEntry({ detail: 'AccessDenied.' }),
      ['  | AccessDenied.'],
    ],
  ])('shows %s', (_, entry, expected) => {
    const lines = linesOf(aReport({ mode: 'apply', listeners: [entry] }));
    const place = lines.findIndex((line) => line.startsWith('  1  eu-west-1  shop '));
    expect(lines.slice(place + 1, -1)).toEqual(expected);
  });

  it('says that a load balancer could not be read, and which one is Classic', () => {
    const listeners = [anUnreadEntry({ name: 'a' }), anUnreadEntry({ name: 'b', type: 'classic' })];
    expect(linesOf(aReport({ listeners }))).toEqual(
      expect.arrayContaining([
        '  1  eu-west-1  a could not be read',
        '  2  eu-west-1  b (Classic) could not be read',
      ]),
    );
  });

  it('puts what somebody has to decide before what the next run settles', () => {
    const lines = linesOf(aReport({ listeners: [held('a', 'change-limit'), held('b', 'alb-policy-mix')] }));
    expect(lines.filter(isPlace)).toEqual(['  2  eu-west-1  b :443 HTTPS', '  1  eu-west-1  a :443 HTTPS']);
  });

  it('says what four have in common once, and three times for three', () => {
    expect(movesOf(3)).toHaveLength(3);
    expect(movesOf(4)).toHaveLength(1);
  });

  it('keeps the order of places where only a few are alike', () => {
    const listeners = ['x', 'y', 'x'].map((from, index) => anEntry({ name: `n${index}`, from }));
    const places = linesOf(aReport({ listeners })).filter(isPlace);
    expect(places).toEqual([0, 1, 2].map((index) => `  ${index + 1}  eu-west-1  n${index} :443 HTTPS`));
  });

  it('says a note that two share once', () => {
    const listeners = [
      anEntry({ name: 'a', notes: ['Mind.'] }),
      anEntry({ name: 'b', notes: ['Mind.'], from: 'x' }),
    ];
    const { body } = digest(aReport({ listeners }));
    expect(body.split('Mind.')).toHaveLength(2);
    expect(body.split('see note [1]')).toHaveLength(3);
    expect(body).toContain('NOTES\n  [1] Mind.');
  });
});

describe('the way back', () => {
  const changes = many(30, (name) =>
    anEntry({ name, outcome: 'changed', from: Number(name) < 3 ? name : OLD }),
  );

  it('is said once, for all of them and by their numbers, as one line each', () => {
    const lines = linesOf(aReport({ mode: 'apply', listeners: changes, record: RECORD }));
    const title = lines.indexOf('CHANGED (30)');

    expect(lines.slice(title + 1, title + 5)).toEqual([
      '  To undo them all; with numbers behind it (1 2 ...), only these:',
      `    elb-tls undo ${RUN_ID} --record ${RECORD}`,
      '  Without elb-tls, the AWS CLI commands for it are in:',
      `    aws s3 cp ${RECORD}/runs/${RUN_ID}/undo.txt -`,
    ]);
    expect(lines.filter((line) => line.includes('elb-tls undo'))).toHaveLength(1);
  });

  it('names entries by their place in the report, which an undo takes', () => {
    const report = aReport({
      mode: 'apply',
      listeners: [aFineEntry({ name: 'a' }), anEntry({ name: 'b', outcome: 'changed' })],
      record: RECORD,
    });

    expect(linesOf(report)).toContain('  2  eu-west-1  b :443 HTTPS');
    expect(numberedEntries(report, [2])).toEqual([report.listeners[1]?.id]);
  });

  it.each<[string, Report]>([
    ['planned', aReport({ listeners: [anEntry()], record: RECORD })],
    ['held', aReport({ mode: 'apply', listeners: [held('a', 'change-limit')], record: RECORD })],
    ['undone', aReport({ mode: 'undo', listeners: [REVERTED], record: RECORD })],
  ])('is not with what is %s', (_, report) => {
    expect(digest(report).body).not.toContain(`elb-tls undo ${RUN_ID}`);
  });

  it('is not promised where the run was not recorded', () => {
    const { body } = digest(aReport({ mode: 'apply', listeners: [anEntry({ outcome: 'changed' })] }));
    expect(body).not.toContain(`elb-tls undo ${RUN_ID}`);
    expect(body).toContain('CHANGED (1)\n  This run was not recorded, so elb-tls undo cannot undo it.\n');
  });
});

describe('runs that were cut off', () => {
  const listeners = [
    anEntry({ name: 'a', outcome: 'changed' }),
    anEntry({ name: 'b', outcome: 'reverted', reason: 'undone-by-request', detail: 'It went back.' }),
    anEntry({ name: 'c', outcome: 'failed', reason: 'not-confirmed', detail: 'Nobody knows.' }),
  ];
  const cutOff = [{ runId: '20261121T060000Z-0c0f', listeners }];

  it('18: a run that was cut off is told first, with what it changed, and how to undo it', () => {
    const { subject, body } = digest(aReport({ mode: 'apply', record: RECORD, cutOff }));

    expect(subject).toContain('0 changed, 1 run cut off');
    expect(body).toContain(`CUT OFF (3)
| Run 20261121T060000Z-0c0f was cut off before its end; it changed 1
| listener, it put back 1 listener and it may have changed 1 listener, named
| below.
  To undo it:
    elb-tls undo 20261121T060000Z-0c0f --record ${RECORD}
  Without elb-tls, the AWS CLI commands for it are in:
    aws s3 cp ${RECORD}/runs/20261121T060000Z-0c0f/undo.txt -
- eu-west-1  a :443 HTTPS
  | ${OLD} -> ${PQ}
- eu-west-1  b :443 HTTPS
  | ${OLD} -> ${PQ}
  | It went back.
`);
    expect(body).toContain('Nobody knows.');
  });

  it('18: a change that AWS took on a load balancer that is gone by now is told too', () => {
    const gone = anEntry({ outcome: 'held', reason: 'gone', detail: 'It is gone.', unconfirmed: true });
    const { body } = digest(aReport({ mode: 'apply', cutOff: [{ runId: RUN_ID, listeners: [gone] }] }));

    expect(body).toContain('before its end; it may have changed\n| 1 listener, named below.');
  });

  const unknown = anEntry({ outcome: 'changed', detail: 'Nobody has seen it.', unconfirmed: true });
  const tell = (run: Partial<CutOff>): string =>
    digest(
      aReport({
        mode: 'apply',
        record: RECORD,
        cutOff: [{ runId: RUN_ID, mode: 'apply', listeners: [unknown], numbers: [3], ...run }],
      }),
    ).body;

  it('(18) (33) what nobody knows to be changed is named with the number that an undo needs', () => {
    expect(tell({})).toContain(`CUT OFF (1)
| Run ${RUN_ID} was cut off before its end; it may have changed
| 1 listener, named below.
  To undo it:
    elb-tls undo ${RUN_ID} 3 --record ${RECORD}
  Without elb-tls, the AWS CLI commands for it are in:
    aws s3 cp ${RECORD}/runs/${RUN_ID}/undo.txt -
  3  eu-west-1  shop :443 HTTPS
  | ${OLD} -> ${PQ}
  | Nobody has seen it.
`);
  });

  it('(18) (33) what a run changed is undone without numbers, what it may have changed with them', () => {
    const body = tell({
      listeners: [anEntry({ name: 'a', outcome: 'changed' }), unknown],
      numbers: [1, 3],
    });

    expect(proseOf(body)).toContain('it changed 1 listener and it may have changed 1 listener, named below.');
    expect(body).toContain(`  To undo what it changed:
    elb-tls undo ${RUN_ID} --record ${RECORD}
  To undo what it may have changed:
    elb-tls undo ${RUN_ID} 3 --record ${RECORD}
`);
    expect(body).toContain('\n  1  eu-west-1  a :443 HTTPS\n');
  });

  it('(18) (33) an undo that was cut off may have put back, and has no way back', () => {
    const lost = anEntry({ outcome: 'failed', reason: 'not-confirmed', unconfirmed: true });
    const body = tell({ mode: 'undo', listeners: [lost] });

    expect(proseOf(body)).toContain('before its end; it may have put back 1 listener, named below.');
    expect(body).not.toContain('elb-tls undo');
  });

  it('(18) a run that had ended is not called cut off', () => {
    const { subject, body } = digest(
      aReport({
        mode: 'apply',
        cutOff: [{ runId: RUN_ID, mode: 'apply', listeners: [], numbers: [], ended: true }],
      }),
    );

    expect(subject).toContain('0 changed, 1 run told late');
    expect(body).toContain('\nTOLD LATE\n');
    expect(proseOf(body)).toContain(
      `Run ${RUN_ID} ended, and its digest may not have been delivered; it changed nothing.`,
    );
    expect(body).not.toContain('cut off');
  });

  it('18: one that changed nothing is told too, and offers no undo', () => {
    const { subject, body } = digest(
      aReport({ mode: 'apply', record: RECORD, cutOff: [{ runId: RUN_ID, listeners: [] }] }),
    );

    expect(subject).toContain('1 run cut off');
    expect(body).toContain(`CUT OFF\n| Run ${RUN_ID} was cut off before its end; it changed nothing.\n`);
    expect(body).not.toContain('elb-tls undo');
  });
});

describe('exemptions to review', () => {
  it('have a section of their own, before the notes', () => {
    const { body } = digest(aReport({ exemptions: ['The exemption of shop ended.'], notes: ['A note.'] }));
    expect(body).toContain('EXEMPTIONS TO REVIEW (1)\n- The exemption of shop ended.\n\nNOTES\n- A note.\n');
  });

  it('are not there where there are none', () => {
    expect(digest(aReport({ exemptions: [] })).body).not.toContain('EXEMPTIONS');
  });

  it('stay where much else is cut', () => {
    const listeners = many(9000, (name) => anEntry({ name: wide(name), from: wide(name) }));
    const { body } = digest(aReport({ listeners, exemptions: ['The exemption of shop ended.'] }));
    expect(body).toContain('EXEMPTIONS TO REVIEW (1)\n- The exemption of shop ended.');
  });
});

describe('a digest too long for SNS', () => {
  const failed = many(50, (name) => anUnreadEntry({ name: wide(`failed-${name}`), detail: `Says ${name}.` }));
  const changed = many(4000, (name) =>
    anEntry({ name: wide(`changed-${name}`), outcome: 'changed', from: wide(name) }),
  );
  const exempt = many(500, (name) =>
    anEntry({
      name: wide(`exempt-${name}`),
      outcome: 'exempt',
      reason: 'exempt-by-tag',
      detail: `Because of ${name}.`,
    }),
  );
  const regions = [failedRegion(US)];
  const report = aReport({
    mode: 'apply',
    regions,
    listeners: [...failed, ...changed, ...exempt],
    notes: ['Something new from AWS.'],
  });

  it('fits, and uses most of what there is', () => {
    expect(bytesOf(report)).toBeLessThanOrEqual(SNS_LIMIT);
    expect(bytesOf(report)).toBeGreaterThan(SNS_LIMIT - 2048);
  });

  it('cuts whole entries from the least urgent end, and says how many', () => {
    const { body } = digest(report);
    const shown = body.split('\n').filter(isPlace).length;
    expect(body).toContain('EXEMPT (500) - none shown\n');
    expect(body).toContain(`CHANGED (4000) - only the first ${shown - 50} shown\n`);
    expect(body).toContain('FAILED (50)\n');
    expect(proseOf(body)).toContain(
      `the ${4550 - shown} least urgent entries are only in the log of the run.`,
    );
    expect(body.split('\n').filter((line) => line.includes(' -> '))).toHaveLength(shown - 50);
  });

  it('keeps the failed Regions, all that failed, and the notes of the run', () => {
    const { body } = digest(report);
    expect(body).toContain('REGIONS FAILED (1)\n- us-east-1\n  | E: no\n');
    for (const entry of failed) expect(body).toContain(nameOf(entry));
    expect(body).toContain('NOTES\n- Something new from AWS.\n');
  });

  it('keeps the failed Regions even where what failed alone is too much', () => {
    const listeners = many(9000, (name) => anUnreadEntry({ name: wide(name), detail: `Says ${name}.` }));
    const { body } = digest(aReport({ regions, listeners, notes: ['Cut.'] }));
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(SNS_LIMIT);
    expect(body).toContain('REGIONS FAILED (1)\n- us-east-1\n  | E: no\n');
    expect(body).toMatch(/FAILED \(9000\) - only the first \d{4} shown\n/);
    expect(body).toContain('NOTES - none shown\n');
  });

  it('cuts an error message without end, so that it cannot crowd out the rest', () => {
    const error = { code: 'E', message: 'no '.repeat(200_000) };
    const endless = aReport({
      regions: [{ region: 'us-east-1', status: 'failed', error }],
      listeners: [anUnreadEntry({ name: 'last' })],
    });
    expect(digest(endless).body).toContain('  1  eu-west-1  last could not be read\n');
    expect(proseOf(digest(endless).body)).toContain('(cut; the log of the run has it whole)');
  });

  it('says a thousand times the same in one line each', () => {
    const listeners = many(1000, (name) =>
      anEntry({ name, outcome: 'held', reason: 'change-limit', detail: 'Later.' }),
    );
    const lines = linesOf(aReport({ mode: 'apply', listeners }));
    expect(lines.filter((line) => /^ {6}\d+ {2}eu-west-1 {2}/.test(line))).toHaveLength(1000);
    expect(lines.length).toBeLessThan(1000 + 15);
  });
});

function failedRegion(region: string): Report['regions'][number] {
  return { region, status: 'failed', error: { code: 'E', message: 'no' } };
}

/** Whether a line is the first of an entry. */
function isPlace(line: string): boolean {
  return /^ {2}\d+ {2}eu-west-1 {2}/.test(line);
}

function held(name: string, reason: Entry['reason']): Entry {
  return anEntry({ name, outcome: 'held', reason });
}

/** The lines with a move in the digest of so many listeners that move alike. */
function movesOf(howMany: number): readonly string[] {
  const listeners = many(howMany, (name) => anEntry({ name }));
  return linesOf(aReport({ listeners })).filter((line) => line.includes('->'));
}

/** A name whose bytes are more than its characters. */
function wide(name: string): string {
  return `${name}-шоп-商店-🛒`;
}

function many(howMany: number, make: (name: string) => Entry): readonly Entry[] {
  return Array.from({ length: howMany }, (_, index) => make(String(index).padStart(4, '0')));
}

function linesOf(report: Report): readonly string[] {
  return digest(report).body.split('\n');
}

function bytesOf(report: Report): number {
  return Buffer.byteLength(digest(report).body);
}

function nameOf({ loadBalancer }: Entry): string {
  return loadBalancer.name;
}

/** The words of a text, whatever lines and odd characters they are in. */
function wordsOf(text: string): string {
  return text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ');
}
