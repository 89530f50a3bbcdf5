import type { Protocol } from '../../lambda/core/clients/client';
import { protocolsOf } from '../../lambda/core/clients/suite-names';
import TABLE from './aws-suites.json';

/**
 * The cipher suites that policies of AWS name, with their numbers: a fifteenth of the registry that a probe has (suites.ts),
 * for the function, whose bundle has no room for the rest.
 */
const CODES: ReadonlyMap<string, number> = new Map(
  Object.entries(TABLE).map(([name, hex]) => [name, Number.parseInt(hex, 16)]),
);
const NAMES: ReadonlyMap<number, string> = new Map([...CODES].map(([name, code]) => [code, name]));

/** The numbers of those that a hello of this protocol can offer; what is not in the table is left out. */
export function codesFor(protocol: Protocol, names: readonly string[]): readonly number[] {
  return names.flatMap((name) => (protocolsOf(name).includes(protocol) ? (CODES.get(name) ?? []) : []));
}

/** One of them by its number. */
export function nameOf(code: number): string {
  return NAMES.get(code) ?? `0x${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
