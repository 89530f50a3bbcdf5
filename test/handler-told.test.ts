import type { Environment } from '../lambda/settings/environment';
import { createHandler } from '../lambda/handler';
import { DEFAULT_ROLLOUT } from '../lambda/core/gates';
import type { History } from '../lambda/core/history';
import { parseLease } from '../lambda/records/parse-lease';
import { Records } from '../lambda/records/records';
import { underLease } from '../lambda/runs/lease';
import { applySavedPlan } from '../lambda/runs/saved-plan';
import type { Sandbox } from '../sandbox';
import {
  ACCOUNT,
  EU,
  OLD,
  PQ,
  US,
  WEB,
  alb,
  clockAt,
  connectTo,
  failure,
  present,
  run,
  start,
  stopAll,
  surroundings,
  type RunOptions,
} from './helpers';

/** What the history keeps until a digest of the function has told it: results of watches, and the month of exemptions. */

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:elb-tls-digest`;
const BUCKET = 'elb-tls-records';
const ENVIRONMENT: Environment = {
  AWS_REGION: EU,
  DRY_RUN: 'false',
  TOPIC_ARN: TOPIC,
  RECORD_BUCKET: BUCKET,
};
const SEEN = '20261122T060000Z-seen';
const WATCHED = `run ${SEEN}, 2026-11-30 07:00 UTC: Quiet.`;
const EXEMPT = 'Exemption of free (eu-west-1) has no end date';

let sandbox: Sandbox;
let output: readonly jest.SpyInstance[];

beforeEach(async () => {
  sandbox = await start({ pageSize: 100 });
  sandbox.topic(TOPIC);
  sandbox.bucket(BUCKET);
  sandbox.region(EU).addLoadBalancer(alb('shop', [PQ]));
  sandbox.region(EU).addLoadBalancer(alb('free', [OLD], { ...WEB, 'tls-remediation': 'exempt' }));
  output = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockReturnValue(true),
  );
});

afterEach(async () => {
  for (const spy of output) spy.mockRestore();
  await stopAll();
});

const at = (time: string): Date => new Date(`${time}:00.000Z`);
const records = (): Records => new Records(connectTo(sandbox).bucket(BUCKET), clockAt());
const history = async (): Promise<History> => present((await records().history(ACCOUNT)) ?? undefined);

/** A sweep of the function, and its digest as one line. */
async function digestAt(time: string, environment: Environment = {}, isToFail = false): Promise<string> {
  const before = sandbox.messages.length;
  const handler = createHandler({
    environment: { ...ENVIRONMENT, ...environment },
    clock: clockAt(at(time)),
    connect: (deadline) => connectTo(sandbox, deadline),
  });
  const answer = await handler({}, { getRemainingTimeInMillis: () => 900_000 });
  expect(answer !== null && 'errorType' in answer).toBe(isToFail);
  return present(sandbox.messages[before]).message.replace(/\s+/g, ' ');
}

/** As the next holder finds it six minutes later. */
function leaseIsOver(): void {
  const bucket = sandbox.bucket(BUCKET);
  const lease = parseLease(bucket.text(`lease/${ACCOUNT}.json`), ACCOUNT);
  const { runId, place } = present(lease.holder ?? undefined);
  const unsettled = [...lease.unsettled, { runId, place, told: false, remembered: false }];
  bucket.put(`lease/${ACCOUNT}.json`, JSON.stringify({ ...lease, holder: null, unsettled }));
}

/** A watch that found nothing, after the month before was told. */
async function prepared(): Promise<void> {
  expect(await digestAt('2026-11-30T06:00')).toContain(EXEMPT);
  const result = {
    runId: SEEN,
    at: at('2026-11-30T07:00').toISOString(),
    result: 'quiet',
    detail: 'Quiet.',
  } as const;
  await records().update(ACCOUNT, (before) => ({ ...before, watched: [result] }));
}

function atTerminal(time: string, options: RunOptions = {}): RunOptions {
  return { place: 'terminal', records: records(), suffix: 'term', now: at(time), ...options };
}

async function savedPlan(): Promise<unknown> {
  const saved = await run(sandbox, 'plan', atTerminal('2026-11-30T12:00'));
  expect(saved.watches).toHaveLength(1);
  const context = surroundings(sandbox, atTerminal('2026-12-01T05:00', { suffix: 'save' }));
  const report = await underLease('apply', context, (held) =>
    applySavedPlan(saved, DEFAULT_ROLLOUT, { ...context, held }),
  );
  expect(report).not.toHaveProperty('watches');
  expect(report).not.toHaveProperty('exemptions');
  return report;
}

it.each<[string, () => Promise<unknown>]>([
  ['nothing else', () => Promise.resolve()],
  ['(31) a plan at a terminal', () => run(sandbox, 'plan', atTerminal('2026-12-01T05:00'))],
  [
    '(31) a plan at a terminal of a Region without them',
    () => run(sandbox, 'plan', atTerminal('2026-12-01T05:00', { settings: { regions: [US] } })),
  ],
  ['(31) an apply at a terminal', () => run(sandbox, 'apply', atTerminal('2026-12-01T05:00'))],
  ['(36) a saved plan of last month', savedPlan],
  [
    '(36) a digest that SNS refused',
    async () => {
      const mend = sandbox.fault({ service: 'sns', kind: 'deny' });
      await failure(digestAt('2026-12-01T05:00'));
      mend();
      leaseIsOver();
    },
  ],
  [
    '(36) a digest of a dry run that SNS refused',
    async () => {
      const mend = sandbox.fault({ service: 'sns', kind: 'deny' });
      await failure(digestAt('2026-12-01T05:00', { DRY_RUN: 'true' }));
      mend();
    },
  ],
])('the next digest tells both, and only that one, after %s', async (_, between) => {
  await prepared();
  await between();
  const first = await digestAt('2026-12-01T06:00');
  expect([first.includes(WATCHED), first.includes(EXEMPT)]).toEqual([true, true]);
  const second = await digestAt('2026-12-01T18:00');
  expect([second.includes(WATCHED), second.includes(EXEMPT)]).toEqual([false, false]);
});

it('(36) a dry digest tells both, and only that one', async () => {
  await prepared();
  const first = await digestAt('2026-12-01T06:00', { DRY_RUN: 'true' });
  const second = await digestAt('2026-12-01T18:00', { DRY_RUN: 'true' });
  expect([first.includes(WATCHED), first.includes(EXEMPT)]).toEqual([true, true]);
  expect([second.includes(WATCHED), second.includes(EXEMPT)]).toEqual([false, false]);
});

it('(36) an exemption is listed once its tags can be read, and one that cannot be read otherwise at once', async () => {
  const mends = [sandbox.fault({ action: 'DescribeListeners', resource: 'free', kind: 'deny' })];
  expect(await digestAt('2026-11-22T06:00', {}, true)).toContain(EXEMPT);
  expect((await history()).exemptionsListedIn).toBe('2026-11');
  for (const mend of mends) mend();

  const mend = sandbox.fault({ action: 'DescribeTags', service: 'elbv2', kind: 'deny' });
  await digestAt('2026-12-01T06:00', {}, true);
  mend();
  expect((await history()).exemptionsListedIn).toBe('2026-11');
  expect(await digestAt('2026-12-01T18:00')).toContain(EXEMPT);
});
