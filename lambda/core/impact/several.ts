import type { SkipReason } from './log-line';
import type { LineCounter } from './tally';

/** One line, counted in several tallies: listeners of a load balancer may have different moves ahead. */
export function several(counters: readonly LineCounter[]): LineCounter {
  return {
    add: (line, named) =>
      counters.reduce<SkipReason | null>((reason, counter) => counter.add(line, named) ?? reason, null),
  };
}
