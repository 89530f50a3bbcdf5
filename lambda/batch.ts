import { createHash } from 'node:crypto';
import { readCall, type RecordedCall } from './core/wake/call';

/** What Lambda hands on from the queue of events, and what it is answered ([LAM-SQS]). */

/** A message of the queue. */
export interface QueuedCall {
  /** SQS's own, by which Lambda is told what to do with it. */
  readonly id: string;
  /** `null`: it is no call to Elastic Load Balancing that CloudTrail recorded. */
  readonly call: RecordedCall | null;
}

/** Which messages are to come again. Lambda deletes the others. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/**
 * The messages of a batch; `null` for an event that is none, down to the last of its records. What only looks like a batch is
 * no reason to do anything: whoever reads it as an event finds a word there that is unknown, and refuses it.
 */
export function readBatch(event: unknown): readonly QueuedCall[] | null {
  if (typeof event !== 'object' || event === null || Object.keys(event).join() !== 'Records') return null;
  const records: unknown = Reflect.get(event, 'Records');
  if (!Array.isArray(records) || records.length === 0) return null;
  const messages = records.flatMap(messageIn);
  return messages.length === records.length ? messages : null;
}

function messageIn(record: unknown): readonly QueuedCall[] {
  if (typeof record !== 'object' || record === null) return [];
  const { eventSource, messageId, body }: Readonly<Record<string, unknown>> = { ...record };
  if (eventSource !== 'aws:sqs' || typeof messageId !== 'string' || messageId === '') return [];
  return typeof body === 'string' ? [{ id: messageId, call: callIn(body) }] : [];
}

function callIn(body: string): RecordedCall | null {
  try {
    return readCall(JSON.parse(body));
  } catch {
    return null;
  }
}

export function comeAgain(messages: readonly QueuedCall[]): BatchAnswer {
  return { batchItemFailures: messages.map(({ id }) => ({ itemIdentifier: id })) };
}

/** Those that nobody can ever carry out. They come again until SQS puts them aside, and an alarm tells. */
export function unreadable(messages: readonly QueuedCall[]): readonly QueuedCall[] {
  return messages.filter(({ call }) => call === null);
}

/** What tells a batch from all others that have other calls: SQS, and EventBridge before it, deliver a call twice at times. */
export function batchIdOf(messages: readonly QueuedCall[]): string {
  const ids = [...new Set(messages.flatMap(({ call }) => call?.id ?? []))].toSorted();
  return `calls-${createHash('sha256').update(JSON.stringify(ids)).digest('hex').slice(0, 16)}`;
}
