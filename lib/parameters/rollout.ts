import type { ParameterDefinition } from './definition';
import { atMost, DATE, EACH_ONCE, OWNER_TAG, tag, WINDOW } from './patterns';

/** Parameters of what is changed when, and beside whom, and of what happens if clients fail. */
export const ROLLOUT = {
  ControllerOwned: {
    default: 'hold',
    allowedValues: ['hold', 'change'],
    allowedPattern: '^(hold|change)$',
    label: 'Listeners managed by a Kubernetes controller',
    group: 'Who else manages listeners',
    description: 'hold: leave them alone, and report what to change in the cluster. change: change them too.',
    constraintDescription: 'hold or change',
  },
  StackOwned: {
    default: 'change',
    allowedValues: ['hold', 'change'],
    allowedPattern: '^(hold|change)$',
    label: 'Listeners managed by a stack',
    group: 'Who else manages listeners',
    description:
      'CloudFormation, Elastic Beanstalk and the owner tags below. change: change them, and report where to fix the source. hold: only report.',
    constraintDescription: 'hold or change',
  },
  OwnerTags: {
    default: '',
    allowedPattern: atMost(400, `(${OWNER_TAG}(,${OWNER_TAG}){0,19})?`),
    label: 'Owner tags',
    group: 'Who else manages listeners',
    description:
      'Tags that mark load balancers managed by another tool, separated by commas: ManagedBy=terraform, or only a key. Must match exactly, in upper and lower case too.',
    constraintDescription:
      'empty, or up to 20 of Key or Key=value, for example ManagedBy=terraform,Pulumi, separated by commas alone; together at most 400 characters, 24 of them beyond ASCII',
  },
  WaveTagKey: {
    default: '',
    allowedPattern: atMost(128, `(${tag(128)})?`),
    label: 'Wave tag key',
    group: 'How it rolls out',
    description:
      'The tag whose value is the wave of a load balancer, for example Environment. Empty: no waves.',
    constraintDescription:
      'empty, or 1 to 128 letters (24 of them beyond ASCII), digits, spaces (not at an end) or + - = . _ : / @',
  },
  WaveOrder: {
    default: '',
    allowedPattern: atMost(300, `(${EACH_ONCE})?`),
    label: 'Wave order',
    group: 'How it rolls out',
    description:
      'The values of that tag, first wave first, separated by commas: dev,staging,prod. All other values go last.',
    constraintDescription:
      'empty, or up to 20 values, each once, of letters, digits, spaces (not at an end) or + - = . _ : / @, separated by commas alone; together at most 300 characters, 24 of them beyond ASCII',
  },
  WaveSoakHours: {
    default: '24',
    allowedPattern: '^(0|[1-9][0-9]{0,2})$',
    label: 'Bake time between waves (hours)',
    group: 'How it rolls out',
    description: 'A wave starts when the one before it is done and has had no change for this long.',
    constraintDescription: 'a whole number from 0 to 999',
  },
  ChangeWindow: {
    default: '',
    allowedPattern: atMost(100, `(?:${WINDOW})?`),
    label: 'Change window',
    group: 'How it rolls out',
    description:
      'Days, hours and time zone: MON-THU 09:00-16:00 Europe/Berlin. Outside the window, changes are held. Empty: always open.',
    constraintDescription:
      'empty, or at most 100 characters such as MON-THU 09:00-16:00 Europe/Berlin or SAT,SUN 22:00-04:00 UTC; it cannot begin when it ends',
  },
  FreezeUntil: {
    default: '',
    allowedPattern: `^(${DATE})?$`,
    label: 'Freeze until',
    group: 'How it rolls out',
    description: 'The last day (UTC) of a change freeze: every change is held. Empty: no freeze.',
    constraintDescription: 'empty, or a date from 2020 to 2099 as YYYY-MM-DD, for example 2027-01-06',
  },
  VerifyHandshake: {
    default: 'false',
    allowedValues: ['true', 'false'],
    allowedPattern: '^(true|false)$',
    label: 'Verify changes by handshakes',
    group: 'If clients fail',
    description:
      'true: TLS handshakes with internet-facing load balancers before and after their change, and what they show is told; no change fails by them. The function is in no VPC: internal ones are not asked.',
    constraintDescription: 'true or false',
  },
  WatchMinutes: {
    default: '30',
    allowedPattern: '^(0|[1-9][0-9]{0,2}|1[0-3][0-9]{2}|14[0-3][0-9]|1440)$',
    label: 'Watch changes for (minutes)',
    group: 'If clients fail',
    description:
      'This long after a run with changes, failed TLS handshakes are compared with those before it; a rise alerts you. 0: no watch.',
    constraintDescription: 'a whole number from 0 to 1440',
  },
  AutoUndo: {
    default: 'false',
    allowedValues: ['true', 'false'],
    allowedPattern: '^(true|false)$',
    label: 'Undo automatically',
    group: 'If clients fail',
    description:
      'true: undo changes after which clients fail; the role may then set older policies. false: only alert you, with the undo command.',
    constraintDescription: 'true or false',
  },
  WatchFactor: {
    default: '3',
    allowedPattern: '^([1-9][0-9]?([.][0-9]{1,2})?|100)$',
    label: 'Alert at this multiple of normal failures',
    group: 'If clients fail',
    description: 'Normal is the higher of two counts: the same period before the change, and a week earlier.',
    constraintDescription: 'a number from 1 to 100, for example 3 or 2.5',
  },
  WatchFloor: {
    default: '50',
    allowedPattern: '^[1-9][0-9]{0,5}$',
    label: 'Alert only from this number of failures',
    group: 'If clients fail',
    description:
      'Failed TLS handshakes on one load balancer since the change. Keeps a few scanners from raising an alert.',
    constraintDescription: 'a whole number from 1 to 999999',
  },
} as const satisfies Record<string, ParameterDefinition>;
