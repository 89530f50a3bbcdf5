import { LARGEST_MESSAGE, sizeOf, type Message, type Variants } from '../../../lambda/core/delivery/message';
import type { Report } from '../../../lambda/core/report';
import type { WatchReport } from '../../../lambda/core/watch';
import { watchRecordOf } from '../../../lambda/records/watch-record';
import { digest } from '../../../lambda/report/digest/digest';
import { watchDigest } from '../../../lambda/report/digest/watch';
import { messageOf } from '../../../lambda/report/message/message';
import {
  failureMessage,
  notUndoneMessage,
  notWatchedMessage,
  reportMessage,
  watchMessage,
} from '../../../lambda/report/message/messages';
import { ACCOUNT, NOW, RUN_ID } from '../../vocabulary';
import { anEntry, anUnreadEntry, aReport } from '../fixtures';
import * as reports from '../reports';
import { published } from './schemas';

const JSON_FORMAT = { format: 'json', account: ACCOUNT } as const;
const RECORD = 's3://elb-tls-records';
const MACHINES = ['sqs', 'lambda', 'http', 'https', 'firehose', 'email-json'] as const;

/** What a subscriber of a protocol gets, as SNS does it. */
function got({ text, variants }: Message, protocol: string): string {
  return variants === undefined ? text : (variants[protocol] ?? variants.default);
}

function variantsOf({ variants }: Message): Variants {
  if (variants === undefined) throw new Error('there is but the text');
  return variants;
}

/** A report with so many listeners, each as a real one is. */
function large(listeners: number, patch: Parameters<typeof aReport>[0] = {}): Report {
  const entries = Array.from({ length: listeners }, (_, index) => anEntry({ name: `shop-${index}` }));
  return aReport({ listeners: entries, record: RECORD, ...patch });
}

describe('a digest', () => {
  it.each(Object.entries(reports))('%s is text for people and the report for programs', (_, report) => {
    const message = reportMessage(report, JSON_FORMAT);
    const { subject, body } = digest(report);
    expect(message).toMatchObject({ subject, text: body });
    expect([got(message, 'email'), got(message, 'sms')]).toEqual([body, subject]);
    // Some thousand listeners are in the record alone.
    const { totals } = report;
    const whole = totals.listeners > 1000 ? { cut: true, totals } : JSON.parse(JSON.stringify(report));
    for (const protocol of MACHINES) expect(published(got(message, protocol))).toMatchObject(whole);
    expect(sizeOf(message)).toBeLessThanOrEqual(LARGEST_MESSAGE);
  });

  it('is text by default, for a protocol that nobody thought of', () => {
    const report = large(2);
    expect(variantsOf(reportMessage(report, JSON_FORMAT)).default).toBe(digest(report).body);
  });

  it.each(['json', 'text'] as const)('as %s has the same attributes', (format) => {
    const report = aReport({
      mode: 'apply',
      listeners: [anEntry({ outcome: 'changed' }), anUnreadEntry({ name: 'b' })],
    });
    expect(reportMessage(report, { format }).attributes).toEqual({
      mode: 'apply',
      account: ACCOUNT,
      verdict: 'failed',
      changed: 1,
      failed: 1,
      held: 0,
    });
  });

  it('as text is the same for everybody', () => {
    const message = reportMessage(large(2), { format: 'text' });
    expect(message).not.toHaveProperty('variants');
  });

  it('counts what an undo put back as changed', () => {
    const listeners = [anEntry({ outcome: 'reverted', reason: 'undone-by-request' })];
    const { attributes } = reportMessage(aReport({ mode: 'undo', listeners }), JSON_FORMAT);
    expect(attributes).toMatchObject({ mode: 'undo', verdict: 'nothing', changed: 1 });
  });

  it('has nothing in its JSON that a terminal may obey', () => {
    const report = aReport({ notes: ['a\u001b[31m\u009b\u202e\u2028\u{e0041}b'] });
    const json = got(reportMessage(report, JSON_FORMAT), 'sqs');
    expect(json).toMatch(/^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u);
    expect(JSON.parse(json)).toMatchObject({ notes: report.notes });
  });
});

