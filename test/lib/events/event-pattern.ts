/**
 * What EventBridge makes of a pattern ([EB-pat]): of its operators those that stand in ours, and an error for all else. The
 * deployment to the emulator asks another implementation of the same.
 */

export function matches(pattern: unknown, event: unknown): boolean {
  const { $or: either, ...fields } = objectOf(pattern);
  const all = Object.entries(fields).every(([name, wanted]) => {
    const values = valuesOf(event, name);
    return Array.isArray(wanted)
      ? wanted.some((one) => isMet(one, values))
      : values.some((value) => matches(wanted, value));
  });
  if (either === undefined) return all;
  if (!Array.isArray(either)) throw new Error(`$or takes a list, got ${JSON.stringify(either)}`);
  return all && either.some((one) => matches(one, event));
}

/** Each element of a list counts, and of an object in a list each field. */
function valuesOf(event: unknown, name: string): readonly unknown[] {
  if (Array.isArray(event)) return event.flatMap((each) => valuesOf(each, name));
  if (typeof event !== 'object' || event === null || !(name in event)) return [];
  return [Reflect.get(event, name)].flat();
}

function isMet(wanted: unknown, values: readonly unknown[]): boolean {
  if (typeof wanted !== 'object') return values.includes(wanted);
  const [[operator, operand] = [], ...more] = Object.entries(wanted ?? {});
  if (more.length === 0 && operator === 'exists') return values.length > 0 === operand;
  // What is not there is nothing, and not something else.
  if (more.length === 0 && operator === 'anything-but' && Array.isArray(operand))
    return values.length > 0 && values.every((value) => !operand.includes(value));
  throw new Error(`not known here: ${JSON.stringify(wanted)}`);
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new Error(`expected an object, got ${JSON.stringify(value)}`);
}
