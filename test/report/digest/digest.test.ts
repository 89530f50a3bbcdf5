import * as fc from 'fast-check';
import { numberedEntries, type CutOff, type Entry, type Report } from '../../../lambda/core/report';
import { kindOf } from '../../../lambda/core/step-table';
import * as sayOfGates from '../../../lambda/core/wording/gates';
import * as say from '../../../lambda/core/wording/plan';
import * as sayUndo from '../../../lambda/core/wording/undo';
import { digest } from '../../../lambda/report/digest/digest';
import { anyReport } from '../arbitraries';
import { OLD, proseOf, RUN_ID, US } from '../../vocabulary';
import { aFineEntry, anEntry, anUnreadEntry, aReport } from '../fixtures';

const SNS_LIMIT = 262_144;
const RECORD = 's3://records-111122223333';
const REVERTED = anEntry({ name: 'a', outcome: 'reverted', reason: 'undone-by-request' });
const TO_BE_UNDONE = anEntry({ name: 'b', outcome: 'planned', reason: 'to-be-undone' });
const NEW = 'ELBSecurityPolicy-new';
const BALANCER = anEntry().loadBalancer.arn;

/** Lines that may be longer than 76 columns: a command or an address, each whole. */
const LONG =
  /^( {4}(elb-tls (?:undo|probe)|aws s3 cp|aws elb(?:v2)? modify-load-balancer-attributes) |To take it back|Without elb-tls: |By elb-tls-remediator|(Dashboard|Log|Record|Docs): )/;

describe('digest of anything', () => {
  it('has a subject that SNS takes', () => {
    fc.assert(fc.property(anyReport, (report) => expect(digest(report).subject).toMatch(/^[ -~]{1,99}$/)));
  });

  it('has lines of 76 columns; what is longer is one word, whole, or a command', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const tooLong = linesOf(report).filter((line) => Array.from(line).length > 76);
        const withSpaces = tooLong.filter((line) => line.replace(/^ *([|-] +)?/, '').includes(' '));
        expect(withSpaces.filter((line) => !LONG.test(line))).toEqual([]);
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

  it('names every listener and every Region that needs somebody', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const words = wordsOf(proseOf(digest(report).body));
        const toDo = report.steps.flatMap(({ id, listeners }) => (kindOf(id) === 'do' ? listeners : []));
        const names = toDo.flatMap((number) => {
          const entry = report.listeners[number - 1];
          return entry === undefined ? [] : [nameOf(entry)];
        });
        const regions = report.regions
          .filter(({ status }) => status === 'failed')
          .map(({ region }) => region);
        for (const name of [...names, ...regions]) expect(words).toContain(wordsOf(name).trim());
      }),
    );
  });

  it('says in its first line whether anything needs somebody, and that a dry run is one', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const { subject, body } = digest(
          aReport({ ...report, account: '111122223333', mode: 'plan', inScope: [] }),
        );
        expect(proseOf(body)).toMatch(
          /^((Nothing needs you|1 thing needs you|\d+ things need you)\. Dry run: |Run failed: )/,
        );
        expect(subject).toContain('DRY RUN, ');
        expect(proseOf(body)).toContain(
          report.totals.planned > 0
            ? ' DRY RUN (to change them: parameter DryRun=false, or elb-tls apply'
            : ' DRY RUN, ',
        );
      }),
    );
  });
});

