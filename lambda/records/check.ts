/**
 * Checks of JSON that was written by this tool, maybe by another version, maybe edited since. Each check says where the
 * first fault is and what is wrong there, or `null`. Unknown fields are no fault: they may be added.
 */
export interface Check<T> {
  (value: unknown, path: string): string | null;
  /** Never there: what the compiler knows of a value that passed. */
  readonly passed?: T;
}

/** What a file holds is not what it should hold. The message says where and what. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
}

/** The value of a JSON text, checked. @throws ParseError for text that is not JSON, or does not pass */
export function parse<T>(json: string, check: Check<T>): T {
  const value = parseJson(json);
  if (passes(value, check)) return value;
  throw new ParseError(check(value, '') ?? '');
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ParseError('not JSON');
  }
}

/** Whether a value passes. */
export function passes<T>(value: unknown, check: Check<T>): value is T {
  return check(value, '') === null;
}

/** `/listeners/3/port must be integer`; of the whole, what is wrong alone. */
export function fault(path: string, what: string): string {
  return `${path} ${what}`.trimStart();
}

/** Values of JSON, as they are written. */
export function oneOf<const T extends string | number | boolean | null>(...values: readonly T[]): Check<T> {
  const spelled = values.map((value) => (value === null ? 'null' : String(value))).join(', ');
  const what = values.length === 1 ? `must be ${spelled}` : `must be one of ${spelled}`;
  return (value, path) => {
    if (values.some((each) => each === value)) return null;
    return fault(path, typeof value === 'string' ? `${what}, not ${value}` : what);
  };
}

/** Some text. */
export const anyText: Check<string> = (value, path) =>
  typeof value === 'string' ? null : fault(path, 'must be string');

/** Text that is not empty; with a pattern, such text alone. */
export function text(pattern?: RegExp): Check<string> {
  return (value, path) => {
    if (typeof value !== 'string') return fault(path, 'must be string');
    if (value === '') return fault(path, 'must not be empty');
    if (pattern === undefined || pattern.test(value)) return null;
    return fault(path, `must match ${pattern.source}`);
  };
}

/** True or false. */
/** A share of a whole, 0 to 1. */
export const share: Check<number> = (value, path) =>
  typeof value === 'number' && value >= 0 && value <= 1 ? null : fault(path, 'must be number from 0 to 1');

export const boolean: Check<boolean> = (value, path) =>
  typeof value === 'boolean' ? null : fault(path, 'must be boolean');

/** A whole number. */
export function integer(minimum: number, maximum: number = Infinity): Check<number> {
  return (value, path) => {
    if (!Number.isInteger(value)) return fault(path, 'must be integer');
    if (Number(value) < minimum) return fault(path, `must be ${minimum} or more`);
    return Number(value) > maximum ? fault(path, `must be ${maximum} or less`) : null;
  };
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?Z$/;

/** A day of the calendar: `2027-03-31`. */
export const day: Check<string> = (value, path) =>
  typeof value === 'string' && DATE.test(value) && isDay(value) ? null : fault(path, 'must be a day');

/** ISO 8601, UTC. */
export const time: Check<string> = (value, path) =>
  typeof value === 'string' && TIME.test(value) && isDay(value.slice(0, 10))
    ? null
    : fault(path, 'must be a time (ISO 8601, UTC)');

/** JavaScript takes February 30 for March 2. */
function isDay(date: string): boolean {
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
}

/** What passes, or null. */
export function nullable<T>(check: Check<T>): Check<T | null> {
  return (value, path) => {
    if (value === null) return null;
    return check(value, path)?.replace(/^(\S*) must be (\w+)$/, '$1 must be $2,null') ?? null;
  };
}

/**
 * A list of what passes.
 *
 * @param items how many there are at least, and whether none may be there twice
 */
export function list<T>(
  check: Check<T>,
  items: { readonly atLeast?: number; readonly unique?: boolean } = {},
): Check<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return fault(path, 'must be array');
    if (value.length < (items.atLeast ?? 0)) return fault(path, 'must not be empty');
    const wrong = first(value, (item, index) => check(item, `${path}/${index}`));
    if (wrong !== null || !items.unique) return wrong;
    return new Set(value).size < value.length ? fault(path, 'must not repeat an item') : null;
  };
}

/** An object with these fields; those named `optional` may be missing. */
export function object<T extends object>(
  fields: { readonly [K in keyof T]-?: Check<Exclude<T[K], undefined>> },
  ...optional: readonly (keyof T & string)[]
): Check<T> {
  const checks: readonly (readonly [string, Check<unknown>])[] = Object.entries(fields);
  const mayMiss = new Set<string>(optional);
  return (value, path) => {
    if (!isObject(value)) return fault(path, 'must be object');
    return first(checks, ([key, check]) => {
      const field = value[key];
      if (field !== undefined) return check(field, `${path}/${key}`);
      return mayMiss.has(key) ? null : fault(path, `must have property ${key}`);
    });
  };
}

/** An object whose fields are all alike, whatever their names. */
export function record<T>(check: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, path) => {
    if (!isObject(value)) return fault(path, 'must be object');
    return first(Object.entries(value), ([key, field]) => check(field, `${path}/${key}`));
  };
}

/** What passes, and keeps a rule that holds between its fields. */
export function obeying<T>(check: Check<T>, rule: (value: T, path: string) => string | null): Check<T> {
  return (value, path) => {
    const wrong = check(value, path);
    if (wrong !== null) return wrong;
    return passes(value, check) ? rule(value, path) : null;
  };
}

/** The first fault of several. */
export function first<T>(
  items: readonly T[],
  look: (item: T, index: number) => string | null,
): string | null {
  for (const [index, item] of items.entries()) {
    const wrong = look(item, index);
    if (wrong !== null) return wrong;
  }
  return null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How a file that cannot be read is told, wherever. */
export function unreadable(key: string, why: string): string {
  return `unreadable: ${key}, ${why}`;
}
