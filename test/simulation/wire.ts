import { SECOND, type Time } from './clock';
import type { Log } from './log';
import { SLOW, type Process } from './process';
import { PACED_BY } from './product';
import type { Random } from './random';
import type { Call, Fault, Weather } from './weather';

/** The HTTP status of an error, where it is not 400. */
const STATUSES: Partial<Readonly<Record<string, number>>> = {
  AccessDenied: 403,
  InternalFailure: 500,
  OperationAborted: 409,
};

/** An error with AWS's code as its name, as the SDK raises them. */
export class AwsError extends Error {
  override readonly name: string;
  /** As the SDK has it of every answer; of a call without an answer it knows none. */
  readonly $metadata: { readonly httpStatusCode?: number };
  constructor(code: string, message = `${code} (simulated)`) {
    super(message);
    this.name = code;
    this.$metadata = code === 'TimeoutError' ? {} : { httpStatusCode: STATUSES[code] ?? 400 };
  }
}

/** The client of the SDK stops waiting for an answer after this. */
const PATIENCE = 30 * SECOND;

const REFUSALS: Partial<Readonly<Record<Fault, string>>> = {
  denied: 'AccessDenied',
  internal: 'InternalFailure',
  invalid: 'ValidationError',
  throttled: 'ThrottlingException',
};

const BY_POLICY = 'not authorized, with an explicit deny in a service control policy';

/** Behind these nobody knows whether a write was done. */
const UNSURE: ReadonlySet<Fault> = new Set(['hang', 'ignored', 'answer-lost', 'late', 'internal']);

/** Between programs and AWS: calls take time, go wrong, and end with who made them. */
export class Wire {
  /** Told of each call as it is made: whoever wants to act right then. */
  onCall: (process: Process, call: Call) => void = () => undefined;

  private readonly turns = new Map<string, number>();

  constructor(
    private readonly time: Time,
    private readonly random: Random,
    private readonly weather: Weather,
    private readonly log: Log,
  ) {}

  /** A write to a load balancer, in its turn where the adapter keeps the pace; `ask` is what its maker knows then. */
  async write<A>(process: Process, call: Call, ask: () => A, effect: (asked: A) => void): Promise<void> {
    if (PACED_BY === 'adapter') await this.turn(process, call.region);
    const asked = ask();
    await this.send(process, call, () => effect(asked), { value: undefined });
  }

  /** Waits for a turn to write: three at once, then three a second for each process and Region. */
  turn(process: Process, region: string): Promise<void> {
    const key = `${process.id} ${region}`;
    const free = Math.max(this.turns.get(key) ?? 0, this.time.now - SECOND);
    this.turns.set(key, free + SECOND / 3);
    return process.clock.pause(Math.max(0, free + SECOND / 3 - this.time.now));
  }

  /**
   * A call; `effect` happens when it arrives, and its value, or what it throws, is the answer. `ignored` is what AWS
   * answers when it does nothing.
   */
  send<T>(process: Process, call: Call, effect: () => T, ignored?: Value<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!process.isAlive) return;
      process.calls += 1;
      const dies = process.killAt !== null && process.calls >= process.killAt;
      if (dies && this.random.chance(0.5)) return this.kill(process, call, 'before');
      const issuedAt = this.time.now;
      const fault = this.weather.faultFor(call, issuedAt);
      this.note(process, call, fault);
      process.last = { target: call.target, fault };
      if (fault !== null) process.faults += 1;
      if (fault !== null && call.isWrite && UNSURE.has(fault)) process.unanswered.push(call.target);
      if (dies) this.kill(process, call, 'during');
      if (process.calls === process.sleepAt) this.sleep(process);
      this.onCall(process, call);
      if (fault === 'hang') {
        process.slowAt = issuedAt;
        return;
      }
      const answer = answering(process, resolve, reject, () => {
        if (this.time.now - issuedAt > SLOW) process.slowAt = this.time.now;
      });
      if (fault === 'late' || fault === 'answer-lost') {
        const lost = { error: new AwsError('TimeoutError') };
        this.time.after(PATIENCE, () => process.whenAwake(() => answer(lost)));
      }
      const there = this.weather.latency() + (fault === 'late' ? this.weather.delay() : 0);
      this.time.after(there, () => {
        const outcome = outcomeOf({ fault, service: call.service }, effect, ignored);
        if (fault === 'answer-lost') return;
        this.time.after(this.weather.latency(), () => process.whenAwake(() => answer(outcome)));
      });
    });
  }

  private kill(process: Process, { action, target }: Call, when: string): void {
    this.log.event(this.time.now, process.name, `is killed ${when} ${action} ${target}`, process.id);
    process.finish('killed');
  }

  private sleep(process: Process): void {
    this.log.event(this.time.now, process.name, `sleeps for ${process.sleepMs / SECOND} s`, process.id);
    process.fallAsleep();
  }

  private note(process: Process, { action, target, region }: Call, fault: Fault | null): void {
    const what = `${action} ${target} ${region}`;
    if (fault === null) this.log.detail(this.time.now, process.name, what, process.id);
    else this.log.event(this.time.now, process.name, `${what}: ${fault}`, process.id);
  }
}

interface Value<T> {
  readonly value: T;
}

type Outcome<T> = Value<T> | { readonly error: unknown };

function outcomeOf<T>(
  { fault, service }: { readonly fault: Fault | null; readonly service: Call['service'] },
  effect: () => T,
  ignored: Value<T> | undefined,
): Outcome<T> {
  const refusal = fault === null ? undefined : REFUSALS[fault];
  // What S3 has against a write like that is another write at the same time.
  if (fault === 'invalid' && service === 's3') return { error: new AwsError('OperationAborted') };
  if (fault === 'closed') return { error: new AwsError('AccessDenied', BY_POLICY) };
  if (refusal !== undefined) return { error: new AwsError(refusal) };
  if (fault === 'ignored' && ignored !== undefined) return ignored;
  try {
    return { value: effect() };
  } catch (error) {
    return { error };
  }
}

/** The first answer counts, and only for who is still there to hear it. */
function answering<T>(
  process: Process,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
  onAnswer: () => void,
): (outcome: Outcome<T>) => void {
  let isAnswered = false;
  return (outcome) => {
    if (isAnswered || !process.isAlive) return;
    isAnswered = true;
    onAnswer();
    if ('error' in outcome) reject(outcome.error);
    else resolve(outcome.value);
  };
}
