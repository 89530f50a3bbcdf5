/**
 * Where the console of each partition is, behind the Region and a dot. Of the isolated ones nobody publishes it: INFERRED from
 * their domain (partitions.json). docs/deploy.md says what was looked up.
 */
export const CONSOLES = {
  aws: 'console.aws.amazon.com',
  'aws-cn': 'console.amazonaws.cn',
  'aws-eusc': 'console.amazonaws-eusc.eu',
  'aws-iso': 'console.c2s.ic.gov',
  'aws-iso-b': 'console.sc2s.sgov.gov',
  'aws-iso-e': 'console.cloud.adc-e.uk',
  'aws-iso-f': 'console.csp.hci.ic.gov',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
} as const satisfies Readonly<Record<string, string>>;
