import type { ParameterDefinition } from './definition';

/** Parameters of when the topic is told, and what its subscribers get. */
export const DIGEST = {
  DigestWhen: {
    default: 'always',
    allowedValues: ['always', 'attention'],
    allowedPattern: '^(always|attention)$',
    label: 'Send the digest',
    group: 'Notifications',
    description:
      'always: after every run. attention: only when something needs somebody, failed or was changed, and once a week. Dry runs, undos and alarms are always told.',
    constraintDescription: 'always or attention',
  },
  DigestFormat: {
    default: 'json',
    allowedValues: ['json', 'text'],
    allowedPattern: '^(json|text)$',
    label: 'What programs get',
    group: 'Notifications',
    description:
      'json: queues, functions, URLs and Firehose get the report as JSON; mail gets text. text: everybody gets the text; the safe choice for subscriptions with a filter (docs/subscribers.md).',
    constraintDescription: 'json or text',
  },
} as const satisfies Record<string, ParameterDefinition>;
