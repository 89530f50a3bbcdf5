/** A message for a topic, whoever subscribes to it. */
export interface Message {
  readonly subject: string;
  /** What people read. */
  readonly text: string;
  /** What subscribers get by their protocol, `default` those of any other. Without it, all get the text. */
  readonly variants?: Variants;
  readonly attributes: Attributes;
}

/** By protocols as a subscription names them ([SNS-Sub]): `email`, `sqs`, `https` and so on. */
export type Variants = Readonly<Record<string, string>> & { readonly default: string };

/** What subscribers filter by. A number is a Number to SNS, which compares it as one. */
export type Attributes = Readonly<Record<string, string | number>>;

/** `json`: people get text, machines the report. `text`: everybody gets the text, as before there was a choice. */
export const DIGEST_FORMATS = ['json', 'text'] as const;

export type DigestFormat = (typeof DIGEST_FORMATS)[number];

/** What SNS takes by default, body and attributes together ([SNS] Publish); a topic may allow more. */
export const LARGEST_MESSAGE = 262_144;

/** The body as it is published: with variants, one JSON object of all of them, and the whole of it counts ([SNS] Publish). */
export function bodyOf({ text, variants }: Pick<Message, 'text' | 'variants'>): string {
  return variants === undefined ? text : JSON.stringify(variants);
}

/** The SNS type of an attribute. */
export function typeOf(value: string | number): 'String' | 'Number' {
  return typeof value === 'number' ? 'Number' : 'String';
}

/** What a message counts for: its body, and of each attribute name, type and value; tried on AWS by others ([localstack-sns]). */
export function sizeOf(message: Message): number {
  const attributes = Object.entries(message.attributes).flatMap(([name, value]) => [
    name,
    typeOf(value),
    String(value),
  ]);
  return [bodyOf(message), ...attributes].reduce((sum, part) => sum + bytesOf(part), 0);
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
