import * as fc from 'fast-check';

/** A document with one thing in it changed, dropped or added: what somebody's editor, or another version, makes of it. */

type Path = readonly (string | number)[];

/** What people and programs write, and the edges of what is allowed. */
const TIMES: readonly string[] = `
  2026-11-22T06:00:00Z 2026-11-22T06:00:00.123Z 2026-11-22t06:00:00z 2026-11-22T06:00:00+01:00
  2026-02-30T06:00:00Z 2024-02-29T06:00:00Z 2026-11-22T24:00:00Z 2026-12-31T23:59:60Z
  2026-11-22 2026-02-29 2026-11 2026-13 0000-01-01
`.split(/\s+/);
const TEXTS = [
  'x',
  ' ',
  '2026-11-22 06:00:00Z',
  'EU',
  '111122223333',
  'constructor',
  '__proto__',
  'TCP',
  'classic',
];
const NUMBERS = [0, -1, 0.5, 1, 443, 65_535, 65_536, 1e21];
const WRITTEN: readonly unknown[] = [
  ...TIMES,
  ...TEXTS,
  ...NUMBERS,
  undefined,
  null,
  true,
  [],
  {},
  [''],
  [null],
];

/** Changes a document once to three times; `words` are its own words, such as outcomes. */
export function mutationsOf(document: unknown, words: readonly unknown[]): fc.Arbitrary<unknown> {
  const paths = pathsIn(document);
  const values = [...WRITTEN, ...words];
  const mutation = fc.record({
    path: fc.constantFrom(...paths),
    value: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...values) },
      { weight: 2, arbitrary: fc.constantFrom(...paths).map((path) => at(document, path)) },
      { weight: 1, arbitrary: fc.jsonValue() },
    ),
    adds: fc.boolean(),
  });
  return fc
    .array(mutation, { minLength: 1, maxLength: 3 })
    .map((mutations) =>
      mutations.reduce(
        (changed, { path, value, adds }) => put(changed, path, value, adds),
        structuredClone(document),
      ),
    );
}

function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, item]) =>
    pathsIn(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [path, ...below];
}

function at(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) return value;
  return isContainer(value) ? at(Reflect.get(value, key), rest) : undefined;
}

/** Into a list, the value is added behind the others where that is asked. `undefined` drops what was there. */
function put(value: unknown, [key, ...rest]: Path, to: unknown, adds: boolean): unknown {
  if (key === undefined) return Array.isArray(value) && adds ? [...value, to] : to;
  if (!isContainer(value)) return value;
  const changed = put(Reflect.get(value, key), rest, to, adds);
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === key ? changed : item));
  return { ...value, [key]: changed };
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
