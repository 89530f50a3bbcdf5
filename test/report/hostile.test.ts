import type { Entry, Report } from '../../lambda/core/report';
import { undoText } from '../../lambda/core/plan/cli-commands';
import * as gates from '../../lambda/core/wording/gates';
import { URGENCY } from '../../lambda/report/order';
import { digest } from '../../lambda/report/digest/digest';
import { failureNotice, notUndoneNotice } from '../../lambda/report/digest/notice';
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
];

/** Commands of ours alone: of this run, of the run that was cut off, of the run that an entry names. */
const OURS = /^ *(elb-tls undo '?\S|aws (elbv2 modify-listener|elb (create|set)-load-balancer-polic|s3 cp) )/;
const COMMAND = /^\s*(\S*\/)?["'$#>]*\s*(elb-tls|aws)["']?(\s|$)/;

const HEADINGS = [...URGENCY.map((outcome) => outcome.toUpperCase()), 'REGIONS FAILED', 'CUT OFF', 'NOTES'];
const HEADING = new RegExp(
  `^(${[...HEADINGS, 'EXEMPTIONS TO REVIEW', 'CLIENTS FAIL', 'NOT WATCHED'].join('|')})`,
);

/** Text in every field that is text; outcomes that render it in each way there is. */
function hostileReport(text: string): Report {
  const ownText: Partial<Entry> = { detail: text, from: text, to: `${text}2`, region: text, protocol: text };
  const entry = (name: string, patch: Partial<Entry>): Entry => ({
    ...anEntry({ name, notes: [text], drops: { protocols: [text], ciphers: [text] }, ...ownText, ...patch }),
    loadBalancer: { ...anEntry({ name }).loadBalancer, name: text, arn: text },
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
      record: text.trim(),
      cutOff: [
        {
          runId: text,
          listeners: [entry('x', changed), entry('y', { outcome: 'failed', reason: 'not-confirmed' })],
        },
        { runId: text, listeners: [] },
      ],
    }),
    runId: text,
    account: text,
    startedAt: text,
    scope: { tagKey: text, tagValues: [text, text], regions: [text] },
  };
}

describe.each(HOSTILE.map((text) => [JSON.stringify(text).slice(0, 60), text]))(
  '38, 39: %s in every field',
  (_, text) => {
    const report = hostileReport(text);
    const [first = anEntry()] = report.listeners;
    const handshakes = { after: 100, before: 1, weekBefore: 1 };
    const loadBalancer = { ...first.loadBalancer, region: text };
    const rendered: readonly (readonly [string, string])[] = [
      ['digest', digest(report).body],
      ['table', table(report, { color: false })],
      ['narrow table', table(report, { color: false, width: 40 })],
      [
        'watch',
        watchDigest({
          run: report,
          watchedAt: text,
          worse: [{ loadBalancer, handshakes, listeners: [first] }],
          changedSince: [first],
          unreadable: [{ code: text, message: text }],
          loadBalancers: [],
          notUndone: null,
          undone: null,
        }).body,
      ],
      ['notice', failureNotice({ code: text, message: text }).body],
      ['notice of no undo', notUndoneNotice({ undo: 'RUN' }, text).body],
    ];

    it.each(rendered)('lets no control or format character out of the %s', (_name, body) => {
      expect(body).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}\u2028\u2029]/u);
    });

    it.each(rendered)('starts no command in the %s but those it made', (_name, body) => {
      const commands = body.split('\n').filter((line) => COMMAND.test(line) && !/^ *> /.test(line));

      expect(commands.filter((line) => !OURS.test(line))).toEqual([]);
      expect(commands.filter((line) => line.trim().startsWith(EVIL))).toEqual([]);
    });

    it.each(rendered)('starts no heading in the %s but those it made', (_name, body) => {
      const headings = body.split('\n').filter((line) => HEADING.test(line));

      expect(headings.filter((line) => !/^[A-Z ]+( \(\d\))?$/.test(line))).toEqual([]);
      // Each stands once, and counts what is in it.
      expect(headings.length).toBe(new Set(headings).size);
      expect(headings.filter((line) => line === 'CHANGED (3)')).toEqual([]);
    });

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
