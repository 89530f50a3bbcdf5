import { CALL } from './waking-calls';

/** A call to AWS as CloudTrail recorded it and EventBridge handed it on ([CT-rec]): what of it matters here. */
export interface RecordedCall {
  /** Tells the event from all others, however often it is delivered. */
  readonly id: string;
  /** `ModifyListener` */
  readonly name: string;
  readonly region: string;
  /** The account that the event was delivered to. */
  readonly account: string;
  /** When the call was completed, ISO 8601. CloudTrail says it to the second. */
  readonly at: string;
  /** Who made it, as well as CloudTrail knows it: an ARN, or a service. */
  readonly by: string;
  /** An address, or the name of the service that made it for somebody. */
  readonly from: string | null;
  readonly userAgent: string | null;
  /** Whether AWS refused it: then nothing has changed. */
  readonly isRefused: boolean;
  readonly parameters: Fields;
  /** What AWS answered; nothing of most calls that read, and of those that it refused. */
  readonly answer: Fields;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Reads an event of EventBridge; `null` for one that is no call to Elastic Load Balancing or IAM, or not whole. */
export function readCall(event: unknown): RecordedCall | null {
  const envelope = fieldsOf(event);
  const isOfOurs = CALL.sources.some((source) => source === envelope['source']);
  if (!isOfOurs || envelope['detail-type'] !== CALL.detailType) return null;
  const detail = fieldsOf(envelope['detail']);
  const [id, name, region, at] = ['eventID', 'eventName', 'awsRegion', 'eventTime'].map((field) =>
    textOf(detail[field]),
  );
  const account = textOf(detail['recipientAccountId']) ?? textOf(envelope['account']);
  if (!id || !name || !region || !account || !at || Number.isNaN(Date.parse(at))) return null;
  return {
    id,
    name,
    region,
    account,
    at: new Date(at).toISOString(),
    by: whoIn(fieldsOf(detail['userIdentity'])),
    from: textOf(detail['sourceIPAddress']),
    userAgent: textOf(detail['userAgent']),
    isRefused: textOf(detail['errorCode']) !== null,
    parameters: fieldsOf(detail['requestParameters']),
    answer: fieldsOf(detail['responseElements']),
  };
}

/** Of a service that acts by itself CloudTrail has no ARN ([CT-id]). */
function whoIn(identity: Fields): string {
  const said = ['arn', 'invokedBy', 'principalId', 'type'].map((field) => textOf(identity[field]));
  return said.find((text) => text !== null) ?? 'unknown';
}

/** The fields of an object; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

/** A text that says something. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
