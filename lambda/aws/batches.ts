import { describeError, isNotFound, isOfOneMember } from './errors';
import type { ReadError } from '../core/estate';

/** What became of one thing that was asked for in a batch. */
export type Answer<T> =
  | { readonly status: 'read'; readonly value: T }
  | { readonly status: 'gone' }
  | { readonly status: 'failed'; readonly error: ReadError };

/** Most that DescribeTags and the describe-by-name calls take at once ([SDK2] [API1]). */
const BATCH = 20;

/**
 * Asks for many things, 20 a call, and answers for each by itself.
 *
 * One missing name fails the whole call (INFERRED from the error model), so a batch that fails for one of its members is
 * halved until the culprit stands alone. Any other error would meet each half alike, and is the answer for all. What AWS leaves
 * out of an answer counts as failed, never as read.
 */
export async function inBatches<T>(
  ids: readonly string[],
  ask: (batch: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): Promise<ReadonlyMap<string, Answer<T>>> {
  const answers = new Map<string, Answer<T>>();
  for (let start = 0; start < ids.length; start += BATCH) {
    await askHalving(ids.slice(start, start + BATCH), ask, answers);
  }
  return answers;
}

/**
 * Asks for things that are wanted one by one, 20 a call: once the first of the 20 is wanted. So no batch that hangs keeps
 * those of the others waiting.
 */
export function onDemand<T>(
  ids: readonly string[],
  ask: (batch: readonly string[]) => Promise<ReadonlyMap<string, Answer<T>>>,
): (id: string) => Promise<Answer<T>> {
  const asked = new Map<number, Promise<ReadonlyMap<string, Answer<T>>>>();
  const batchOf = new Map(ids.map((id, index) => [id, Math.floor(index / BATCH)]));
  return async (id) => {
    const batch = batchOf.get(id) ?? 0;
    const answers = asked.get(batch) ?? ask(ids.slice(batch * BATCH, (batch + 1) * BATCH));
    asked.set(batch, answers);
    return (await answers).get(id) ?? { status: 'gone' };
  };
}

async function askHalving<T>(
  batch: readonly string[],
  ask: (batch: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  answers: Map<string, Answer<T>>,
): Promise<void> {
  try {
    const found = await ask(batch);
    for (const id of batch) answers.set(id, answerFor(found.get(id)));
  } catch (error) {
    if (batch.length > 1 && isOfOneMember(error)) {
      const middle = Math.ceil(batch.length / 2);
      await askHalving(batch.slice(0, middle), ask, answers);
      await askHalving(batch.slice(middle), ask, answers);
      return;
    }
    const answer = isNotFound(error)
      ? { status: 'gone' as const }
      : { status: 'failed' as const, error: describeError(error) };
    for (const id of batch) answers.set(id, answer);
  }
}

function answerFor<T>(value: T | undefined): Answer<T> {
  if (value !== undefined) return { status: 'read', value };
  return { status: 'failed', error: { code: 'PartialAnswer', message: 'AWS left it out of its answer' } };
}
