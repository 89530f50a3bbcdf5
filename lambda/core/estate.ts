import type { Posture } from './policy/posture';

/** What was read from AWS, in our own words. The adapters in `lambda/aws` make it; everything in `core` judges it. */

export type LoadBalancerType = 'application' | 'network' | 'classic';

export type Tags = Readonly<Record<string, string>>;

/** Enough to find a load balancer again. */
export interface LoadBalancerRef {
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  readonly type: LoadBalancerType;
}

/** Where the clients of a load balancer find it. */
export interface Address {
  /** Its own name in DNS; empty where AWS tells none. */
  readonly dnsName: string;
  /** Whether it has private addresses alone. */
  readonly isInternal: boolean;
}

/** A load balancer that was found, with its tags. */
export interface TaggedLoadBalancer extends LoadBalancerRef {
  readonly tags: Tags;
}

/** A listener of an ALB or NLB. `policy` is what DescribeListeners says; HTTP and TCP listeners have none. */
export interface Listener {
  readonly arn: string;
  readonly port: number;
  readonly protocol: string;
  readonly policy: string | null;
}

export interface ElbV2LoadBalancer extends TaggedLoadBalancer {
  readonly type: 'application' | 'network';
  readonly listeners: readonly Listener[];
}

/** A listener of a Classic load balancer: its policies are a list, TLS and others mixed. */
export interface ClassicListener {
  readonly port: number;
  readonly protocol: string;
  readonly policyNames: readonly string[];
}

/** A policy on a Classic load balancer, of any policy type. */
export interface ClassicPolicy {
  readonly name: string;
  readonly type: string;
  /** The predefined policy it was made from (`Reference-Security-Policy`), or `null`. */
  readonly reference: string | null;
  readonly protocols: readonly string[];
  readonly ciphers: readonly string[];
  /** The attributes that are on, by AWS's names: enough to create it anew. */
  readonly attributes: readonly string[];
}

export interface ClassicLoadBalancer extends TaggedLoadBalancer {
  readonly type: 'classic';
  /** ISO 8601. One that was deleted and created anew under its name has the same ARN, and another time. */
  readonly created?: string;
  readonly listeners: readonly ClassicListener[];
  readonly policies: readonly ClassicPolicy[];
}

/** When a load balancer was created, as far as that is known. */
interface Created {
  readonly created?: string | undefined;
}

/** Whether a load balancer is another one under the old name. On Classic nothing but its time tells. */
export function isAnother(before: Created, now: Created): boolean {
  return before.created !== undefined && now.created !== undefined && before.created !== now.created;
}

/** A load balancer that was read whole. */
export type LoadBalancer = ElbV2LoadBalancer | ClassicLoadBalancer;

/** An error of AWS's as the report shows it. */
export interface ReadError {
  /** AWS's error code, for example `AccessDenied`. */
  readonly code: string;
  readonly message: string;
}

/** A load balancer that could not be read. */
export interface UnreadLoadBalancer {
  readonly loadBalancer: LoadBalancerRef;
  /** `null` where they are what could not be read. */
  readonly tags: Tags | null;
  readonly reason: 'read-failed' | 'tags-unreadable' | 'out-of-time';
  readonly error: ReadError;
}

/** The policies on offer for one type of load balancer in one Region: judged, or unreadable. */
export type Offer =
  | { readonly status: 'read'; readonly policies: readonly Posture[] }
  | { readonly status: 'unreadable'; readonly error: ReadError };

/** What AWS offers in one Region. Types that no load balancer there needs were not asked for. */
export type Catalogue = Partial<Readonly<Record<LoadBalancerType, Offer>>>;

/** One Region as it was found. `error` is set when the Region could not be examined, or not all of it. */
export interface RegionEstate {
  readonly region: string;
  readonly error: ReadError | null;
  /** Set where a policy of the organisation refuses every read, and nobody has named the Region: no `error`. */
  readonly closed?: ReadError;
  readonly loadBalancers: readonly LoadBalancer[];
  readonly unread: readonly UnreadLoadBalancer[];
  readonly catalogue: Catalogue;
  readonly notes: readonly string[];
}

/** Whether a listener ends TLS, and so has a policy. Classic says HTTPS and SSL, ALB HTTPS, NLB TLS. */
export function isSecure(listener: { readonly protocol: string }): boolean {
  return listener.protocol === 'HTTPS' || listener.protocol === 'TLS' || listener.protocol === 'SSL';
}
