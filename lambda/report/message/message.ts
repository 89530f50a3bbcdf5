import {
  LARGEST_MESSAGE,
  sizeOf,
  type Attributes,
  type DigestFormat,
  type Message,
  type Variants,
} from '../../core/delivery/message';
import { escaped } from '../escaped';
import { summariesOf, type Whole } from './summary';

/** What one message is made of. */
export interface Parts {
  /** Printable ASCII, under 100 characters. */
  readonly subject: string;
  readonly text: string;
  readonly whole: Whole;
  readonly attributes: Attributes;
}

/** Protocols whose subscribers are programs, as a subscription names them ([SNS-Sub]). */
const MACHINES = ['sqs', 'lambda', 'http', 'https', 'firehose', 'email-json'] as const;

/** A message with text for people and JSON for machines; in the format `text`, with text for all. */
export function messageOf({ subject, text, whole, attributes }: Parts, format: DigestFormat): Message {
  const plain = { subject, text, attributes };
  if (format === 'text') return plain;
  for (const variants of variantsOf(subject, text, whole)) {
    const message = { ...plain, variants };
    if (sizeOf(message) <= LARGEST_MESSAGE) return message;
  }
  // The text has half of the room, and a summary ends short: nothing comes here but what has no summary.
  return plain;
}

/** First what loses least. A phone has room for the subject. */
function* variantsOf(subject: string, text: string, whole: Whole): Iterable<Variants> {
  const people = { email: text, sms: subject };
  const json = jsonOf(whole.content);
  // Copies that cannot fit are not made at all: of a large account they would be more than the function has memory for.
  if (json.length * MACHINES.length <= LARGEST_MESSAGE)
    yield { default: text, ...people, ...Object.fromEntries(MACHINES.map((protocol) => [protocol, json])) };
  // Who reads text is named, so all others can share one copy.
  if (json.length <= LARGEST_MESSAGE) yield { default: json, ...people };
  for (const summary of summariesOf(whole)) yield { default: jsonOf(summary), ...people };
}

function jsonOf(content: unknown): string {
  return escaped(JSON.stringify(content));
}
