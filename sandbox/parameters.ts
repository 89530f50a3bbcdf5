import { InvalidParameter } from './errors';
import { type Structure, type Value, isList, isStructure } from './values';

type Entry = readonly [path: readonly string[], value: string];

/**
 * The parameters of a query request, nested: `Tags.member.1.Key=a` becomes `{ Tags: [{ Key: 'a' }] }`.
 * An empty list comes as `Name=` and stays the empty string here; `texts` knows it.
 */
export function readForm(body: string): Structure {
  const entries = [...new URLSearchParams(body)].map(([key, value]): Entry => [key.split('.'), value]);
  return asStructure(nest(entries));
}

/** The parameters of a JSON request. */
export function readJson(body: string): Structure {
  try {
    return asStructure(JSON.parse(body === '' ? '{}' : body));
  } catch {
    throw new InvalidParameter(`the body has to be a JSON object, got '${body.slice(0, 60)}'`);
  }
}

/** The text of a parameter, or undefined where it was not sent. */
export function text(parameters: Structure, name: string): string | undefined {
  const value = parameters[name];
  if (value === undefined || typeof value === 'string') return value;
  throw new InvalidParameter(`${name} has to be a string, got ${JSON.stringify(value)}`);
}

/** The text of a parameter that has to be there. */
export function requiredText(parameters: Structure, name: string): string {
  const value = text(parameters, name);
  if (value === undefined || value === '') throw new InvalidParameter(`${name} is required, got nothing`);
  return value;
}

/** A whole number between the limits, or undefined where it was not sent. */
export function integer(
  parameters: Structure,
  name: string,
  least: number,
  most: number,
): number | undefined {
  const value = parameters[name];
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new InvalidParameter(`${name} has to be ${least} to ${most}, got '${JSON.stringify(value)}'`);
}

/** A list of texts, or undefined where it was not sent: an empty list is not the same as none. */
export function texts(parameters: Structure, name: string): readonly string[] | undefined {
  const value = parameters[name];
  if (value === undefined) return undefined;
  if (value === '') return [];
  if (isList(value) && value.every((item) => typeof item === 'string')) return value;
  throw new InvalidParameter(`${name} has to be a list of strings, got ${JSON.stringify(value)}`);
}

/** A list of texts that has to be there, empty or not. */
export function requiredTexts(parameters: Structure, name: string): readonly string[] {
  const list = texts(parameters, name);
  if (list === undefined) throw new InvalidParameter(`${name} is required, got nothing`);
  return list;
}

/** A structure that has to be there. */
export function requiredStructure(parameters: Structure, name: string): Structure {
  const value = parameters[name];
  if (isStructure(value)) return value;
  throw new InvalidParameter(`${name} is required, got ${JSON.stringify(value) ?? 'nothing'}`);
}

/** A list of structures; empty where it was not sent. */
export function structures(parameters: Structure, name: string): readonly Structure[] {
  const value = parameters[name];
  if (value === undefined || value === '') return [];
  if (isList(value)) return value.map(asStructure);
  throw new InvalidParameter(`${name} has to be a list, got ${JSON.stringify(value)}`);
}

/** Refuses a list with more items than the API takes in one call. */
export function atMost<T>(items: readonly T[], most: number, message: string): readonly T[] {
  if (items.length > most) throw new InvalidParameter(`${message}: got ${items.length}, allowed are ${most}`);
  return items;
}

function nest(entries: readonly Entry[]): Value {
  const [first] = entries;
  if (first !== undefined && first[0].length === 0) return first[1];
  const groups = new Map<string, Entry[]>();
  for (const [[head = '', ...rest], value] of entries) {
    const group = groups.get(head);
    if (group === undefined) groups.set(head, [[rest, value]]);
    else group.push([rest, value]);
  }
  const items = groups.size === 1 ? (groups.get('member') ?? groups.get('entry')) : undefined;
  // An object with whole numbers as keys lists them in ascending order: 10 comes after 9.
  if (items !== undefined) return Object.values(asStructure(nest(items)));
  return Object.fromEntries([...groups].map(([key, group]) => [key, nest(group)]));
}

function asStructure(value: unknown): Structure {
  if (isStructure(value)) return value;
  throw new InvalidParameter(`expected an object, got ${JSON.stringify(value)}`);
}
