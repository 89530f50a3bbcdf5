import { connect, type Aws } from '../lambda/aws/connect';
import type { RegionApi } from '../lambda/aws/region';
import type { Clock } from '../lambda/core/clock';
import { runIdOf, type Entry, type Mode, type Report } from '../lambda/core/report';
import { DEFAULT_ROLLOUT } from '../lambda/core/gates';
import { NO_DEADLINE, NO_ENDS, type Deadline } from '../lambda/core/deadline';
import type { Message } from '../lambda/core/delivery/message';
import type { Pause } from '../lambda/core/pause';
import { memoryStore } from '../lambda/records/memory-store';
import { Records } from '../lambda/records/records';
import type { Settings } from '../lambda/core/settings';
import type { RunContext } from '../lambda/runs/context';
import { underLease } from '../lambda/runs/lease';
import type { Answer, Summary } from '../lambda/handler';
import { sweep } from '../lambda/sweep';
import {
  startSandbox,
  type NewClassicLoadBalancer,
  type NewV2LoadBalancer,
  type RecordedCall,
  type Sandbox,
  type SandboxOptions,
} from '../sandbox';
import { ACCOUNT, EU, NOW, SCOPE, WEB } from './vocabulary';
import type { Catalogue } from '../sandbox/catalogue';

/** Real SDK clients against a sandbox: what every test of `lambda/` outside core starts from. */

export { ACCOUNT, CLASSIC_BEST, EU, NOW, OLD, OWN_POLICY, PLAIN, PQ, RFC9151, US, WEB } from './vocabulary';
/** Costs no time, but lets others have their turn. */
export const pause: Pause = () => new Promise((resolve) => setImmediate(resolve));

/** A clock that stands still: a pause costs no time, and no alarm goes off. */
export function clockAt(now: Date = NOW): Clock {
  return { now: () => now, elapsed: () => 0, pause, alarm: () => new AbortController().signal };
}

export const ALWAYS_TIME = NO_DEADLINE;

/** A deadline that is past once something has happened. What hangs is not given up. */
export function pastWhen(isPast: () => boolean): Deadline {
  return { ...NO_DEADLINE, isPast };
}

export const STICKY = { name: 'sticky', type: 'LBCookieStickinessPolicyType' };

/** Nothing of the machine that runs the tests may come in between. */
Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_REGION: EU,
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

/** Tests share the machine: five seconds are not much on a busy one. */
jest.setTimeout(30_000);

const started: Sandbox[] = [];

/**
 * Some of each family: all 46 and 11, with ninety attributes each on Classic, are a third of the time of a run over the
 * wire. The whole catalogue is for the scenario, the command, the listings and the tests of core.
 */
function usual(_region: string, { policies, classic: classics }: Catalogue): Catalogue {
  return {
    policies: policies.filter(({ name }) => USUAL.test(name)),
    classic: classics.filter(({ name }) => USUAL_CLASSIC.test(name)),
  };
}

/** All that AWS offers: for the tests that are about it. */
export const whole = (_region: string, catalogue: Catalogue): Catalogue => catalogue;

const USUAL =
  /TLS13-1-[23]-(Res-)?(FIPS-)?(PQ-)?20|2016-08|FS-1-2-Res-2020|TLS-1-1-2017|RFC9151-FIPS|Ext1-2021|CNSA2/;
const USUAL_CLASSIC = /2016-08|2015-05|TLS-1-[12]-2017-01|OpenSSLDefault/;

/** A sandbox that `stopAll` ends. */
export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ account: ACCOUNT, pageSize: 20, catalogue: usual, ...options });
  started.push(sandbox);
  return sandbox;
}

export async function stopAll(): Promise<void> {
  await Promise.all(started.splice(0).map((sandbox) => sandbox.stop()));
}

/** The adapters on a sandbox. Pacing and back-off cost nothing at this scale. */
export function connectTo(sandbox: Sandbox, deadline = ALWAYS_TIME, scale = 1000): Aws {
  return connect({ deadline, scale, endpoint: sandbox.endpoint });
}

