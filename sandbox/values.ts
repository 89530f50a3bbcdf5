/** What goes over the wire, whatever the protocol: the sandbox reads and writes nothing else. */
export type Value = string | number | boolean | undefined | readonly Value[] | Structure;

export interface Structure {
  readonly [member: string]: Value;
}

/** Array.isArray does not know arrays that are readonly. */
export function isList(value: unknown): value is readonly Value[] {
  return Array.isArray(value);
}

export function isStructure(value: unknown): value is Structure {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type Tags = Readonly<Record<string, string>>;

/** Tags as every one of these services shows them: `[{ Key, Value }]`. */
export function tagList(tags: Tags): readonly Structure[] {
  return Object.entries(tags).map(([key, value]) => ({ Key: key, Value: value }));
}
