/** How many addresses one listener's count goes to, and all counts together: what they take is then at most 32 MiB. */
const MOST_OF_ONE = 1 << 16;
const MOST_OF_ALL = 1 << 20;
const SMALLEST = 1 << 4;

/** What all counts of a run have in common: how many addresses they hold together. */
export interface AddressBudget {
  left: number;
}

export function addressBudget(): AddressBudget {
  return { left: MOST_OF_ALL };
}

/** Counts different addresses, by hashes of 53 bits: exactly up to a limit, and behind it not at all. */
export class AddressCount {
  #keys = new Float64Array(SMALLEST);
  #size = 0;
  #isOver = false;
  readonly #budget: AddressBudget;

  constructor(budget: AddressBudget) {
    this.#budget = budget;
  }

  /** How many; `null`: more than are counted. */
  get size(): number | null {
    return this.#isOver ? null : this.#size;
  }

  /** @param key a whole number from 1 to 2^53 */
  add(key: number): void {
    if (this.#isOver || !this.#put(key)) return;
    this.#size += 1;
    this.#budget.left -= 1;
    if (this.#size > MOST_OF_ONE || this.#budget.left < 0) this.#giveUp();
    else if (this.#size * 2 > this.#keys.length) this.#grow();
  }

  /** Whether it was not there. */
  #put(key: number): boolean {
    const keys = this.#keys;
    const mask = keys.length - 1;
    for (let at = (key >>> 0) & mask; ; at = (at + 1) & mask) {
      if (keys[at] === key) return false;
      if (keys[at] !== 0) continue;
      keys[at] = key;
      return true;
    }
  }

  #grow(): void {
    const before = this.#keys;
    this.#keys = new Float64Array(before.length * 2);
    for (const key of before) if (key !== 0) this.#put(key);
  }

  #giveUp(): void {
    this.#isOver = true;
    this.#budget.left += this.#size;
    this.#keys = new Float64Array(0);
  }
}

/** `198.51.100.0/24`, `2001:db8:77::/48`; what is no address as it is. */
export function shortened(address: string): string {
  const four = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(address)?.[1];
  if (four !== undefined) return `${four}.0/24`;
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return shortened(mapped);
  const groups = firstGroups(address);
  return groups === null ? address : `${groups.join(':')}::/48`;
}

/** The first three groups of an IPv6 address, without the zeros at their ends; `null`: it is none. */
function firstGroups(address: string): readonly string[] | null {
  if (!/^[\da-f:]{2,39}$/i.test(address) || !address.includes(':')) return null;
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const all = [...before, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...after];
  if (all.length !== 8) return null;
  const first = all.slice(0, 3).map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''));
  while (first.at(-1) === '0') first.pop();
  return first;
}