describe('a mail that needs nobody', () => {
  const changes = many(13, (name) => anEntry({ name, outcome: 'changed', to: NEW + name, notes: [name] }));
  const closed = many(25, () => anEntry()).map((_, index) => ({
    region: `eu-west-${index}`,
    status: 'closed' as const,
    error: { code: 'AccessDenied', message: 'no' },
  }));
  const examined = many(17, () => anEntry()).map((_, index) => ({
    region: `us-west-${index}`,
    status: 'examined' as const,
  }));

  it.each<[string, Report]>([
    ['nothing to do', aReport({ mode: 'apply', listeners: many(48, (name) => aFineEntry({ name })) })],
    ['thirteen different changes', aReport({ mode: 'apply', listeners: changes, record: RECORD })],
    [
      'all that there can be',
      aReport({
        mode: 'apply',
        version: '1.0.0',
        accountName: 'a name as long as AWS allows it to be, of 50 letters',
        target: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
        regions: [...closed, ...examined],
        record: RECORD,
        links: { dashboard: 'https://d', log: 'https://l', record: 'https://r', docs: 'https://o' },
        notes: many(30, () => anEntry()).map((_, index) => `A note of some length, number ${index}.`),
        listeners: [
          ...changes,
          ...many(40, (name) => anEntry({ name: `w${name}`, ...sayOfGates.outsideWindow() })),
          ...many(40, (name) => anEntry({ name: `f${name}`, ...sayOfGates.frozen('2026-12-24') })),
          ...many(9, (name) => anEntry({ name: `l${name}`, ...sayOfGates.changeLimit(25) })),
          ...many(9, (name) =>
            anEntry({ name: `e${name}`, ...say.exempt({ kind: 'exempt', until: null, why: name }) }),
          ),
        ],
      }),
    ],
  ])('has twelve lines at most: %s', (_, report) => {
    const lines = linesOf(report).slice(0, -1);

    expect(lines[0]).toMatch(/^Nothing needs you\./);
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines.at(-1)).toMatch(/^By elb-tls-remediator/);
  });

  it('names what it changed where there is room', () => {
    const report = aReport({ mode: 'apply', listeners: changes.slice(0, 2), record: RECORD });

    expect(proseOf(digest(report).body)).toContain('CHANGED (2): 1 0000, 2 0001 ');
  });
});

describe('subject', () => {
  it.each<[string, Report, string]>([
    [
      'an apply with nothing to do',
      aReport({ mode: 'apply', listeners: [aFineEntry()] }),
      'nothing needs you',
    ],
    ['an apply that finds nothing', aReport({ mode: 'apply' }), '1 needs you'],
    ['a dry run with nothing to do', aReport({ listeners: [aFineEntry()] }), 'DRY RUN, nothing needs you'],
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
      '2 need you, 1 failed, 1 changed, 1 held',
    ],
    [
      'a failed Region',
      aReport({ mode: 'apply', regions: [failedRegion(US)] }),
      '1 needs you, Regions not read',
    ],
    ['an undo', aReport({ mode: 'undo', listeners: [REVERTED] }), 'nothing needs you, 1 reverted'],
    ['an undo that has found nothing', aReport({ mode: 'undo' }), 'nothing needs you'],
    [
      'an undo that is only planned',
      aReport({ mode: 'undo', listeners: [TO_BE_UNDONE] }),
      'UNDO PLANNED, nothing needs you, 1 planned',
    ],
    [
      'an undo that was cut off',
      aReport({ mode: 'undo', listeners: [REVERTED, TO_BE_UNDONE] }),
      'nothing needs you, 1 reverted',
    ],
  ])('of %s', (_, report, expected) => {
    expect(digest(report).subject).toBe(`[elb-tls] 111122223333: ${expected}`);
  });

  it('is cut before it is too long, and its odd characters are question marks', () => {
    const { subject } = digest(aReport({ accountName: `1234é\n${'9'.repeat(200)}` }));
    expect(subject).toMatch(/^\[elb-tls\] 1234\? 9+$/);
    expect(subject).toHaveLength(99);
  });
});

describe('the first line', () => {
  it.each<[string, Partial<Parameters<typeof aReport>[0]>, string]>([
    ['nothing', { mode: 'apply', listeners: [aFineEntry()] }, 'Nothing needs you. Nothing was changed.'],
    [
      'changes',
      { mode: 'apply', listeners: [anEntry({ outcome: 'changed' })] },
      'Nothing needs you. 1 listener was moved.',
    ],
    [
      'what waits',
      { listeners: [anEntry({ name: 'a' }), anEntry({ name: 'b', ...sayOfGates.outsideWindow() })] },
      'Nothing needs you. Dry run: 1 listener would move, 1 waits.',
    ],
    [
      'two reasons, of which one has two listeners',
      {
        mode: 'apply',
        listeners: [held('a', 'no-target'), held('b', 'no-target'), anUnreadEntry({ name: 'c' })],
      },
      '2 things need you. Nothing was changed.',
    ],
    [
      'a run that could read nothing',
      { mode: 'apply', regions: [failedRegion(US)] },
      'Run failed: nothing was changed because the Region could not be read.',
    ],
    [
      'a run without a record',
      { mode: 'apply', listeners: [anEntry({ ...say.notRecorded() })] },
      'Run failed: nothing was changed because the record could not be written.',
    ],
    ['an undo', { mode: 'undo', listeners: [REVERTED] }, 'Nothing needs you. 1 listener was put back.'],
    [
      'an undo that is not made',
      { mode: 'undo', listeners: [TO_BE_UNDONE] },
      'Nothing needs you. An undo would put 1 listener back.',
    ],
  ])('of %s', (_, patch, expected) => {
    expect(proseOf(digest(aReport(patch)).body)).toContain(expected);
    expect(linesOf(aReport(patch))[0]).toBe(expected.slice(0, linesOf(aReport(patch))[0]?.length));
  });
});

