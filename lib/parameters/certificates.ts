import type { ParameterDefinition } from './definition';
import { atMost } from './patterns';

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
    allowedPattern: atMost(
      19,
      '([1-9][0-9]?|[12][0-9][0-9]|3[0-8][0-9]|39[0-8])(,([1-9][0-9]?|[12][0-9][0-9]|3[0-8][0-9]|39[0-8])){0,4}',
    ),
    label: 'Tell a certificate before it expires (days)',
    group: 'Certificates',
    description:
      'From the largest number on, a certificate is told; the smaller ones say how urgent it is. Without effect while Certificates is false.',
    constraintDescription: 'up to 5 whole numbers from 1 to 398, separated by commas alone',
  },
} as const satisfies Record<string, ParameterDefinition>;
