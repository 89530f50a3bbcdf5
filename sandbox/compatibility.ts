/**
 * Which policies may stand on one Application Load Balancer, by the table of AWS's page "Update an HTTPS
 * listener": PQ, FIPS and FIPS-PQ mix with each other, plain TLS with none of them. RFC 9151 and CNSA2 policies
 * are in no row of that table; here they go with their own kind alone (inferred).
 */
export function compatible(one: string, other: string): boolean {
  return kindOf(one) === kindOf(other);
}

function kindOf(policy: string): 'rfc9151' | 'cnsa2' | 'modern' | 'plain' {
  const words = policy.split('-');
  if (words.includes('RFC9151')) return 'rfc9151';
  if (words.includes('CNSA2')) return 'cnsa2';
  return words.includes('PQ') || words.includes('FIPS') ? 'modern' : 'plain';
}
