import pMap from 'p-map';
import { describeError, isNotFound, isOfOneMember } from './errors';
import type { ReadError } from '../core/estate';

/** What became of one thing that was asked for in a batch. */
export type Answer<T> =
  | { readonly status: 'read'; readonly value: T }
  | { readonly status: 'gone' }
  | { readonly status: 'failed'; readonly error: ReadError };

/** Most that DescribeTags and the describe-by-name calls take at once ([SDK2] [API1]). */
const BATCH = 20;

/** How many batches are asked for at a time; the rate is kept by the clients (pace.ts). */
const BATCHES_AT_ONCE = 5;

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
  const starts = Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, index) => index * BATCH);
  const answers = await pMap(starts, (start) => askHalving(ids.slice(start, start + BATCH), ask), {
    concurrency: BATCHES_AT_ONCE,
  });
  return new Map(answers.flat());
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

type Answers<T> = readonly (readonly [id: string, answer: Answer<T>])[];

async function askHalving<T>(
  batch: readonly string[],
  ask: (batch: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): Promise<Answers<T>> {
  try {
    const found = await ask(batch);
    return batch.map((id) => [id, answerFor(found.get(id))]);
  } catch (error) {
    if (batch.length > 1 && isOfOneMember(error)) {
      const middle = Math.ceil(batch.length / 2);
      return [
        ...(await askHalving(batch.slice(0, middle), ask)),
        ...(await askHalving(batch.slice(middle), ask)),
      ];
    }
    const answer = isNotFound(error)
      ? { status: 'gone' as const }
      : { status: 'failed' as const, error: describeError(error) };
    return batch.map((id) => [id, answer]);
  }
}

function answerFor<T>(value: T | undefined): Answer<T> {
  if (value !== undefined) return { status: 'read', value };
  return { status: 'failed', error: { code: 'PartialAnswer', message: 'AWS left it out of its answer' } };
}
