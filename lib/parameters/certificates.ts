import type { ParameterDefinition } from './definition';

/** Parameters of the look at certificates. */
export const CERTIFICATES = {
  Certificates: {
    default: 'false',
    allowedValues: ['true', 'false'],
    allowedPattern: '^(true|false)$',
    label: 'Look at certificates',
    group: 'Certificates',
    description:
      'true: tell what is wrong with the certificates of the listeners in scope; none is ever changed. The role may then read ACM, IAM server certificates and listener rules.',
    constraintDescription: 'true or false',
  },
  CertificateDays: {
    default: '30,14,7',
    allowedPattern: '^[1-9][0-9]?(,[1-9][0-9]?){0,2}$',
    label: 'Tell a certificate before it expires (days)',
    group: 'Certificates',
    description:
      'Whole numbers of days, separated by commas: from the largest on it is told, and the smallest that it is within is in the report. Without effect while Certificates is false.',
    constraintDescription: 'up to 3 whole numbers from 1 to 99, separated by commas alone',
  },
} as const satisfies Record<string, ParameterDefinition>;