describe('a report that is too long', () => {
  it('for a copy for each protocol is the same to all of them', () => {
    const report = large(80);
    const message = reportMessage(report, JSON_FORMAT);
    expect(Object.keys(variantsOf(message))).toEqual(['default', 'email', 'sms']);
    expect(got(message, 'email')).toBe(digest(report).body);
    for (const protocol of MACHINES)
      expect(published(got(message, protocol))).toMatchObject({ runId: RUN_ID, listeners: report.listeners });
  });

  it('for one message is a summary that says what is left out and where the whole is', () => {
    const report = large(5000);
    const message = reportMessage(report, JSON_FORMAT);
    const { listeners: _, schema: __, ...kept } = report;
    expect(published(got(message, 'sqs'))).toEqual({
      ...JSON.parse(JSON.stringify(kept)),
      schema: 'elb-tls-summary/1',
      of: 'elb-tls-report/1',
      cut: true,
      leftOut: ['listeners'],
      wholeIn: `${RECORD}/runs/${RUN_ID}/report.json`,
    });
    expect(sizeOf(message)).toBeLessThanOrEqual(LARGEST_MESSAGE);
  });

  it('and has no record says that the log has it', () => {
    const { record: _, ...report } = large(5000);
    expect(published(got(reportMessage(report, JSON_FORMAT), 'sqs'))).toMatchObject({ wholeIn: null });
  });

  it('leaves out more, until it fits: what is fine print first, the totals never', () => {
    const long = Array.from({ length: 400 }, (_, index) => `${index} ${'n'.repeat(1000)}`);
    const report = large(5000, { notes: long, exemptions: long, cutOff: [{ runId: 'r', listeners: [] }] });
    const summary = published(got(reportMessage(report, JSON_FORMAT), 'lambda'));
    expect(summary).toMatchObject({
      leftOut: ['listeners', 'cutOff', 'steps', 'exemptions', 'notes'],
      totals: report.totals,
      regions: report.regions,
    });
  });

  it.each(['"', '\\', '\n', 'ß', '𝒳', '\u200b'])('fits whatever it is made of: %j', (piece) => {
    const detail = piece.repeat(900);
    const report = large(600, {
      listeners: Array.from({ length: 600 }, (_, index) =>
        anEntry({
          name: `s${index}`,
          outcome: 'held',
          reason: 'owned-by-controller',
          detail: `${index} ${detail}`,
        }),
      ),
    });
    const message = reportMessage(report, JSON_FORMAT);
    expect(sizeOf(message)).toBeLessThanOrEqual(LARGEST_MESSAGE);
    expect(published(got(message, 'https'))).toMatchObject({ schema: 'elb-tls-summary/1' });
  });

  it('even in its headings alone loses the last ones, and says so', () => {
    const listeners = Array.from({ length: 2000 }, (_, index) =>
      anEntry({
        name: `s${index}`,
        outcome: 'held',
        reason: 'owned-by-controller',
        advice: { step: 'set-at-owner', title: `set it at ${index}`, how: 'x '.repeat(400) },
      }),
    );
    const { text } = reportMessage(large(0, { listeners }), JSON_FORMAT);
    expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThanOrEqual(LARGEST_MESSAGE / 2);
    expect(text).toMatch(/^2000 things need you\./);
    expect(text).toMatch(/\n\nToo long for one message: the rest is only in the record and the log\.\n$/);
  });

  it('and of a kind that nothing can be left out of is text to all, and no cut JSON', () => {
    const whole = { content: { schema: 'x', all: 'x'.repeat(300_000) }, wholeIn: null, long: [] };
    const message = messageOf({ subject: 's', text: 't', whole, attributes: {} }, 'json');
    expect(message).toEqual({ subject: 's', text: 't', attributes: {} });
  });
});

function told(found: WatchReport): Message {
  return watchMessage(found, { ...watchRecordOf(found) }, JSON_FORMAT);
}

