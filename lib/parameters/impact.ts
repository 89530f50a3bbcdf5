import type { ParameterDefinition } from './definition';

/** Parameters of the look at logs, before a change. */
export const IMPACT = {
  ImpactAnalysis: {
    default: 'false',
    allowedValues: ['true', 'false'],
    allowedPattern: '^(true|false)$',
    label: 'Read the logs before a change',
    group: 'Who would break',
    description:
      'true: read the recent logs of what is below its target, tell which clients the target would refuse, and hold what the threshold says. The role may then read logs of load balancers of this account in S3.',
    constraintDescription: 'true or false',
  },
  ImpactDays: {
    default: '7',
    allowedPattern: '^([1-9]|[12][0-9]|30)$',
    label: 'How far back (days)',
    group: 'Who would break',
    description:
      'A run reads as much of this as it has time for, and says how much. Without effect while ImpactAnalysis is false.',
    constraintDescription: 'a whole number from 1 to 30',
  },
  ImpactThreshold: {
    default: 'any',
    allowedPattern: '^(any|0|[1-9][0-9]{0,5}|(100|[1-9]?[0-9](\\.[0-9]{1,3})?)%)$',
    label: 'Hold above this many refused handshakes',
    group: 'Who would break',
    description:
      'any: hold a listener where one handshake would be refused. A number, or a share such as 0.1%: hold it above that.',
    constraintDescription: 'any, a whole number from 0 to 999999, or a share such as 0.1%',
  },
} as const satisfies Record<string, ParameterDefinition>;
