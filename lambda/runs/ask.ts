import { isNotFound } from '../aws/errors';
import { beforeAbort } from '../core/deadline';
import { describeError } from '../core/errors';
import type { ReadError } from '../core/estate';
import type { RunContext } from './context';

/** What became of a call that a run can do without. */
export type Asked<T> =
  | { readonly status: 'read'; readonly value: T }
  /** What it was asked of is no longer there. */
  | { readonly status: 'gone' }
  | { readonly status: 'failed'; readonly action: string; readonly error: ReadError };

/**
 * Asks AWS for something, in the time that the run has. Never throws.
 *
 * @param action the call, as IAM names it
 */
export async function ask<T>(
  action: string,
  work: () => Promise<T>,
  { deadline }: Pick<RunContext, 'deadline'>,
): Promise<Asked<T>> {
  try {
    return { status: 'read', value: await beforeAbort(work, deadline.signal) };
  } catch (error) {
    if (isNotFound(error)) return { status: 'gone' };
    return { status: 'failed', action, error: describeError(error) };
  }
}