export function regionOf(sandbox: Sandbox, region = EU): RegionApi {
  return connectTo(sandbox).region(region, ACCOUNT);
}

export const SETTINGS: Settings = {
  scope: SCOPE,
  regions: [EU],
  target: { kind: 'recommended' },
  rollout: DEFAULT_ROLLOUT,
  findBy: 'index',
  ownerTagKeys: ['Owner', 'Team'],
  outside: false,
  certificateDays: null,
};

/** What a run is given otherwise than usual. */
export type Surroundings = Partial<RunContext> & {
  /** At the end of the run's name. */
  readonly suffix?: string;
  /** When its clock stands still. */
  readonly now?: Date;
};

/** What a test wants otherwise than usual. */
export type RunOptions = Surroundings & { readonly settings?: Partial<Settings> };

/** All that a run is given beside what it is to do. */
export function surroundings(
  sandbox: Sandbox,
  { suffix = 'test', now = NOW, ...options }: Surroundings = {},
): RunContext {
  const { deadline = ALWAYS_TIME, clock = clockAt(now) } = options;
  return {
    runId: runIdOf(now, suffix),
    event: null,
    place: 'function',
    aws: connectTo(sandbox, deadline),
    clock,
    deadline,
    ends: { ...NO_ENDS, reading: deadline },
    records: new Records(memoryStore(), clock),
    console: {},
    notes: [],
    progress: () => undefined,
    ...options,
  };
}

/** A sweep: an apply takes the lease, a plan does not. */
export function run(
  sandbox: Sandbox,
  mode: Exclude<Mode, 'undo'>,
  { settings, ...others }: RunOptions = {},
): Promise<Report> {
  const context = { ...surroundings(sandbox, others), settings: { ...SETTINGS, ...settings } };
  if (mode === 'plan') return sweep({ ...context, held: null });
  return underLease('apply', context, (held) => sweep({ ...context, held }));
}

export function plan(sandbox: Sandbox, settings: Partial<Settings> = {}): Promise<Report> {
  return run(sandbox, 'plan', { settings });
}

export function apply(sandbox: Sandbox, settings: Partial<Settings> = {}): Promise<Report> {
  return run(sandbox, 'apply', { settings });
}

type Tags = Readonly<Record<string, string>>;

/** An ALB: HTTP on 80, and HTTPS with each of the policies. */
export function alb(name: string, policies: readonly string[], tags: Tags = WEB): NewV2LoadBalancer {
  const secure = policies.map((policy, index) => ({ port: 443 + index, protocol: 'HTTPS' as const, policy }));
  return { type: 'application', name, tags, listeners: [{ port: 80, protocol: 'HTTP' }, ...secure] };
}

/** An NLB: TCP on 80, and TLS with each of the policies. */
export function nlb(name: string, policies: readonly string[], tags: Tags = WEB): NewV2LoadBalancer {
  const secure = policies.map((policy, index) => ({ port: 443 + index, protocol: 'TLS' as const, policy }));
  return { type: 'network', name, tags, listeners: [{ port: 80, protocol: 'TCP' }, ...secure] };
}

/** A Classic load balancer: HTTP on 80, and HTTPS with each of the lists of policies. */
export function classic(
  name: string,
  lists: readonly (readonly string[])[],
  policies: NewClassicLoadBalancer['policies'] = [],
  tags: Tags = WEB,
): NewClassicLoadBalancer {
  const secure = lists.map((policyNames, index) => ({
    port: 443 + index,
    protocol: 'HTTPS' as const,
    policyNames,
  }));
  return { type: 'classic', name, tags, policies, listeners: [{ port: 80, protocol: 'HTTP' }, ...secure] };
}

/** A message of few words, as plain text. */
export function aMessage(patch: Partial<Message> = {}): Message {
  return { subject: 'subject', text: 'text', attributes: {}, ...patch };
}

