import { devNull } from 'node:os';
import type { LogSettings, Refusal, Stack, Trail } from './deployment';
import { Buckets } from './buckets';
import type { NewServerCertificate } from './certificates';
import { type Fault, Faults } from './faults';
import { type Listening, listen, loopbackAddress } from './http';
import { Bucket } from './objects';
import { type SandboxOptions, newAccountState } from './options';
import { Region } from './region';
import { type RecordedCall, answer } from './router';
import type { Schedule } from './schedules';
import type { ServiceName } from './service';
import { services } from './services';
import { type Snapshot, snapshot } from './snapshot';
import { type TlsEndpoint, TlsEndpoints } from './tls/endpoints';
import type { Tags } from './values';
import type { Execution, Workgroup } from './workgroups';
import { type PublishedMessage, type AccountState, stateOf } from './account-state';

/** What a Region deny leaves open everywhere: who one is, and what the account is. */
const ALWAYS_EXEMPT: readonly ServiceName[] = ['sts', 'account'];

/** AWS on loopback. It proves nothing about AWS: SPEC.md says what it does and on whose word. */
export class Sandbox {
  readonly #listening: Listening;
  readonly #accountState: AccountState;
  readonly #faults: Faults;
  readonly #calls: RecordedCall[];
  readonly #tls: TlsEndpoints;

  constructor(listening: Listening, accountState: AccountState, faults: Faults, calls: RecordedCall[]) {
    this.#listening = listening;
    this.#accountState = accountState;
    this.#faults = faults;
    this.#calls = calls;
    this.#tls = new TlsEndpoints(accountState.regions);
  }

  /** Where it listens: `http://127.0.0.1:PORT`. */
  get endpoint(): string {
    return this.#listening.endpoint;
  }

  /** Every call seen, oldest first. */
  get calls(): readonly RecordedCall[] {
    return this.#calls;
  }

  /** The messages that were published, oldest first. */
  get messages(): readonly PublishedMessage[] {
    return this.#accountState.messages;
  }

  /** The schedules that were created, oldest first. */
  get schedules(): readonly Schedule[] {
    return this.#accountState.schedules;
  }

  /** Resolves when a fault `freeze` or `freeze-after` has hit; never, if none does. */
  get frozen(): Promise<void> {
    return this.#faults.freeze.hit;
  }

