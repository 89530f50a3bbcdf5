import type { Tags } from './values';

/** A resource as the tag index remembers it, right or wrong. */
export interface IndexEntry {
  readonly arn: string;
  readonly serial: number;
  readonly tags: Tags;
}

export interface TagFilter {
  readonly key: string;
  /** Empty: any value. */
  readonly values: readonly string[];
}

/** The index behind GetResources. It has its own copy of the tags: it can be stale. */
export class TagIndex {
  readonly #entries = new Map<string, IndexEntry>();
  readonly #arnsByTag = new Map<string, Map<string, Set<string>>>();
  /** Paging asks the same question again and again; any change forgets the answers. */
  readonly #answers = new Map<string, readonly IndexEntry[]>();
  #serial = 0;

  set(arn: string, tags: Tags): void {
    const serial = this.#entries.get(arn)?.serial ?? (this.#serial += 1);
    this.delete(arn);
    this.#entries.set(arn, { arn, serial, tags });
    for (const [key, value] of Object.entries(tags)) this.#bucket(key, value).add(arn);
  }

  delete(arn: string): void {
    this.#answers.clear();
    for (const [key, value] of Object.entries(this.#entries.get(arn)?.tags ?? {})) {
      this.#bucket(key, value).delete(arn);
    }
    this.#entries.delete(arn);
  }

  get(arn: string): IndexEntry | undefined {
    return this.#entries.get(arn);
  }

  has(arn: string): boolean {
    return this.#entries.has(arn);
  }

  /** What satisfies all filters, in a stable order. No filter: all that has, or once had, a tag. */
  find(filters: readonly TagFilter[]): readonly IndexEntry[] {
    const question = JSON.stringify(filters);
    const known = this.#answers.get(question);
    if (known !== undefined) return known;
    const [first, ...others] = filters;
    const found = first === undefined ? [...this.#entries.values()] : this.#lookUp(first);
    const answer = found
      .filter((entry) => others.every((filter) => satisfies(entry.tags, filter)))
      .toSorted((a, b) => a.serial - b.serial);
    this.#answers.set(question, answer);
    return answer;
  }

  #lookUp({ key, values }: TagFilter): readonly IndexEntry[] {
    const byValue = this.#arnsByTag.get(key) ?? new Map<string, Set<string>>();
    const wanted = values.length === 0 ? [...byValue.keys()] : [...new Set(values)];
    const arns = wanted.flatMap((value) => [...(byValue.get(value) ?? [])]);
    return arns.flatMap((arn) => this.#entries.get(arn) ?? []);
  }

  #bucket(key: string, value: string): Set<string> {
    const byValue = this.#arnsByTag.get(key) ?? new Map<string, Set<string>>();
    const arns = byValue.get(value) ?? new Set<string>();
    this.#arnsByTag.set(key, byValue.set(value, arns));
    return arns;
  }
}

function satisfies(tags: Tags, { key, values }: TagFilter): boolean {
  const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
  return value !== undefined && (values.length === 0 || values.includes(value));
}
