import { memoryStore } from '../../lambda/records/memory-store';
import { Records } from '../../lambda/records/records';
import type { Report } from '../../lambda/core/report';
import type { Sandbox } from '../../sandbox';
import {
  alb,
  apply,
  briefs,
  classic,
  clockAt,
  connectTo,
  failure,
  EU,
  many,
  nlb,
  OLD,
  plan,
  run,
  start,
  stopAll,
  US,
} from '../helpers';
import { expectValidReport } from '../report/schema';

/** What ends in the middle of a run, and what the report says was the cause. */

afterEach(stopAll);

const EXPIRED = {
  kind: 'error',
  status: 403,
  message: 'The security token included in the request is expired',
} as const;
const SIGN_IN =
  'Sign in again (aws sso login, or new credentials) and run it once more: what was done is recorded.';

/** Of a plan: it has done nothing. */
const SIGN_IN_ALONE = 'Sign in again (aws sso login, or new credentials) and run it once more.';

async function threeShops(): Promise<Sandbox> {
  const sandbox = await start();
  for (const name of ['a', 'b', 'c']) sandbox.region(EU).addLoadBalancer(alb(name, [OLD]));
  return sandbox;
}

const reasons = ({ listeners }: Report): readonly string[] =>
  listeners.map(({ outcome, reason }) => `${outcome}/${reason}`).toSorted();

describe('a session that ends in the middle of a run', () => {
  it.each(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'])(
    '%s: what was done is recorded, the rest has failed for that reason, and the lease is free',
    async (code) => {
      const sandbox = await threeShops();
      const records = new Records(memoryStore(), clockAt());
      sandbox.fault({ ...EXPIRED, code, service: 'elbv2', action: 'DescribeTags', after: 2 });

      const report = await run(sandbox, 'apply', { records, suffix: 'one1' });

      expectValidReport(report);
      expect(reasons(report)).toEqual([
        'changed/below-target',
        'failed/session-expired',
        'failed/session-expired',
      ]);
      const left = report.listeners.filter(({ outcome }) => outcome === 'failed');
      for (const { detail } of left) {
        expect(detail).toContain(SIGN_IN);
        expect(detail).toContain('Nothing was changed.');
      }
      const recorded = (await records.run(report.runId, null)).report;
      expect(recorded?.totals).toMatchObject({ changed: 1, failed: 2 });

      sandbox.clearFaults();
      const next = await run(sandbox, 'apply', { records, suffix: 'two2' });
      expect(next.totals).toMatchObject({ changed: 2, compliant: 1 });
    },
  );

  it('before a write: the change is not made twice, and not called denied', async () => {
    const sandbox = await threeShops();
    sandbox.fault({ ...EXPIRED, code: 'ExpiredToken', action: 'ModifyListener', after: 1 });

    expect(reasons(await apply(sandbox))).toEqual([
      'changed/below-target',
      'failed/session-expired',
      'failed/session-expired',
    ]);
  });

  it('while the web tier is read', async () => {
    const sandbox = await threeShops();
    sandbox.fault({ ...EXPIRED, code: 'ExpiredToken', action: 'DescribeListeners', after: 1 });
    const report = await plan(sandbox);

    expectValidReport(report);
    expect(reasons(report)).toEqual([
      'failed/session-expired',
      'failed/session-expired',
      'planned/below-target',
    ]);
    expect(JSON.stringify(report)).toContain(SIGN_IN_ALONE);
    expect(JSON.stringify(report)).not.toContain('what was done');
  });

  it('with the record in a bucket: no record, no change; the notes say what to do, and the lease ends by itself', async () => {
    const sandbox = await threeShops();
    sandbox.bucket('records');
    const on = (suffix: string): Promise<Report> => {
      const records = new Records(connectTo(sandbox).bucket('records'), clockAt());
      return run(sandbox, 'apply', { records, suffix });
    };
    // The lease, the plan, and the intent of one change.
    sandbox.fault({ ...EXPIRED, code: 'ExpiredToken', action: 'PutObject', after: 3 });
    const report = await on('one1');

    expect(reasons(report)).toEqual(['changed/below-target', 'held/not-recorded', 'held/not-recorded']);
    expect(report.notes.join(' ')).toMatch(/ExpiredToken: .*; sign in again, then run it once more/);

    sandbox.clearFaults();
    expect((await failure(on('two2'))).message).toMatch(
      /wait until it has ended, or \d+ minutes if it was cut off/,
    );
  });

  it('where tags cannot be read: whether it is in scope is not known, and what to do is said', async () => {
    const sandbox = await threeShops();
    sandbox.fault({ ...EXPIRED, code: 'ExpiredToken', action: 'DescribeTags' });
    const report = await plan(sandbox);

    expect(reasons(report)).toEqual(many(3, () => 'failed/tags-unreadable'));
    expect(report.listeners[0]?.detail).toContain(SIGN_IN_ALONE);
    expect(JSON.stringify(report)).not.toContain('what was done');
  });
});

describe('a Region that is not enabled', () => {
  it.each(['AuthFailure', 'UnrecognizedClientException', 'InvalidClientTokenId'])(
    '%s there, while the keys are good elsewhere: it says so, and the others are examined',
    async (code) => {
      const sandbox = await threeShops();
      const message = 'The security token included in the request is invalid.';
      sandbox.fault({ kind: 'error', code, message, status: 403, region: US, service: 'tagging' });
      const report = await plan(sandbox, { regions: [EU, US] });

      expectValidReport(report);
      expect(reasons(report)).toEqual(many(3, () => 'planned/below-target'));
      expect(report.regions).toMatchObject([
        { region: EU, status: 'examined' },
        {
          region: US,
          status: 'failed',
          error: {
            message: expect.stringMatching(/is not enabled: enable it in the account, or leave it out/),
          },
        },
      ]);
    },
  );
});

describe('throttling', () => {
  it('of a read has a reason of its own, and words', async () => {
    const sandbox = await threeShops();
    sandbox.fault({ kind: 'throttle', action: 'DescribeListeners' });
    const report = await plan(sandbox);

    expectValidReport(report);
    expect(reasons(report)).toEqual(many(3, () => 'failed/read-throttled'));
    expect(report.listeners[0]?.detail).toBe(
      'AWS throttled the calls that read it until the tries were used up (Throttling: Rate exceeded). The next run tries again.',
    );
  });

  it.each([
    ['an ALB', () => alb('many', [OLD, OLD, OLD])],
    ['an NLB', () => nlb('many', [OLD, OLD, OLD])],
    ['a Classic one', () => classic('many', [[OLD], [OLD], [OLD]])],
  ])('of every write: no listener of %s is said to have had no time', async (_, make) => {
    const sandbox = await start();
    sandbox.region(EU).addLoadBalancer(make());
    for (const action of ['ModifyListener', 'CreateLoadBalancerPolicy'])
      sandbox.fault({ kind: 'throttle', action });
    const report = await apply(sandbox);

    expectValidReport(report);
    expect(briefs(report)).toEqual(many(3, (index) => `many:${443 + index} failed/throttled`));
  });
});