  region(name: string): Region {
    return new Region(stateOf(this.#accountState, name));
  }

  /** Makes calls go wrong; call what is returned to end it. */
  fault(fault: Fault): () => void {
    return this.#faults.add(fault);
  }

  /**
   * The organisation closes a Region, as Control Tower does: ListRegions names it still, and each call there is refused by
   * a service control policy. Call what is returned to open it.
   */
  closeRegion(region: string, exempt: readonly ServiceName[] = ALWAYS_EXEMPT): () => void {
    const closed = services.filter(({ name }) => !exempt.includes(name));
    const ends = closed.map(({ name }) => this.fault({ kind: 'policy-deny', region, service: name }));
    return () => {
      for (const end of ends) end();
    };
  }

  /** Ends all faults, a freeze too. */
  clearFaults(): void {
    this.#faults.clear();
  }

  /** The calls that would change a load balancer, whether they did or not. */
  mutations(): readonly RecordedCall[] {
    return this.#calls.filter((call) => call.mutating);
  }

  /** Forgets the calls seen so far. */
  forgetCalls(): void {
    this.#calls.length = 0;
  }

  /** Makes a topic, or says how many of its subscriptions are confirmed by now. */
  topic(arn: string, subscribers = 1): void {
    this.#accountState.topics.set(arn, subscribers);
  }

  /** Makes a stack with its function and its schedule, of which nothing runs; or takes the place of the one of that name. */
  deploy(stack: Stack, schedule: Pick<Schedule, 'name' | 'state' | 'expression'>): void {
    const { environs, schedules, account } = this.#accountState;
    remove(environs.stacks, ({ name, region }) => name === stack.name && region === stack.region);
    remove(schedules, ({ name, region }) => name === schedule.name && region === stack.region);
    environs.stacks.push(stack);
    schedules.push(scheduleOf(stack, schedule, account));
  }

  /** Takes the stack away that `deploy` made; its schedule stays. */
  undeploy(name: string): void {
    remove(this.#accountState.environs.stacks, (stack) => stack.name === name);
  }

  /** Makes a trail, or takes the place of the one of that name. */
  trail(trail: Trail): void {
    const { trails } = this.#accountState.environs;
    remove(trails, ({ name }) => name === trail.name);
    trails.push(trail);
  }

  /** A simulation of this action says from now on that somebody refuses it: to the caller, or to every other role. */
  refuse(action: string, by: Refusal, { caller = false }: { readonly caller?: boolean } = {}): void {
    this.#accountState.environs.refusals.set(caller ? `caller ${action}` : action, by);
  }

  /** Whether the load balancer of that name delivers logs to S3. */
  logs(name: string, settings: LogSettings): void {
    this.#accountState.environs.logs.set(name, settings);
  }

  /** Makes a workgroup of Athena, or takes the place of the one of that name. */
  workgroup(workgroup: Workgroup): void {
    const { workgroups } = this.#accountState.environs;
    remove(workgroups, ({ name, region }) => name === workgroup.name && region === workgroup.region);
    workgroups.push(workgroup);
  }

  /** What was started in workgroups, oldest first. */
  get executions(): readonly Execution[] {
    return this.#accountState.environs.executions;
  }

  /** Tags a bucket, in the index of its Region. */
  tagBucket(name: string, tags: Tags): void {
    const { region } = this.bucket(name);
    stateOf(this.#accountState, region).index.set(`arn:aws:s3:::${name}`, tags);
  }

  /** The bucket of that name; made, if there is none. Default: in the first Region. */
  bucket(name: string, region?: string): Bucket {
    const found = this.#accountState.objects.get(name);
    if (found !== undefined && (region ?? found.region) !== found.region) {
      throw new Error(`bucket '${name}' is in ${found.region} already, it cannot be in ${region} too`);
    }
    if (found !== undefined) return found;
    const state = stateOf(this.#accountState, region ?? [...this.#accountState.regions.keys()][0] ?? '');
    const bucket = new Bucket(name, state.name);
    this.#accountState.objects.set(name, bucket);
    return bucket;
  }

  /** Adds a server certificate to IAM. Returns its ARN. */
  addServerCertificate({ path = '/', ...wanted }: NewServerCertificate): string {
    const { account, serverCertificates } = this.#accountState;
    const arn = `arn:aws:iam::${account}:server-certificate${path}${wanted.name}`;
    serverCertificates.set(wanted.name, { ...wanted, path, arn });
    return arn;
  }

  /**
   * Where the listener on `port` of the load balancer with this DNS name ends TLS, by its policy at the time of each connection.
   * It is opened when first asked for. When the listener is gone, connections are closed at once.
   * @throws for a name that nobody has, and for a listener that is not secure
   */
  tlsEndpoint(dnsName: string, port: number): Promise<TlsEndpoint> {
    return this.#tls.at(dnsName, port);
  }

  /** All load balancers as plain data, to be compared with a later one. */
  snapshot(): Snapshot {
    return snapshot(this.#accountState.regions.values());
  }

  /** The environment in which an AWS SDK or this tool's command meets the sandbox and nothing else. */
  environment(): Readonly<Record<string, string>> {
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: 'sandbox',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      AWS_REGION: [...this.#accountState.regions.keys()][0] ?? '',
      AWS_EC2_METADATA_DISABLED: 'true',
      // A profile of the user's own must not come in between.
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
    };
  }

  /** Ends all connections and frees all ports. */
  async stop(): Promise<void> {
    await Promise.all([this.#listening.stop(), this.#tls.stop()]);
  }
}

function remove<T>(items: T[], isIt: (item: T) => boolean): void {
  const index = items.findIndex(isIt);
  if (index !== -1) items.splice(index, 1);
}

function scheduleOf(
  { region, function: { roleArn }, outputs }: Stack,
  { name, state, expression }: Pick<Schedule, 'name' | 'state' | 'expression'>,
  account: string,
): Schedule {
  const functionArn = `arn:aws:lambda:${region}:${account}:function:${outputs['FunctionName'] ?? ''}`;
  return {
    arn: `arn:aws:scheduler:${region}:${account}:schedule/default/${name}`,
    region,
    name,
    groupName: 'default',
    expression,
    timezone: 'UTC',
    state,
    actionAfterCompletion: 'NONE',
    flexibleTimeWindow: { mode: 'OFF', maximumMinutes: undefined },
    target: { arn: functionArn, roleArn, input: undefined, deadLetterArn: undefined },
    clientToken: undefined,
  };
}

/** Starts an empty account on a free port of loopback. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', latencyMs = 0, buckets = false, now = () => performance.now() } = options;
  loopbackAddress(host);
  const accountState = newAccountState(options);
  const faults = new Faults();
  const calls: RecordedCall[] = [];
  const account = {
    accountState,
    faults,
    buckets: buckets === false ? undefined : new Buckets(buckets.scale, now, buckets.elbReads),
    record: (call: RecordedCall) => calls.push(call),
  };
  const listening = await listen(host, latencyMs, (request) => answer(account, request));
  return new Sandbox(listening, accountState, faults, calls);
}
