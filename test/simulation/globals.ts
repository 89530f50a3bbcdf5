import crypto from 'node:crypto';
import type { Random } from './random';

const QUIET = { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' };

/**
 * For the time of a story, what the product takes from its machine comes from the story: chance, and silence on the
 * console. Its clock and its pauses are given to it. Answers how to put everything back.
 */
export function takeOver(random: Random): () => void {
  const { random: realRandom } = Math;
  const { randomBytes } = crypto;
  Object.assign(process.env, QUIET);
  Object.assign(Math, { random: () => random.next() });
  Object.assign(crypto, {
    randomBytes: (size: number) => Buffer.from(Array.from({ length: size }, () => random.between(0, 255))),
  });
  return () => {
    Object.assign(Math, { random: realRandom });
    Object.assign(crypto, { randomBytes });
    for (const name of Object.keys(QUIET)) delete process.env[name];
  };
}
