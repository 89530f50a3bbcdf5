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
  ImpactEngine: {
    default: 'stream',
    allowedValues: ['stream', 'athena'],
    allowedPattern: '^(stream|athena)$',
    label: 'Who reads the logs',
    group: 'Who would break',
    description:
      'stream: the function reads a sample. athena: Athena reads all of the window, in ImpactWorkgroup, at the price of Athena: docs/athena.md. The role may then run queries there.',
    constraintDescription: 'stream or athena',
  },
  ImpactWorkgroup: {
    default: '',
    allowedPattern: '^[A-Za-z0-9_.-]{0,32}$',
    label: 'Workgroup of Athena',
    group: 'Who would break',
    description:
      'For ImpactEngine=athena: a workgroup of this account and Region, engine version 3, that has a place for results.',
    constraintDescription: 'empty, or the name of a workgroup: at most 32 letters, digits and _.-',
  },
  ImpactResults: {
    default: '',
    allowedPattern: '^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$',
    label: 'Bucket of its results',
    group: 'Who would break',
    description:
      'The bucket where that workgroup puts query results. Empty: Athena keeps them itself (managed query results).',
    constraintDescription: 'empty, or the name of a bucket (not its ARN)',
  },
} as const satisfies Record<string, ParameterDefinition>;
