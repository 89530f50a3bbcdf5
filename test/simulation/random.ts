/** Chance by seed: the same seed gives the same story, whatever machine tells it. */
export interface Random {
  /** 0 or more, under 1. */
  next(): number;
  chance(probability: number): boolean;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  /** @throws RangeError for an empty list */
  pick<T>(items: readonly T[]): T;
  /** A stream of its own: what is drawn from it does not move what others draw. */
  fork(label: string): Random;
}

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  // mulberry32: 32 bits of state are plenty for a story.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: <T>(items: readonly T[]): T => {
      const start = between(0, items.length - 1);
      for (const item of items.slice(start, start + 1)) return item;
      throw new RangeError('nothing to pick from');
    },
    fork: (label) => randomOf(hash(`${seed}/${label}`)),
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
}
