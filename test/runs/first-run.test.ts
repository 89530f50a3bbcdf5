import { AGAIN_MS, isPutOff, type ComeBack } from '../../lambda/runs/first-run';
import type { OneTimeCall } from '../../lambda/aws/scheduler';
import { connectTo, ACCOUNT, ALWAYS_TIME, EU, NOW, clockAt, pastWhen, start, stopAll } from '../helpers';

/** What can go wrong while the first run is put off. */

afterEach(stopAll);

const TOPIC = `arn:aws:sns:${EU}:${ACCOUNT}:digest`;
const THEIR_TOPIC = `arn:aws:sns:${EU}:999988887777:digest`;
const FUNCTION = `arn:aws:lambda:${EU}:${ACCOUNT}:function:sweep`;
const COME_BACK: ComeBack = { roleArn: 'role', deadLetterArn: '', functionArn: FUNCTION };

const failing = (name: string): Error => Object.assign(new Error(`no: ${name}`), { name });

interface World {
  /** The errors of the first counts, and of the first tries to be called again. */
  readonly counting?: readonly string[];
  readonly calling?: readonly string[];
  readonly subscribers?: number;
  readonly topic?: string;
  readonly now?: Date;
  readonly comeBack?: ComeBack;
  readonly isLate?: boolean;
}

interface Ending {
  readonly putOff: boolean;
  readonly calls: readonly OneTimeCall[];
  readonly minutes: number;
  readonly said: string;
}

/** Throws the first of the errors that are left. */
function failFirst(errors: string[]): void {
  const next = errors.shift();
  if (next !== undefined) throw failing(next);
}

async function firstRun(world: World): Promise<Ending> {
  const { topic = TOPIC, subscribers = 0, now = NOW, comeBack = COME_BACK, isLate = false } = world;
  const [counting, calling] = [[...(world.counting ?? [])], [...(world.calling ?? [])]];
  const calls: OneTimeCall[] = [];
  const said: string[] = [];
  let paused = 0;
  const putOff = await isPutOff(1, topic, comeBack, {
    aws: {
      ...connectTo(await start()),
      subscribers: async () => {
        failFirst(counting);
        return subscribers;
      },
      callOnce: async (call) => {
        failFirst(calling);
        calls.push(call);
      },
    },
    clock: { ...clockAt(now), pause: async (milliseconds) => void (paused += milliseconds) },
    deadline: isLate ? pastWhen(() => true) : ALWAYS_TIME,
    progress: (line) => void said.push(line),
  });
  return { putOff, calls, minutes: paused / AGAIN_MS, said: said.join('\n') };
}

const PASSING = ['Throttled', 'AuthorizationError', 'InternalError', 'TimeoutError', 'OutOfTime'] as const;
const UNCALLED = ['ThrottlingException', 'AccessDeniedException', 'ValidationException'] as const;

describe('an error while it is put off', () => {
  it.each<[string, World]>([
    ...PASSING.map((error): [string, World] => [`${error} while it counts`, { counting: [error, error] }]),
    ...UNCALLED.map((error): [string, World] => [
      `${error} while it has itself called`,
      { calling: [error, error] },
    ]),
    ['one of each', { counting: ['Throttled'], calling: ['ThrottlingException'] }],
    [
      "one of another account's topic that may pass",
      { topic: THEIR_TOPIC, counting: ['Throttled', 'InternalError'] },
    ],
  ])('%s: it tries again a minute later, twice', async (_, world) => {
    expect(await firstRun(world)).toMatchObject({
      putOff: true,
      minutes: 2,
      calls: [{ input: { firstRun: 2 } }],
    });
  });

  it.each<[string, World]>([
    ['while it counts', { counting: Array<string>(9).fill('AuthorizationError') }],
    ['while it has itself called', { calling: Array<string>(9).fill('AccessDeniedException') }],
  ])('that stays, %s: it runs after three minutes, and says so', async (_, world) => {
    const { putOff, minutes, said } = await firstRun(world);

    expect({ putOff, minutes }).toEqual({ putOff: false, minutes: 3 });
    expect(said).toMatch(
      /the first run goes now, and perhaps nobody gets its digest: .* in the log and in the record$/,
    );
  });

  it("of another account's topic that it may not read: it runs at once", async () => {
    const { putOff, minutes, said } = await firstRun({
      topic: THEIR_TOPIC,
      counting: ['AuthorizationError'],
    });

    expect({ putOff, minutes }).toEqual({ putOff: false, minutes: 0 });
    expect(said).toContain("another account's topic");
  });

  it('where no time is left to wait: it runs', async () => {
    expect(await firstRun({ counting: ['Throttled'], isLate: true })).toMatchObject({
      putOff: false,
      minutes: 0,
    });
  });

  it('counts again after each: who has confirmed meanwhile gets the digest', async () => {
    const ended = await firstRun({ counting: ['Throttled'], subscribers: 1 });
    expect(ended).toMatchObject({ putOff: false, minutes: 1, calls: [] });
  });
});

/** The name and the time of the call that a first run at this time asks for. */
async function callAt(time: string, functionArn = FUNCTION): Promise<string> {
  const now = new Date(`2026-11-22T${time}Z`);
  const { calls } = await firstRun({ now, comeBack: { ...COME_BACK, functionArn } });
  return calls.map(({ name, at }) => `${name} ${at.toISOString()}`).join();
}

describe('when and under which name it comes back', () => {
  it('is the same for all that wait at a time, and another for the call after it', async () => {
    const first = await callAt('06:05:04');
    expect(first).toMatch(/^elb-tls-first-run-20261122T061000Z-sweep 2026-11-22T06:10:00\.000Z$/);
    expect(await callAt('06:08:59')).toBe(first);
    expect(await callAt('06:10:01')).toMatch('T061500Z-');
  });

  it('is a minute away at least', async () => {
    expect(await callAt('06:09:00')).toMatch('06:10:00');
    expect(await callAt('06:09:01')).toMatch('06:15:00');
  });

  it('is another one for another stack of the Region', async () => {
    expect(await callAt('06:05:04', `${FUNCTION}-two`)).not.toBe(await callAt('06:05:04'));
  });

  it('is no longer than Scheduler takes, and keeps what makes the function unique', async () => {
    const [name = ''] = (await callAt('06:05:04', `${FUNCTION}${'-x'.repeat(28)}-unique`)).split(' ');
    expect(name).toMatch(/^elb-tls-first-run-20261122T061000Z-[-x]+-unique$/);
    expect(name).toHaveLength(64);
  });

  it('is not asked for twice: where it is there, this run is the same', async () => {
    const ended = await firstRun({ calling: ['ConflictException'] });
    expect(ended).toMatchObject({ putOff: true, minutes: 0, calls: [] });
    expect(ended.said).toContain('this one is the same');
  });
});
