import * as fc from 'fast-check';
import {
  changedSince,
  changeFailed,
  gone,
  reverted,
  type Conclusion,
} from '../../../lambda/core/wording/plan';
import { nothingToUndo } from '../../../lambda/core/wording/undo';
import { watchDigest } from '../../../lambda/report/digest/watch';
import type { WatchReport, Worse } from '../../../lambda/core/watch';
import { anEntry, aReport } from '../fixtures';
import { OLD, PQ } from '../../vocabulary';
import { golden } from '../golden';

const CHECKOUT = anEntry({ name: 'checkout', outcome: 'changed' });
const TILLS = [443, 8443].map((port) =>
  anEntry({ name: 'tills', type: 'network', port, outcome: 'changed' }),
);
const MAIL = anEntry({ name: 'webmail', outcome: 'changed' });
const LEGACY = anEntry({ name: 'legacy-shop', type: 'classic', outcome: 'changed' });

function report(patch: Partial<WatchReport> = {}, listeners = [CHECKOUT, ...TILLS]): WatchReport {
  return {
    run: aReport({ mode: 'apply', listeners, record: 's3://records-111122223333' }),
    watchedAt: '2026-11-22T06:31:07.000Z',
    loadBalancers: listeners.map((entry) => ({
      loadBalancer: { region: entry.region, ...entry.loadBalancer },
      since: '2026-11-22T06:00:30.000Z',
      handshakes: null,
      unread: null,
    })),
    worse: [],
    changedSince: [],
    gone: [],
    unreadable: [],
    undone: null,
    notUndone: null,
    ...patch,
  };
}

function worse(listeners: Worse['listeners'], after = 480): Worse {
  const [first = CHECKOUT] = listeners;
  const handshakes = { after, before: 12, weekBefore: 9 };
  return { loadBalancer: { region: first.region, ...first.loadBalancer }, handshakes, listeners };
}

const told = report({
  worse: [worse([CHECKOUT]), worse(TILLS, 1200)],
  changedSince: [LEGACY, MAIL],
  gone: [MAIL],
  unreadable: [{ code: 'Throttling', message: 'Rate exceeded (us-east-1)' }],
  run: report({}, [CHECKOUT, ...TILLS, LEGACY, MAIL]).run,
});

const undone = report({
  worse: [worse([CHECKOUT]), worse(TILLS, 1200)],
  undone: aReport({
    mode: 'undo',
    listeners: [
      { ...CHECKOUT, ...reverted('undone-by-watch', OLD) },
      ...TILLS.map((entry) => ({ ...entry, ...reverted('undone-by-watch', OLD) })).slice(0, 1),
      ...TILLS.slice(1).map((entry) => ({
        ...entry,
        ...changeFailed({ code: 'AccessDenied', message: 'no' }, 'modify-listener', [PQ]),
      })),
    ],
  }),
});

describe('the commands of the way back', () => {
  it.each<[string, Conclusion, boolean]>([
    [
      'AWS refused the undo',
      changeFailed({ code: 'AccessDenied', message: 'no' }, 'modify-listener', [PQ]),
      true,
    ],
    ['the undo worked', reverted('undone-by-watch', OLD), false],
    ['its owner has set something else since', changedSince(PQ), false],
    ['the listener is gone', gone('listener :443'), false],
    ['it has its former policy already', nothingToUndo(), false],
  ])('where %s', (_, conclusion, expected) => {
    const undo = aReport({ mode: 'undo', listeners: [{ ...CHECKOUT, ...conclusion }] });
    const { body } = watchDigest(report({ worse: [worse([CHECKOUT])], undone: undo }, [CHECKOUT]));
    expect(/^ {4}(elb-tls|aws) /m.test(body)).toBe(expected);
  });
});

describe('the digest of a watch as people read it', () => {
  it.each<[string, WatchReport]>([
    ['watch-told.txt', told],
    ['watch-undone.txt', undone],
  ])('%s', (file, found) => {
    const { subject, body } = watchDigest(found);
    const text = `Subject: ${subject}\n\n${body}`;
    expect(text).toBe(golden(file, text));
  });
});