describe('a listener that needs somebody', () => {
  it.each<[string, Entry, readonly string[]]>([
    [
      'what clients lose, in words',
      anEntry({ ...mixed(), to: NEW, drops: { protocols: ['TLSv1.1', 'SSLv3', 'TLSv1'], ciphers: ['A'] } }),
      [' 1 eu-west-1 shop :443 2016-08 -> new (clients lose SSL 3.0, TLS 1.0, 1.1, 1', '  | cipher (A))'],
    ],
    [
      'one protocol alone',
      anEntry({ ...mixed(), to: NEW, drops: { protocols: ['TLSv1'], ciphers: [] } }),
      [' 1 eu-west-1 shop :443 2016-08 -> new (clients lose TLS 1.0)'],
    ],
    [
      'no target for a policy that nobody knows',
      anEntry({ outcome: 'held', reason: 'unknown-policy', to: NEW, detail: 'Unknown.' }),
      [' 1 eu-west-1 shop :443 2016-08'],
    ],
    [
      'a policy that AWS did not show',
      anEntry({ ...mixed(), from: null, to: NEW }),
      [' 1 eu-west-1 shop :443 unknown policy -> new'],
    ],
    [
      'how long it is open, and who it is for',
      {
        ...anEntry({ ...mixed(), to: NEW, openSince: '2026-11-20' }),
        loadBalancer: { ...anEntry().loadBalancer, ownerTags: { Owner: 'ann', Team: 'shop' } },
      },
      [' 1 eu-west-1 shop (ann, shop) :443 2016-08 -> new (open 2 days)'],
    ],
    [
      'a load balancer that could not be read',
      anUnreadEntry({ type: 'classic' }),
      [' 1 eu-west-1 shop (Classic) (not read)'],
    ],
  ])('shows %s', (_, entry, expected) => {
    const lines = linesOf(aReport({ mode: 'apply', listeners: [entry] }));
    const place = lines.findIndex((line) => line.startsWith(' 1 eu-west-1 shop '));
    expect(lines.slice(place, place + expected.length)).toEqual(expected);
    expect(lines[place + expected.length]).toBe('');
  });

  it('comes before what goes on by itself, and has its reason once', () => {
    const listeners = [held('a', 'change-limit'), held('b', 'alb-policy-mix'), held('c', 'alb-policy-mix')];
    const { body } = digest(aReport({ mode: 'apply', listeners }));

    expect(body.indexOf('DO: ')).toBeLessThan(body.indexOf('WAITS'));
    expect(body).toContain(
      'DO: recreate the listeners of these load balancers (2): Detail.\n 2 eu-west-1 b :443 2016-08 -> TLS13-1-2-Res-PQ-2025-09\n 3 eu-west-1 c :443',
    );
  });
});

