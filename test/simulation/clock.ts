/** Virtual time: it moves on to the next thing that is due, once nobody has anything left to do right now. */

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

interface Due {
  readonly at: number;
  /** Things due at one moment happen in the order in which they were asked for. */
  readonly order: number;
  readonly happen: () => void;
}

const { setImmediate: nextTurn } = globalThis;

export class Time {
  private readonly queue: Due[] = [];
  private orders = 0;
  private current: number;

  constructor(start: number) {
    this.current = start;
  }

  /** True time, in milliseconds: what no machine of the story knows exactly. */
  get now(): number {
    return this.current;
  }

  at(moment: number, happen: () => void): void {
    this.orders += 1;
    push(this.queue, { at: Math.max(moment, this.current), order: this.orders, happen });
  }

  after(milliseconds: number, happen: () => void): void {
    this.at(this.current + milliseconds, happen);
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(milliseconds, resolve);
    });
  }

  /** Lets everything happen that is due until then. A promise that settles later than that never does. */
  async runUntil(end: number): Promise<void> {
    await settle();
    for (let next = this.queue[0]; next !== undefined && next.at <= end; next = this.queue[0]) {
      pop(this.queue);
      this.current = next.at;
      next.happen();
      await settle();
    }
    this.current = end;
  }
}

/**
 * Every chain of promises runs to where it waits for something of this clock's: Node empties its queue of microtasks,
 * however long, before the next turn of its loop.
 */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    nextTurn(resolve);
  });
}

/** A binary heap: the earliest first. */
function push(heap: Due[], due: Due): void {
  let index = heap.length;
  heap.push(due);
  while (index > 0) {
    const above = (index - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || isBefore(parent, due)) break;
    heap[index] = parent;
    index = above;
  }
  heap[index] = due;
}

function pop(heap: Due[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const [left, right] = [heap[2 * index + 1], heap[2 * index + 2]];
    if (left === undefined) break;
    const isRight = right !== undefined && isBefore(right, left);
    const child = isRight ? right : left;
    if (isBefore(last, child)) break;
    heap[index] = child;
    index = 2 * index + (isRight ? 2 : 1);
  }
  heap[index] = last;
}

function isBefore(one: Due, other: Due): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