describe('subject of a watch', () => {
  it.each<[string, Partial<WatchReport>, string]>([
    ['one', { worse: [worse([CHECKOUT])] }, '1 needs you, clients fail on 1 load balancer'],
    ['two', { worse: [worse([CHECKOUT]), worse(TILLS)] }, '1 needs you, clients fail on 2 load balancers'],
    ['a change that is gone', { changedSince: [CHECKOUT] }, '1 needs you, 1 listener changed since the run'],
    [
      'a listener that is gone',
      { changedSince: TILLS, gone: TILLS },
      '1 needs you, 2 listeners deleted since the run',
    ],
    [
      'what it could not look at',
      { unreadable: [{ code: 'E', message: 'no' }] },
      '1 needs you, the watch is incomplete',
    ],
    [
      'one that was undone',
      {
        worse: [worse([CHECKOUT])],
        undone: aReport({ mode: 'undo', listeners: [{ ...CHECKOUT, ...reverted('undone-by-watch', OLD) }] }),
      },
      '1 needs you, clients fail on 1 load balancer, 1 listener undone',
    ],
    [
      'more than there is room for',
      { worse: [worse([CHECKOUT])], changedSince: [CHECKOUT], unreadable: [{ code: 'E', message: 'no' }] },
      '3 need you, clients fail on 1 load balancer',
    ],
  ])('with %s', (_, patch, expected) => {
    expect(watchDigest(report(patch)).subject).toBe(`[elb-tls] 111122223333: ${expected}`);
  });
});

describe('a watch', () => {
  it('says that Classic has no metric where the run changed one, and only there', () => {
    expect(watchDigest(told).body).toContain('Classic load balancers have no metric');
    const held = { ...LEGACY, outcome: 'held' as const };
    expect(watchDigest(report({ worse: [worse([CHECKOUT])] }, [CHECKOUT, held])).body).not.toContain(
      'Classic',
    );
  });

  it('gives the command of every listener that fails and was not undone, on one line', () => {
    expect(commands(told)).toBe(3);
    expect(commands(undone)).toBe(1);
  });

  it('fits into SNS and 76 columns, but for commands and single words', () => {
    const names = fc.string({ unit: 'binary', maxLength: 80 });
    fc.assert(
      fc.property(fc.array(names, { maxLength: 4 }), names, (many, message) => {
        const listeners = many.map((name) => anEntry({ name, outcome: 'changed' }));
        const { subject, body } = watchDigest(
          report({
            worse: listeners.map((entry) => worse([entry])),
            changedSince: listeners,
            gone: listeners.slice(1),
            unreadable: [{ code: 'E', message }],
          }),
        );
        const wide = body.split('\n').filter((line) => Array.from(line).length > 76);

        expect(subject).toMatch(/^[ -~]{1,99}$/);
        expect(wide.filter((line) => line.trim().includes(' ') && !/^ {4}(elb-tls|aws) /.test(line))).toEqual(
          [],
        );
        expect(body).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Cs}]/u);
      }),
    );
  });

  it('is cut where a thousand fail, and still goes out', () => {
    const many = Array.from({ length: 1000 }, (_, index) =>
      worse([anEntry({ name: `lb-${index}`, outcome: 'changed' })]),
    );
    const { body } = watchDigest(report({ worse: many, unreadable: [{ code: 'E', message: 'no' }] }));

    expect(Buffer.byteLength(body)).toBeLessThan(262_144);
    expect(body).toMatch(/Only the first \d+ shown\./);
  });
});

/** How many listeners a digest gives a command for. */
function commands(found: WatchReport): number {
  const lines = watchDigest(found).body.split('\n');
  return lines.filter((line) => /^ {4}elb-tls undo \S+ \d+ --record \S+$/.test(line)).length;
}