describe('what clients lose', () => {
  const drops = {
    protocols: ['TLSv1'],
    ciphers: ['AES128-SHA', 'ECDHE-RSA-AES128-SHA', 'ECDHE-ECDSA-AES128-SHA'],
  };
  const OTHER = { protocols: [], ciphers: ['AES256-SHA'] };

  it.each(['planned', 'changed'] as const)(
    'is said once for each move that is %s, with its names',
    (outcome) => {
      const listeners = many(3, (name) => anEntry({ name, outcome, drops }));
      const body = proseOf(
        digest(aReport({ mode: outcome === 'planned' ? 'plan' : 'apply', listeners })).body,
      );

      expect(body).toContain(
        'clients lose: 2016-08 -> TLS13-1-2-Res-PQ-2025-09: TLS 1.0, 3 ciphers (AES128-SHA, ECDHE-*-AES128-SHA)',
      );
      expect(body.split('AES128-SHA,')).toHaveLength(2);
    },
  );

  it('is said of what waits and what is exempt', () => {
    const waiting = anEntry({ name: 'a', ...sayOfGates.outsideWindow(), drops });
    const exempt = anEntry({ name: 'b', outcome: 'exempt', reason: 'exempt-by-tag', drops });
    const body = proseOf(digest(aReport({ mode: 'apply', listeners: [waiting, exempt] })).body);

    expect(body).toContain(
      'Held or exempt: clients would lose by 2016-08 -> TLS13-1-2-Res-PQ-2025-09 TLS 1.0, 3 ciphers (AES128-SHA, ECDHE-*-AES128-SHA).',
    );
  });

  it('is counted where different moves lose different ciphers', () => {
    const listeners = [
      anEntry({ name: 'a', outcome: 'changed', drops }),
      anEntry({ name: 'b', outcome: 'changed', to: NEW, drops: OTHER }),
    ];
    const body = proseOf(digest(aReport({ mode: 'apply', listeners })).body);

    expect(body).toContain('-> TLS13-1-2-Res-PQ-2025-09 (1): TLS 1.0, 3 ciphers ');
    expect(body).toContain('-> new (2): 1 cipher ');
  });

  it('is not said of what is only put back', () => {
    const { body } = digest(aReport({ mode: 'undo', listeners: [{ ...REVERTED, drops }] }));
    expect(body).not.toContain('lose');
  });
});

function custom(name: string, ciphers: readonly string[]): Entry {
  return anEntry({
    name,
    type: 'classic',
    outcome: 'changed',
    from: 'corp',
    drops: { protocols: [], ciphers },
  });
}

function denied(name: string): Entry {
  return anUnreadEntry({
    name,
    ...say.unread('read-failed', { code: 'InternalFailure', message: `no ${name}` }),
  });
}

describe('what a reader could take for fine', () => {
  it('an undo that lost its lease needs somebody: no sweep makes the rest', () => {
    const { subject, body } = digest(
      aReport({ mode: 'undo', listeners: [anEntry({ ...sayUndo.undoLeaseLost() }), REVERTED] }),
    );
    expect(subject).toContain('1 needs you');
    expect(body).toContain('DO: run the undo again (1): No sweep makes these changes.');
  });

  it('waves that wait for a closed Region wait for somebody', () => {
    const stuck = sayOfGates.waveWaiting({ kind: 'left-in-closed', regions: ['sa-east-1'] });
    const { body } = digest(aReport({ mode: 'apply', listeners: [anEntry({ ...stuck })] }));
    expect(body).toMatch(/^1 thing needs you\. /);
    expect(body).toContain('DO: clear what was left in a closed Region');
  });

  it('a change that AWS took and nobody read back may have been made, and has a way back', () => {
    const lost = say.notReadBack({ code: 'Throttling', message: 'slow' });
    const { body } = digest(aReport({ mode: 'apply', listeners: [anEntry({ ...lost })], record: RECORD }));
    expect(body).toMatch(/^1 thing needs you\. 1 listener may have been moved\.\n/);
    expect(body).toContain(`    elb-tls undo ${RUN_ID} 1 --record ${RECORD}\n`);
  });

  it('custom policies of one name on two Classic load balancers lose what each had', () => {
    const body = proseOf(
      digest(aReport({ mode: 'apply', listeners: [custom('a', ['X']), custom('b', ['Y', 'Z'])] })).body,
    );
    expect(body).toContain('(1): 1 cipher ');
    expect(body).toContain('(2): 2 ciphers ');
  });

  it('what is different stays in a mail that has no room for what waits', () => {
    const opened = anEntry({ name: 'new', outcome: 'changed' });
    const waiting = many(9, (name) => anEntry({ name, ...sayOfGates.frozen(`2026-12-1${name.at(-1)}`) }));
    const since = { at: '2026-11-21T06:00:00.000Z', opened: [opened.id], gone: [], fixedByOthers: [] };
    const { body } = digest(
      aReport({ mode: 'apply', listeners: [opened, ...waiting], since, record: RECORD }),
    );
    expect(body).toContain('SINCE 2026-11-21 06:00 UTC: 1 new below the target');
    expect(body).toContain('CHANGED (1): 10 new');
  });

  it('causes that differ are one thing to do, and each listener says its own', () => {
    const { body } = digest(aReport({ mode: 'apply', listeners: [denied('a'), denied('b')] }));
    expect(body).toContain(
      'DO: find out why this failed (2)\n 1 eu-west-1 a (not read) (InternalFailure: no a.)\n',
    );
  });

  it('of two load balancers with one name the Region is said', () => {
    const listeners = ['eu-west-1', US].map((region) => anEntry({ region, outcome: 'changed' }));
    expect(digest(aReport({ mode: 'apply', listeners })).body).toContain(
      'CHANGED (2): 1 eu-west-1 shop, 2 us-east-1 shop',
    );
  });

  it('a note of many listeners keeps its text', () => {
    const listeners = [
      held('z', 'no-target'),
      ...many(400, (name) => anEntry({ name, outcome: 'changed', notes: ['Mind.'] })),
    ];
    expect(proseOf(digest(aReport({ mode: 'apply', listeners })).body)).toContain(' 20 and 380 more: Mind. ');
  });
});

