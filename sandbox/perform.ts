import type { Buckets } from './buckets';
import { AwsError } from './errors';
import type { Fault, Faults } from './faults';
import { elbRates, type Service, type ServiceName } from './service';
import type { LoadBalancer, RegionState } from './state';
import type { Structure } from './values';
import type { AccountState } from './account-state';

/** A call on its way. */
export interface Call {
  readonly service: Service;
  readonly region: string;
  readonly action: string;
  readonly mutating: boolean;
  readonly parameters: Structure;
  /** The names and ARNs in the parameters. */
  readonly resources: readonly string[];
}

/** What a call meets. */
export interface Surroundings {
  readonly accountState: AccountState;
  readonly faults: Faults;
  readonly buckets: Buckets | undefined;
}

/** Carries out a call: the Region, the token bucket, the faults, the action. Undefined: there is no answer. */
export function perform({ accountState, faults, buckets }: Surroundings, call: Call): Structure | undefined {
  const { service, region, action, parameters } = call;
  if (service.global !== true && !accountState.regions.has(region)) throw noRegion(call, accountState);
  const handler = Object.hasOwn(service.actions, action) ? service.actions[action] : undefined;
  if (handler === undefined) throw noAction(call);
  if (!spend(buckets, call)) throw throttled(service);

  const fault = faults.next({ ...call, service: service.name });
  if (fault?.kind === 'reset' || fault?.kind === 'freeze') return undefined;
  if (fault !== undefined) failAsAsked(call, fault, accountState);
  if (fault?.kind === 'vanish') vanish(call, fault, accountState);
  const { answer, change } = handler(parameters, { accountState, region });
  if (fault?.kind !== 'no-op') change?.();
  return fault?.kind === 'reset-after' || fault?.kind === 'freeze-after' ? undefined : answer;
}

function spend(buckets: Buckets | undefined, { service, region, mutating }: Call): boolean {
  const published = mutating ? service.rates?.write : service.rates?.read;
  if (buckets === undefined || published === undefined) return true;
  const rate = published === elbRates.read ? (buckets.elbReads ?? published) : published;
  return buckets.take(`${region} ${service.name} ${mutating ? 'write' : 'read'}`, rate);
}

/** Throws, for the faults that are an error in the place of an answer. */
function failAsAsked(call: Call, fault: Fault, accountState: AccountState): void {
  const { deny, internal } = call.service.errors;
  const asked = 'the sandbox was asked to fail';
  if (fault.kind === 'throttle') throw throttled(call.service);
  if (fault.kind === 'server-error') throw new AwsError(internal.code, asked, internal.status);
  if (fault.kind === 'error') throw new AwsError(fault.code, fault.message ?? asked, fault.status);
  const denied = denial(call, accountState);
  if (fault.kind === 'deny') throw new AwsError(deny.code, denied, deny.status);
  if (fault.kind === 'policy-deny') throw new AwsError(deny.code, `${denied} ${BY_POLICY}`, deny.status);
}

/** What AWS adds where a policy of the organisation refuses. */
const BY_POLICY = 'with an explicit deny in a service control policy';

function denial({ service, action, resources }: Call, { account }: AccountState): string {
  const caller = `arn:aws:sts::${account}:assumed-role/sandbox/caller`;
  const what = `${service.iamPrefix ?? service.scope}:${action}`;
  return `User: ${caller} is not authorized to perform: ${what} on resource: ${resources[0] ?? '*'}`;
}

/** Takes the load balancers that the call names away. The tag index still knows them, as it may on AWS. */
function vanish(
  { service, region, resources }: Call,
  { resource: part = '' }: Fault,
  accountState: AccountState,
): void {
  const state = accountState.regions.get(region);
  if (state === undefined) return;
  for (const resource of resources.filter((name) => name.includes(part))) {
    const found = findNamed(state, service.name, resource);
    if (found !== undefined) state.remove(found);
  }
}

function findNamed(state: RegionState, service: ServiceName, resource: string): LoadBalancer | undefined {
  if (service === 'classic') return state.classic.named(resource);
  return state.v2.get(resource) ?? state.ownerOf(resource) ?? state.v2.named(resource);
}

function throttled({ errors }: Service): AwsError {
  return new AwsError(errors.throttle.code, 'Rate exceeded', errors.throttle.status);
}

function noRegion({ service, region }: Call, accountState: AccountState): AwsError {
  const { code, status } = service.errors.region;
  const hint = `the sandbox has no region '${region}', it has ${[...accountState.regions.keys()].join(', ')}`;
  return new AwsError(code, `The security token included in the request is invalid (${hint})`, status);
}

function noAction({ service, action }: Call): AwsError {
  const { code, status } = service.errors.unknownAction;
  const known = Object.keys(service.actions).join(', ');
  return new AwsError(
    code,
    `the sandbox does not do '${action}' of ${service.name}, it does ${known}`,
    status,
  );
}
