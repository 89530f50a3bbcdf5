import { AwsError, InvalidParameter } from './errors';
import { type Call, type Surroundings, perform } from './perform';
import { type Answer, type Incoming, type Outgoing, jsonProtocol, queryProtocol } from './protocols';
import type { Service, ServiceErrors, ServiceName } from './service';
import { services } from './services';
import type { Structure } from './values';

/** A call that arrived, and how it was answered. */
export interface RecordedCall {
  readonly service: ServiceName;
  readonly region: string;
  readonly action: string;
  /** Would change a load balancer. Publishing a message does not. */
  readonly mutating: boolean;
  /** The HTTP status; 0 where there was no answer. */
  readonly status: number;
  /** The error's code on the wire. */
  readonly error?: string;
  readonly parameters: Structure;
  /** The names and ARNs in the parameters. */
  readonly resources: readonly string[];
}

/** What the router works with. */
export interface Account extends Surroundings {
  readonly record: (call: RecordedCall) => void;
  /** Calls are recorded, and nothing is done about them. */
  readonly isDeaf?: boolean;
}

const RESOURCE_PARAMETERS = [
  'LoadBalancerArn',
  'LoadBalancerArns',
  'LoadBalancerName',
  'LoadBalancerNames',
  'ListenerArn',
  'ListenerArns',
  'CertificateArn',
  'ServerCertificateName',
  'Names',
  'ResourceArns',
  'TopicArn',
  'PolicySourceArn',
  'Bucket',
  'Key',
  'Name',
] as const;

/** Answers one HTTP request and records it. */
export function answer(account: Account, request: Incoming): Answer {
  const { freeze } = account.faults;
  const invocation = String(request.headers['amz-sdk-invocation-id'] ?? '');
  if (freeze.swallows(invocation)) {
    if (freeze.isOn) reply({ ...account, isDeaf: true }, request);
    return 'none';
  }
  const result = reply(account, request) ?? 'reset';
  // The call may have been the one that froze all.
  return freeze.swallows(invocation) ? 'none' : result;
}

function reply(account: Account, request: Incoming): Outgoing | undefined {
  const scope = credentialScope(request);
  const service = services.find((each) => isFor(each, scope?.service, request));
  if (scope === undefined || service === undefined) return notDone(scope?.service, request);
  const { protocol, errors } = service;
  try {
    return respond(account, readCall(service, scope.region, request));
  } catch (error) {
    return protocol.error(asAwsError(errors, error));
  }
}

function readCall(service: Service, region: string, request: Incoming): Call {
  const action = service.protocol.action(request);
  const parameters = service.protocol.parameters(request);
  const mutating = service.mutating.has(action);
  return { service, region, action, mutating, parameters, resources: resourcesOf(parameters) };
}

function respond(account: Account, call: Call): Outgoing | undefined {
  const { service, action } = call;
  const seen = { ...call, service: service.name };
  try {
    const result = account.isDeaf === true ? undefined : perform(account, call);
    account.record({ ...seen, status: result === undefined ? 0 : 200 });
    return result === undefined ? undefined : service.protocol.answer(action, result);
  } catch (error) {
    const awsError = asAwsError(service.errors, error);
    account.record({ ...seen, status: awsError.status, error: awsError.code });
    return service.protocol.error(awsError);
  }
}

/** The scope names Region and service: `Credential=KEY/20261122/eu-west-1/elasticloadbalancing/aws4_request`. */
function credentialScope({
  headers,
}: Incoming): { readonly region: string; readonly service: string } | undefined {
  const credential = /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1];
  const [, , region, service] = credential?.split('/') ?? [];
  return region === undefined || service === undefined ? undefined : { region, service };
}

function isFor({ scope, version }: Service, asked: string | undefined, { body }: Incoming): boolean {
  return scope === asked && (version === undefined || body.includes(`&Version=${version}`));
}

function resourcesOf(parameters: Structure): readonly string[] {
  const named = RESOURCE_PARAMETERS.flatMap((name) => parameters[name]);
  return named.filter((value) => typeof value === 'string').filter((value) => value !== '');
}

function asAwsError({ validation, internal }: ServiceErrors, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof InvalidParameter)
    return new AwsError(validation.code, error.message, validation.status);
  return new AwsError(internal.code, `a bug in the sandbox: ${String(error)}`, internal.status);
}

/** The answer to a call of a service that is not here: in XML to who sent a form, else in JSON. */
function notDone(scope: string | undefined, { headers }: Incoming): Outgoing {
  const known = services.map(({ scope: name, version = '' }) => `${name} ${version}`.trim());
  const got =
    scope === undefined ? 'no credential scope in the Authorization header' : `the service '${scope}'`;
  const error = new AwsError('UnknownService', `the sandbox got ${got}, it does ${known.join(', ')}`);
  const isForm = headers['content-type']?.includes('form') ?? false;
  return (isForm ? queryProtocol('sandbox') : jsonProtocol).error(error);
}