describe('the way back', () => {
  const changes = many(30, (name) =>
    anEntry({ name, outcome: 'changed', from: Number(name) < 3 ? name : OLD }),
  );

  it('is said once, for all of them and by their numbers, as one line each', () => {
    const lines = linesOf(
      aReport({ mode: 'apply', listeners: [...changes, held('z', 'no-target')], record: RECORD }),
    );

    expect(lines.slice(-4, -2)).toEqual([
      `To take it back (some: add their numbers): elb-tls undo ${RUN_ID} --record ${RECORD}`,
      `Without elb-tls: aws s3 cp ${RECORD}/runs/${RUN_ID}/undo.txt -`,
    ]);
    expect(lines.filter((line) => line.includes('elb-tls undo'))).toHaveLength(1);
  });

  it('names entries by their place in the report, which an undo takes', () => {
    const report = aReport({
      mode: 'apply',
      listeners: [aFineEntry({ name: 'a' }), anEntry({ name: 'b', outcome: 'changed' })],
      record: RECORD,
    });

    expect(linesOf(report)).toContain('CHANGED (1): 2 b');
    expect(numberedEntries(report, [2])).toEqual([report.listeners[1]]);
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
    expect(body).toContain('This run was not recorded, so elb-tls undo cannot undo it.\n');
  });

  it('of what was undone or set back clears just these, by their numbers here', () => {
    const undone = {
      runId: '20261118T060000Z-77ab',
      by: 'x',
      number: 4,
      at: '2026-11-19T14:12:00Z',
      until: null,
    };
    const listeners = many(3, (name) => anEntry({ name, ...sayOfGates.undone(undone) }));

    expect(linesOf(aReport({ mode: 'apply', listeners, record: RECORD }))).toContain(
      `    elb-tls undo ${RUN_ID} 1 2 3 --forget --record ${RECORD}`,
    );
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
    const { subject, body } = digest(aReport({ mode: 'apply', inScope: [BALANCER], record: RECORD, cutOff }));

    expect(subject).toContain('1 needs you');
    expect(body).toContain(`
DO: look at run 20261121T060000Z-0c0f, which was cut off (3)
  | It changed 1 listener, it put back 1 listener and it may have changed 1
  | listener.
    elb-tls undo 20261121T060000Z-0c0f --record ${RECORD}
- eu-west-1 a :443 2016-08 -> TLS13-1-2-Res-PQ-2025-09
- eu-west-1 b :443 2016-08 -> TLS13-1-2-Res-PQ-2025-09. It went back.
`);
    expect(body).toContain('Nobody knows.');
  });

  it('18: a change that AWS took on a load balancer that is gone by now is told too', () => {
    const gone = anEntry({ outcome: 'held', reason: 'gone', detail: 'It is gone.', unconfirmed: true });
    const { body } = digest(
      aReport({ mode: 'apply', inScope: [BALANCER], cutOff: [{ runId: RUN_ID, listeners: [gone] }] }),
    );

    expect(body).toContain('It may have changed 1 listener.');
    expect(body).toContain('It is gone.');
  });

  const unknown = anEntry({ outcome: 'changed', detail: 'Nobody has seen it.', unconfirmed: true });
  const tell = (run: Partial<CutOff>): string =>
    digest(
      aReport({
        mode: 'apply',
        inScope: [BALANCER],
        record: RECORD,
        cutOff: [{ runId: RUN_ID, mode: 'apply', listeners: [unknown], numbers: [3], ...run }],
      }),
    ).body;

  it('(18) (33) what nobody knows to be changed is named with the number that an undo needs', () => {
    expect(tell({})).toContain(`DO: look at run ${RUN_ID}, which was cut off (1)
  | It may have changed 1 listener, with their numbers there.
    elb-tls undo ${RUN_ID} 3 --record ${RECORD}
- 3 eu-west-1 shop :443 2016-08 -> TLS13-1-2-Res-PQ-2025-09. Nobody has seen
  | it.
`);
  });

  it('(18) (33) what a run changed is undone without numbers, what it may have changed with them', () => {
    const body = tell({
      listeners: [anEntry({ name: 'a', outcome: 'changed' }), unknown],
      numbers: [1, 3],
    });

    expect(proseOf(body)).toContain('It changed 1 listener and it may have changed 1 listener,');
    expect(body).toContain(
      `    elb-tls undo ${RUN_ID} --record ${RECORD}\n    elb-tls undo ${RUN_ID} 3 --record ${RECORD}\n`,
    );
    expect(body).toContain('\n- 1 eu-west-1 a :443 ');
  });

  it('(18) (33) an undo that was cut off may have put back, and has no way back', () => {
    const lost = anEntry({ outcome: 'failed', reason: 'not-confirmed', unconfirmed: true });
    const body = tell({ mode: 'undo', listeners: [lost] });

    expect(proseOf(body)).toContain('It may have put back 1 listener');
    expect(body).not.toContain('elb-tls undo');
  });

  it('an undo that was cut off names what it did not begin, and the command that finishes it', () => {
    const put = anEntry({
      name: 'a',
      outcome: 'reverted',
      reason: 'undone-by-request',
      detail: 'Rolled back.',
    });
    const left = anEntry({ name: 'b', ...sayUndo.neverBegun('undo') });
    const body = tell({
      mode: 'undo',
      listeners: [put],
      notBegun: [left],
      notBegunNumbers: [7],
      undoes: '20261120T060000Z-0aaa',
    });

    expect(proseOf(body)).toContain(
      'It put back 1 listener and it did not begin 1 listener that it was to put back',
    );
    expect(proseOf(body)).toContain('7 eu-west-1 b :443');
    expect(body).toContain(`    elb-tls undo 20261120T060000Z-0aaa 7 --record ${RECORD}\n`);
    expect(body.match(/elb-tls undo/g)).toHaveLength(1);
  });

  it('(18) a run that had ended is not called cut off', () => {
    const { body } = digest(
      aReport({
        mode: 'apply',
        inScope: [BALANCER],
        cutOff: [{ runId: RUN_ID, mode: 'apply', listeners: [], numbers: [], ended: true }],
      }),
    );

    expect(proseOf(body)).toContain(`DO: look at run ${RUN_ID}, whose digest may not have come`);
    expect(body).not.toContain('cut off');
  });

  it('18: one that changed nothing is told too, and offers no undo', () => {
    const { body } = digest(
      aReport({
        mode: 'apply',
        inScope: [BALANCER],
        record: RECORD,
        cutOff: [{ runId: RUN_ID, listeners: [] }],
      }),
    );

    expect(proseOf(body)).toContain('which was cut off It changed nothing.');
    expect(body).not.toContain('elb-tls undo');
  });
});

