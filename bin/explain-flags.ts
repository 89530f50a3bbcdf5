import type { CertificateKey } from '../lambda/core/clients/negotiate';
import type { LoadBalancerType } from '../lambda/core/estate';
import type { PolicyType } from '../lambda/core/explain/catalogue';
import { UserError } from '../lambda/core/user-error';
import { parseRegions } from '../lambda/settings/settings';

/** The flags of `elb-tls explain` as they were typed. */
export interface ExplainFlags {
  readonly against?: string;
  readonly client?: readonly string[];
  readonly certificate?: string;
  readonly type?: string;
  readonly loadBalancer?: string;
  readonly port?: string;
  readonly region?: string;
  readonly offline?: true;
  readonly json?: true;
}

/** What somebody asks. */
export interface ExplainRequest {
  /** `null`: that of the listener that is named. */
  readonly policy: string | null;
  readonly against: string | null;
  readonly clients: readonly string[];
  readonly certificate: CertificateKey;
  /** `null`: whichever has the policy. */
  readonly awsType: LoadBalancerType | null;
  readonly loadBalancer: string | null;
  readonly port: number;
  readonly region: string | null;
  readonly offline: boolean;
}

const TYPES = ['application', 'network', 'classic'] as const;
const KEYS = ['rsa', 'ecdsa'] as const;
const HTTPS = '443';

/** @throws UserError for a flag that cannot be read, or that does not go with the others */
export function explainFrom(policy: string | undefined, flags: ExplainFlags): ExplainRequest {
  const { against, client = [], certificate, type, loadBalancer, port, region, offline } = flags;
  if (policy === undefined && loadBalancer === undefined)
    throw new UserError(
      'explain got no policy; name one, or a listener with --load-balancer NAME --port 443',
    );
  if (loadBalancer === undefined && port !== undefined)
    throw new UserError(`--port got "${port}" without a load balancer; name it with --load-balancer`);
  if (offline && (loadBalancer ?? region) !== undefined)
    throw new UserError(
      `got --offline with ${loadBalancer === undefined ? '--region' : '--load-balancer'}, for which AWS is asked; drop one of the two`,
    );
  return {
    policy: policy === undefined ? null : wordOf(policy, 'the policy'),
    against: against === undefined ? null : wordOf(against, '--against'),
    clients: client,
    certificate: certificate === undefined ? null : oneOf(KEYS, certificate, '--certificate'),
    awsType: type === undefined ? null : oneOf(TYPES, type, '--type'),
    loadBalancer: loadBalancer === undefined ? null : wordOf(loadBalancer, '--load-balancer'),
    port: portFrom(port ?? HTTPS),
    region: region === undefined ? null : regionFrom(region),
    offline: offline === true,
  };
}

/** ALB and NLB have the same policies. */
export function policyTypeOf(type: LoadBalancerType): PolicyType {
  return type === 'classic' ? 'classic' : 'elbv2';
}

function wordOf(text: string, what: string): string {
  if (text.trim() !== '') return text.trim();
  throw new UserError(`${what} got "${text}"; use a name`);
}

function oneOf<T extends string>(words: readonly T[], text: string, flag: string): T {
  const found = words.find((word) => word === text.toLowerCase());
  if (found !== undefined) return found;
  throw new UserError(`${flag} got "${text}"; use one of ${words.join(', ')}`);
}

function portFrom(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UserError(`--port got "${text}"; use the port of a listener, 1 to 65535`);
}

function regionFrom(text: string): string {
  const [region, ...more] = parseRegions(text.split(','), '--region');
  if (region !== undefined && region.length > 1 && more.length === 0) return region;
  throw new UserError(`--region got "${text}"; explain asks one Region, for example --region eu-west-1`);
}
