import { describeError } from '../core/errors';
import type { UnreadReason } from '../core/evidence';

/** By the code of the error: those of S3 ([S3-errors]), of the file system, and of zlib. */
const REASONS: readonly (readonly [RegExp, UnreadReason])[] = [
  [/^(AccessDenied|Forbidden|EACCES|EPERM)$/, 'denied'],
  [/^(NoSuchKey|NotFound|ENOENT)$/, 'gone'],
  [/^InvalidObjectState$/, 'archived'],
  [/^(OutOfTime|AbortError)$/, 'out-of-time'],
  [/^Z_BUF_ERROR$/, 'cut-off'],
  [/^Z_/, 'damaged'],
];

/** Why a file could not be read. S3 says AccessDenied too where it is the key of KMS that the caller may not use. */
export function unreadReason(error: unknown): UnreadReason {
  const { code, message } = describeError(error);
  if (/^KMS/i.test(code) || (code === 'AccessDenied' && /\bkms:/i.test(message))) return 'key-denied';
  return REASONS.find(([codes]) => codes.test(code))?.[1] ?? 'unreadable';
}