describe('exemptions to review', () => {
  it('have a group of their own, and those that have ended are a note', () => {
    const report = aReport({
      mode: 'apply',
      exemptions: ['Exemption of shop ends today.', 'Exemption of till has ended.'],
      concerns: [{ step: 'review-exemption', text: 'Exemption of shop ends today.' }],
    });
    const { body } = digest(report);

    expect(body).toContain('\nDO: renew or remove the exemption (1)\n- Exemption of shop ends today.\n');
    expect(body).toContain('\nNOTE Exemption of till has ended.\n');
    expect(body.split('Exemption of shop')).toHaveLength(2);
  });
});

describe('what is different since the last digest', () => {
  it('is one sentence, with the numbers of what is new and the names of what is gone', () => {
    const listeners = [aFineEntry({ name: 'a' }), anEntry({ name: 'b' }), anEntry({ name: 'c' })];
    const report = aReport({ listeners });
    const [fixed = '', opened = ''] = report.listeners.map(({ id }) => id);
    const gone = [{ id: 'x', region: US, name: 'old', port: 443 }];
    const since = { at: '2026-11-21T06:00:00.000Z', opened: [opened], gone, fixedByOthers: [fixed] };

    expect(
      proseOf(digest(aReport({ listeners: [...listeners, held('d', 'no-target')], since })).body),
    ).toContain(
      'SINCE 2026-11-21 06:00 UTC: 1 new below the target (2), 1 gone or out of scope (old :443 (us-east-1)) and 1 fixed by somebody else (a :443 (eu-west-1)).',
    );
  });
});

