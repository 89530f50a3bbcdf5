import { underLease } from '../../lambda/runs/lease';
import { applySavedPlan } from '../../lambda/runs/saved-plan';
import { undo } from '../../lambda/runs/undo';
import { accountName } from '../../lambda/runs/account-name';
import { DEFAULT_ROLLOUT } from '../../lambda/core/gates';
import type { Report } from '../../lambda/core/report';
import type { Fault, Sandbox } from '../../sandbox';
import { expectValidReport } from '../report/schema';
import {
  ACCOUNT,
  EU,
  OLD,
  alb,
  apply,
  callsOf,
  clockAt,
  connectTo,
  plan,
  start,
  stopAll,
  surroundings,
} from '../helpers';

/** What the account is called is for people: no run fails, waits long or says a word for want of it. */

afterEach(stopAll);

async function called(name: string | undefined): Promise<Sandbox> {
  const sandbox = await start(name === undefined ? {} : { accountName: name });
  sandbox.region(EU).addLoadBalancer(alb('shop', [OLD]));
  return sandbox;
}

const asked = (sandbox: Sandbox): number => callsOf(sandbox, 'GetAccountInformation').length;

describe('a run asks once what its account is called', () => {
  it.each([
    ['a plan', plan],
    ['an apply', apply],
  ])('%s', async (_, run) => {
    const sandbox = await called('Acme & Söhne prod');
    const report = await run(sandbox);
    expect(report).toMatchObject({ account: ACCOUNT, accountName: 'Acme & Söhne prod' });
    expect(asked(sandbox)).toBe(1);
    expectValidReport(report);
  });

  it('a plan that is carried out, and its undo: by the name that it has then', async () => {
    const sandbox = await called('acme-prod');
    const saved: Report = { ...(await plan(sandbox)), accountName: 'acme-of-old' };
    sandbox.forgetCalls();
    const context = surroundings(sandbox);
    const done = await underLease('apply', context, (held) =>
      applySavedPlan(saved, DEFAULT_ROLLOUT, { ...context, held }),
    );
    expect([done.accountName, asked(sandbox)]).toEqual(['acme-prod', 1]);

    const record = await context.records.run(done.runId, ACCOUNT);
    const again = { ...context, runId: '20261122T070000Z-undo' };
    const undone = await underLease('undo', again, (held) =>
      undo({ record, listeners: null, reason: 'undone-by-request' }, { ...again, held }),
    );
    expect([undone.accountName, asked(sandbox)]).toEqual(['acme-prod', 2]);
  });
});

describe('the number is all, and nothing else is different,', () => {
  it.each<[string, Fault | null]>([
    ['where it is called nothing', null],
    ['where the role may not ask', { action: 'GetAccountInformation', kind: 'deny' }],
    ['where a policy of the organisation refuses', { action: 'GetAccountInformation', kind: 'policy-deny' }],
    ['where it is throttled', { action: 'GetAccountInformation', kind: 'throttle' }],
    ['where it fails', { action: 'GetAccountInformation', kind: 'server-error' }],
    ['where nobody answers', { action: 'GetAccountInformation', kind: 'reset' }],
    [
      'where there is no such call',
      { action: 'GetAccountInformation', kind: 'error', code: 'UnknownOperationException', status: 404 },
    ],
  ])('%s', async (_, fault) => {
    const [named, sandbox] = [
      await called('acme-prod'),
      await called(fault === null ? undefined : 'acme-prod'),
    ];
    if (fault !== null) sandbox.fault(fault);
    const { accountName: _name, ...expected } = await plan(named);
    expect(await plan(sandbox)).toEqual(expected);
    expect(asked(sandbox)).toBe(1);
  });
});

it('is not waited for any longer once its time is over', async () => {
  const sandbox = await called('acme-prod');
  sandbox.fault({ action: 'GetAccountInformation', kind: 'freeze' });
  const over = new AbortController();
  const waits: number[] = [];
  const clock = {
    ...clockAt(),
    alarm: (milliseconds: number) => {
      waits.push(milliseconds);
      return over.signal;
    },
  };
  const asking = accountName({ aws: connectTo(sandbox), clock });
  await sandbox.frozen;
  over.abort();
  expect(await asking).toEqual({});
  expect(waits).toEqual([5_000]);
});