describe('a watch', () => {
  const run = large(1, { mode: 'apply' });
  const [listener = anEntry()] = run.listeners;
  const { name, arn, type } = listener.loadBalancer;
  const loadBalancer = { name, arn, type, region: listener.region };
  const handshakes = { after: 100, before: 1, weekBefore: 1 };
  const worse: WatchReport = {
    run,
    watchedAt: NOW.toISOString(),
    loadBalancers: [{ loadBalancer, since: NOW.toISOString(), handshakes, unread: null }],
    worse: [{ loadBalancer, handshakes, listeners: [listener] }],
    changedSince: [],
    gone: [],
    unreadable: [],
    undone: null,
    notUndone: null,
  };
  it('is its text for people, and its record for programs', () => {
    const message = told(worse);
    expect(got(message, 'email')).toBe(watchDigest(worse).body);
    expect(published(got(message, 'sqs'))).toEqual(watchRecordOf(worse));
  });

  it.each<[string, Partial<WatchReport>, object]>([
    ['clients fail', {}, { verdict: 'attention', changed: 0, failed: 0 }],
    ['it should have undone that', { notUndone: 'why' }, { verdict: 'failed' }],
    [
      'it has undone that',
      {
        undone: aReport({
          mode: 'undo',
          listeners: [{ ...listener, outcome: 'reverted', reason: 'undone-by-watch' }],
        }),
      },
      { verdict: 'attention', changed: 1, failed: 0 },
    ],
    [
      'it could not undo that',
      {
        undone: aReport({
          mode: 'undo',
          listeners: [{ ...listener, outcome: 'failed', reason: 'change-failed' }],
        }),
      },
      { verdict: 'failed', changed: 0, failed: 1 },
    ],
    [
      'it could not look',
      { worse: [], unreadable: [{ code: 'X', message: 'y' }] },
      { verdict: 'attention', failed: 1 },
    ],
  ])('has its attributes where %s', (_, patch, attributes) => {
    expect(told({ ...worse, ...patch }).attributes).toEqual(
      expect.objectContaining({ mode: 'watch', account: ACCOUNT, held: 0, ...attributes }),
    );
  });

  it('that is too long says where its record is', () => {
    const [looked] = worse.loadBalancers;
    const loadBalancers = Array.from({ length: 3000 }, () => looked).flatMap((each) => each ?? []);
    expect(published(got(told({ ...worse, loadBalancers }), 'sqs'))).toMatchObject({
      of: 'elb-tls-watch/1',
      leftOut: ['loadBalancers'],
      wholeIn: `${RECORD}/runs/${RUN_ID}/watch.json`,
    });
  });
});

describe('a notice', () => {
  const ERROR = { code: 'AccessDenied', message: 'no' };

  it.each<[string, Message, object, object]>([
    [
      'a run that failed',
      failureMessage(ERROR, JSON_FORMAT),
      {},
      { kind: 'run-failed', why: 'AccessDenied: no' },
    ],
    [
      'a watch that could not look',
      notWatchedMessage({ watch: RUN_ID }, 'why', JSON_FORMAT),
      { mode: 'watch' },
      { kind: 'not-watched', why: 'why', event: { watch: RUN_ID } },
    ],
    [
      'an undo that was not begun',
      notUndoneMessage({ undo: RUN_ID }, 'why', JSON_FORMAT),
      { mode: 'undo' },
      { kind: 'not-undone', why: 'why', event: { undo: RUN_ID } },
    ],
  ])(
    'of %s has what its subscribers filter by, and no number that nobody knows',
    (_, message, mode, said) => {
      expect(message.attributes).toEqual({ account: ACCOUNT, verdict: 'failed', ...mode });
      expect(published(got(message, 'lambda'))).toEqual({
        schema: 'elb-tls-notice/1',
        account: ACCOUNT,
        ...said,
      });
      expect(got(message, 'email')).toBe(message.text);
    },
  );

  it('of a function whose account nobody knows does not guess it', () => {
    const message = failureMessage(ERROR, { format: 'json' });
    expect(message.attributes).toEqual({ verdict: 'failed' });
    expect(published(got(message, 'sqs'))).toMatchObject({ account: null });
  });
});
