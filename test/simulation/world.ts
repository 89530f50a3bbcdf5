import { Account } from './account/account';
import { awsOf } from './account/aws';
import type { LoadBalancer } from './account/estate';
import { Metrics } from './account/metrics';
import { HOUR, MINUTE, SECOND, Time } from './clock';
import { environmentOf, type Deployment } from './deployment';
import { Log } from './log';
import { Process, type Purpose } from './process';
import { LAMBDA_MS, type Machine } from './product';
import { randomOf, type Random } from './random';
import { Store } from './store';
import { Weather, type Climate } from './weather';
import { Wire } from './wire';

/** What a process is started with beside its purpose. */
export interface StartOptions {
  /** Dies at this call. */
  readonly killAt?: number | undefined;
  /** Its machine sleeps from this call on. */
  readonly sleepAt?: number | undefined;
  readonly sleepMs?: number;
  /** How far its clock is off. */
  readonly offset?: number;
  /** Where a terminal keeps its record; the function always has the bucket. */
  readonly store?: Store;
}

/** The world of one story. */
export class World {
  readonly time: Time;
  readonly random: Random;
  readonly log = new Log();
  readonly weather: Weather;
  readonly wire: Wire;
  readonly account: Account;
  readonly bucket: Store;
  readonly folder: Store;
  readonly metrics: Metrics;
  readonly processes: Process[] = [];
  deployment: Deployment;
  /** How many load balancers its owners make each day: fewer than the limit lets through, or nobody could catch up. */
  newEachDay: number;
  /** What the story began with. */
  readonly planned: Deployment;
  private suffixes: Random;
  private events = 0;
  /** Told when somebody has changed a load balancer, or made it. */
  onTouch: (loadBalancer: LoadBalancer) => void = () => undefined;
  onStart: (process: Process) => void = () => undefined;
  onEnd: (process: Process) => void = () => undefined;

  constructor(
    readonly seed: number,
    readonly started: number,
    {
      deployment,
      climate,
      until,
    }: { readonly deployment: Deployment; readonly climate: Climate; readonly until: number },
  ) {
    this.deployment = deployment;
    this.planned = deployment;
    this.random = randomOf(seed);
    this.suffixes = this.random.fork('suffixes');
    const isGrowing = this.random.fork('growing').chance(0.15);
    this.newEachDay = isGrowing ? (deployment.limit === 1 ? 0.5 : 1) : 0;
    this.time = new Time(started);
    const { regions } = deployment;
    this.weather = new Weather(this.random.fork('weather'), climate, { from: started, until, regions });
    this.wire = new Wire(this.time, this.random.fork('wire'), this.weather, this.log);
    const metrics = this.random.fork('metrics');
    this.metrics = new Metrics(metrics, climate.rate === 0 ? 0 : metrics.pick([0, 0, 0.05, 0.3]));
    const lag = this.random.fork('lag').pick([10 * SECOND, MINUTE, 10 * MINUTE]);
    this.account = new Account(this.time, this.wire, regions, lag);
    const skew = this.random.fork('store').between(-30, 30) * SECOND;
    this.bucket = new Store(this.time, this.wire, 's3://elb-tls-records', skew);
    this.folder = new Store(this.time, this.wire, '/home/operator/.elb-tls', 0);
  }

  get stores(): readonly Store[] {
    return [this.bucket, this.folder];
  }

  /** The number of the next event. */
  nextEvent(): number {
    this.events += 1;
    return this.events;
  }

  /** Starts a program and lets it run. */
  start(
    purpose: Purpose,
    work: (machine: Machine) => Promise<unknown>,
    { killAt, sleepAt, sleepMs = 0, offset = 0, store = this.bucket }: StartOptions = {},
  ): Process {
    const process = new Process(this.processes.length + 1, purpose, this.time, offset, store.place);
    this.processes.push(process);
    process.killAt = killAt ?? null;
    process.sleepAt = sleepAt ?? null;
    process.sleepMs = sleepMs;
    this.log.event(this.time.now, process.name, `starts${clockOf(offset)}`, process.id, true);
    this.onStart(process);
    if (purpose.where === 'function') this.time.after(LAMBDA_MS, () => this.end(process, 'timed-out'));
    const aws = awsOf({ account: this.account, metrics: this.metrics, bucket: this.bucket }, process);
    const suffix = this.suffixes.between(0x1000, 0xffff).toString(16);
    const machine = {
      process,
      aws,
      store: store.seenBy(process),
      environment: environmentOf(this.deployment),
      suffix,
    };
    void this.run(process, () => work(machine));
    return process;
  }

  private async run(process: Process, work: () => Promise<unknown>): Promise<void> {
    try {
      process.answer = await work();
      this.end(process, 'returned');
    } catch (error) {
      process.error = error;
      this.end(process, 'failed');
    }
  }

  private end(process: Process, how: 'returned' | 'failed' | 'timed-out'): void {
    if (process.end !== null) return;
    process.finish(how);
    const why = how === 'failed' ? `: ${String(process.error)}` : '';
    this.log.event(this.time.now, process.name, `${how}${why}`, process.id, how === 'returned');
    this.onEnd(process);
  }
}

function clockOf(offset: number): string {
  if (offset === 0) return '';
  return `, its clock ${Math.abs(offset) / HOUR} h ${offset > 0 ? 'ahead' : 'behind'}`;
}
