import catalogueFile from './catalogue.json';

/** A policy of Application and Network Load Balancers, as DescribeSSLPolicies shows it. */
export interface SslPolicy {
  readonly name: string;
  readonly protocols: readonly string[];
  readonly ciphers: readonly string[];
  readonly types: readonly string[];
}

/** `[name, value]` in the order in which AWS lists them. */
export type Attributes = readonly (readonly [name: string, value: string])[];

/** A predefined policy of Classic Load Balancers. */
export interface PredefinedPolicy {
  readonly name: string;
  readonly attributes: Attributes;
}

/** What one Region offers. */
export interface Catalogue {
  readonly policies: readonly SslPolicy[];
  readonly classic: readonly PredefinedPolicy[];
}

interface SslPolicyEntry {
  readonly Name: string;
  readonly SslProtocols: readonly string[];
  readonly Ciphers: readonly { readonly Name: string; readonly Priority: number }[];
  readonly SupportedLoadBalancerTypes: readonly string[] | null;
}

function sslPolicy(entry: SslPolicyEntry): SslPolicy {
  return {
    name: entry.Name,
    protocols: entry.SslProtocols,
    ciphers: entry.Ciphers.toSorted((a, b) => a.Priority - b.Priority).map((cipher) => cipher.Name),
    // The types of the unconfirmed candidates are not known: said to be both, as all the others are.
    types: entry.SupportedLoadBalancerTypes ?? ['application', 'network'],
  };
}

/** catalogue.json as it is: what every Region offers unless an option says otherwise. */
export const defaultCatalogue: Catalogue = {
  policies: catalogueFile.elbv2.SslPolicies.map(sslPolicy),
  classic: catalogueFile.classic.PolicyDescriptions.map((policy) => ({
    name: policy.PolicyName,
    // The contents of three old policies are in no source: they are listed without attributes.
    attributes: (policy.PolicyAttributeDescriptions ?? []).map(
      (attribute) => [attribute.AttributeName, attribute.AttributeValue] as const,
    ),
  })),
};

/** Names seen in s2n-tls and in no AWS page; `candidateRegions` offers them. */
export const candidates: readonly SslPolicy[] = catalogueFile.elbv2CandidatesNotConfirmed.map(sslPolicy);

/** Every attribute that an SSL negotiation policy lists, in AWS's order. */
export const attributeNames: readonly string[] =
  defaultCatalogue.classic
    .find((policy) => policy.name === 'ELBSecurityPolicy-2016-08')
    ?.attributes.map(([name]) => name) ?? [];
