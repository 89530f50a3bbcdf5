import type { DigestFormat, Message } from '../../core/delivery/message';
import type { ReadError } from '../../core/estate';
import type { Report } from '../../core/report';
import type { UploadsReport } from '../../core/uploads';
import type { WatchReport } from '../../core/watch';
import { digest, type Digest } from '../digest/digest';
import { failureNotice, notUndoneNotice, notWatchedNotice } from '../digest/notice';
import { uploadsDigest } from '../digest/uploads';
import { watchDigest } from '../digest/watch';
import { noticeAttributes, reportAttributes, uploadsAttributes, watchAttributes } from './attributes';
import { messageOf } from './message';
import { wholeReport, wholeUploads, wholeWatch, type Whole } from './summary';

/** Every message that the function sends: the digest of a sweep, an undo or a watch, and the notices of what has no report. */

/** To whom, and how. */
export interface Addressee {
  readonly format: DigestFormat;
  /** The account of the function, where its ARN says it. */
  readonly account?: string;
}

/** Of a sweep or an undo. */
export function reportMessage(report: Report, { format }: Addressee): Message {
  const { subject, body: text } = digest(report);
  const parts = { subject, text, whole: wholeReport(report), attributes: reportAttributes(report) };
  return messageOf(parts, format);
}

/** Of a watch, as it is recorded. */
export function watchMessage(found: WatchReport, recorded: Whole['content'], { format }: Addressee): Message {
  const { subject, body: text } = watchDigest(found);
  const parts = { subject, text, whole: wholeWatch(found, recorded), attributes: watchAttributes(found) };
  return messageOf(parts, format);
}

/** Of certificates that somebody has uploaded. */
export function uploadsMessage(found: UploadsReport, { format }: Addressee): Message {
  const { subject, body: text } = uploadsDigest(found);
  const parts = { subject, text, whole: wholeUploads(found), attributes: uploadsAttributes(found) };
  return messageOf(parts, format);
}

/** What machines get of something that failed and has no report. Published in notice.schema.json. */
export interface Notice {
  readonly schema: 'elb-tls-notice/1';
  readonly kind: 'run-failed' | 'not-watched' | 'not-undone';
  readonly account: string | null;
  /** One sentence for people. */
  readonly why: string;
  /** What the function is to be sent again, once the cause is mended. */
  readonly event?: unknown;
}

/** A run ended without a report. */
export function failureMessage(error: ReadError, to: Addressee): Message {
  const why = `${error.code}: ${error.message}`;
  return noticeMessage(failureNotice(error), null, { kind: 'run-failed', why }, to);
}

/** A watch could not look at all. */
export function notWatchedMessage(
  event: Parameters<typeof notWatchedNotice>[0],
  why: string,
  to: Addressee,
): Message {
  return noticeMessage(notWatchedNotice(event, why), 'watch', { kind: 'not-watched', why, event }, to);
}

/** An undo that an event asked for was not begun. */
export function notUndoneMessage(
  event: Parameters<typeof notUndoneNotice>[0],
  why: string,
  to: Addressee,
): Message {
  return noticeMessage(notUndoneNotice(event, why), 'undo', { kind: 'not-undone', why, event }, to);
}

function noticeMessage(
  { subject, body: text }: Digest,
  mode: 'undo' | 'watch' | null,
  said: Pick<Notice, 'kind' | 'why' | 'event'>,
  { format, account }: Addressee,
): Message {
  const content: Notice = { schema: 'elb-tls-notice/1', account: account ?? null, ...said };
  const whole: Whole = { content: { ...content }, wholeIn: null, long: ['why'] };
  return messageOf({ subject, text, whole, attributes: noticeAttributes(mode, account) }, format);
}