/** `count` things, made from 0 up. */
export function many<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** `shop:443 planned/below-target`: an entry at a glance. */
export function brief({ loadBalancer, port, outcome, reason }: Entry): string {
  return `${loadBalancer.name}:${port} ${outcome}/${reason}`;
}

export function briefs(report: Report): readonly string[] {
  return report.listeners.map(brief);
}

/** The entry of a load balancer with one. */
export function entryOf(report: Report, name: string): Entry {
  const [only, ...more] = report.listeners.filter(({ loadBalancer }) => loadBalancer.name === name);
  if (only === undefined || more.length > 0)
    throw new Error(`expected one entry of ${name}, got ${briefs(report).join(', ')}`);
  return only;
}

/** The policies that the listeners of the sandbox have, secure or not, by the listener's id. */
export function policiesIn(sandbox: Sandbox): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(listenersIn(sandbox).map(({ id, policies }) => [id, policies]));
}

/** A listener as it is in the sandbox. */
export interface SandboxListener {
  readonly id: string;
  readonly loadBalancerArn: string;
  readonly type: string;
  readonly isSecure: boolean;
  readonly policies: readonly string[];
}

/** A load balancer as the sandbox's snapshot shows it. */
export interface Shown {
  readonly type: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly listeners: readonly {
    readonly arn?: string;
    readonly port: number;
    readonly protocol: string;
    readonly policy?: string;
    readonly policyNames?: readonly string[];
  }[];
  /** On Classic. */
  readonly policies?: readonly {
    readonly name: string;
    readonly type: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
}

function isShown(value: unknown): value is Shown {
  return typeof value === 'object' && value !== null && 'tags' in value && 'listeners' in value;
}

/** All load balancers of the sandbox, by ARN. */
export function shownIn(sandbox: Sandbox): Readonly<Record<string, Shown>> {
  const all = Object.entries(sandbox.snapshot());
  return Object.fromEntries(all.flatMap(([arn, shown]) => (isShown(shown) ? [[arn, shown]] : [])));
}

export function listenersIn(sandbox: Sandbox): readonly SandboxListener[] {
  return Object.entries(shownIn(sandbox)).flatMap(([loadBalancerArn, { type, listeners }]) =>
    listeners.map(({ arn, port, protocol, policy = '', policyNames }) => ({
      id: arn ?? `${loadBalancerArn}#${port}`,
      loadBalancerArn,
      type,
      isSecure: ['HTTPS', 'TLS', 'SSL'].includes(protocol),
      policies: policyNames ?? (policy === '' ? [] : [policy]),
    })),
  );
}

/** The names of the policies on a Classic load balancer, used or not. */
export function policiesOn(sandbox: Sandbox, arn: string): readonly string[] {
  return present(shownIn(sandbox)[arn]?.policies).map(({ name }) => name);
}

export function callsOf(
  sandbox: Sandbox,
  action: string,
  service?: RecordedCall['service'],
): readonly RecordedCall[] {
  return sandbox.calls.filter(
    (call) => call.action === action && (service === undefined || call.service === service),
  );
}

/** The value that has to be there. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('got undefined');
  return value;
}

/** The error of a promise that has to fail. */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Error) return error;
  throw new Error('it succeeded, it was to fail');
}

/** What the function answers where something failed and it told the topic so. */
export async function toldFailure(answer: Promise<unknown>): Promise<Pick<Error, 'name' | 'message'>> {
  const failed = await answer;
  if (typeof failed === 'object' && failed !== null && 'errorType' in failed && 'errorMessage' in failed)
    return { name: String(failed.errorType), message: String(failed.errorMessage) };
  throw new Error(`it answered ${JSON.stringify(failed)}, it was to fail and to tell so`);
}

/** What the function answers for a run that ended well. */
export function summaryOf(answer: Answer): Summary {
  if (answer !== null && 'runId' in answer) return answer;
  throw new Error(`it answered ${JSON.stringify(answer)}, it was to be the summary of a run`);
}