describe('a digest too long for SNS', () => {
  const failed = many(5000, (name) => anUnreadEntry({ name: wide(`failed-${name}`) }));
  const changed = many(4000, (name) =>
    anEntry({ name: wide(`changed-${name}`), outcome: 'changed', from: wide(name) }),
  );
  const regions = [failedRegion(US)];
  const report = aReport({
    mode: 'apply',
    regions,
    listeners: [...failed, ...changed],
    notes: ['Something new from AWS.'],
  });

  it('fits, and uses most of what there is', () => {
    expect(bytesOf(report)).toBeLessThanOrEqual(SNS_LIMIT);
    // The other half of the message is for what programs get.
    expect(bytesOf(report)).toBeGreaterThan(SNS_LIMIT / 2 - 4096);
  });

  it('cuts whole entries from the least urgent end, and says how many', () => {
    const { body } = digest(report);
    const shown = body.split('\n').filter(isPlace).length;
    expect(body).toContain(`DO: let the role read this (5000)`);
    expect(proseOf(body)).toContain(`Only the first ${shown} shown.`);
    expect(proseOf(body)).toMatch(/the \d+ least urgent entries are only in the record and the log\./);
  });

  it('keeps the failed Regions, and the notes of the run', () => {
    const { body } = digest(report);
    expect(body).toContain('DO: find out why a Region cannot be read (1)\n- us-east-1: E: no\n');
    expect(body).toContain('NOTE Something new from AWS.\n');
  });

  it('names so many of what needs nobody, and says how many more there are', () => {
    const body = proseOf(
      digest(aReport({ mode: 'apply', listeners: [held('a', 'no-target'), ...changed] })).body,
    );

    expect(body).toContain(' and 3970 more ');
    expect(body).toContain(' 3980 other moves ');
  });

  it('cuts an error message without end, so that it cannot crowd out the rest', () => {
    const error = { code: 'E', message: 'no '.repeat(200_000) };
    const endless = aReport({
      regions: [{ region: 'us-east-1', status: 'failed', error }],
      listeners: [anUnreadEntry({ name: 'last' })],
    });
    expect(digest(endless).body).toContain(' 1 eu-west-1 last (not read)\n');
    expect(proseOf(digest(endless).body)).toContain('(cut; the log of the run has it whole)');
  });

  it('says a thousand times the same in one line each', () => {
    const listeners = many(1000, (name) => held(name, 'no-target'));
    const lines = linesOf(aReport({ mode: 'apply', listeners }));
    expect(lines.filter(isPlace)).toHaveLength(1000);
    expect(lines.length).toBeLessThan(1000 + 15);
  });
});

function failedRegion(region: string): Report['regions'][number] {
  return { region, status: 'failed', error: { code: 'E', message: 'no' } };
}

/** Whether a line is the first of an entry. */
function isPlace(line: string): boolean {
  return /^ \d+ eu-west-1 /.test(line);
}

function held(name: string, reason: Entry['reason']): Entry {
  return anEntry({ name, outcome: 'held', reason, detail: 'Detail.' });
}

function mixed(): Pick<Entry, 'outcome' | 'reason' | 'detail'> {
  return { outcome: 'held', reason: 'alb-policy-mix', detail: 'Mixed.' };
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
