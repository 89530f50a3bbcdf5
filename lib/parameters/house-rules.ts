import type { ParameterDefinition } from './definition';
import { atMost } from './patterns';

/** Parameters of what an organisation asks of all stacks. */
export const HOUSE_RULES = {
  Architecture: {
    default: 'arm64',
    allowedValues: ['arm64', 'x86_64'],
    allowedPattern: '^(arm64|x86_64)$',
    label: 'Architecture of the function',
    group: 'Your rules for stacks',
    description: 'x86_64: for a Region in which Lambda has no arm64. It costs a little more.',
    constraintDescription: 'arm64 or x86_64',
  },
  PermissionsBoundaryArn: {
    default: '',
    allowedPattern: '^(arn:[a-z0-9-]+:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]{1,512})?$',
    label: 'Permissions boundary',
    group: 'Your rules for stacks',
    description: 'The ARN of the managed policy that bounds every role of this stack. Empty: none.',
    constraintDescription: 'empty, or the ARN of a managed policy',
  },
  RolePath: {
    default: '',
    allowedPattern: atMost(64, '(/([A-Za-z0-9+=,.@_-]+/)+)?'),
    label: 'Path of the roles',
    group: 'Your rules for stacks',
    description:
      'The path of every role of this stack, for example /team/tools/. A new path replaces the roles. Empty: none.',
    constraintDescription:
      'empty, or a path of at most 64 characters that begins and ends with /, for example /team/tools/',
  },
} as const satisfies Record<string, ParameterDefinition>;
