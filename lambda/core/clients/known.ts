import { PROTOCOLS, type Client, type Protocol } from './client';
import KNOWN from './known.json';

const KINDS = ['browser', 'mobile', 'runtime', 'tool', 'device', 'crawler'] as const;

/** What a known client is: where a person looks for it. */
export type ClientKind = (typeof KINDS)[number];

/** A real client, and what it offers with its maker's defaults. A fact with a source, and a day: docs/clients.md. */
export interface KnownClient extends Client {
  readonly id: string;
  readonly kind: ClientKind;
  /** The year of the release. */
  readonly since: number;
  /** 1 is the most common; how that is judged says docs/clients.md. */
  readonly rank: number;
  readonly source: string;
}

/** The day on which the table was made. */
export const KNOWN_AS_OF: string = KNOWN.asOf;

/** Most common first. The table is heavy, and for the terminal: the function has what it needs of it in lockouts.json. */
export const KNOWN_CLIENTS: readonly KnownClient[] = KNOWN.clients.map((row) => ({
  ...row,
  kind: memberOf(KINDS, row.kind),
  lowest: memberOf<Protocol>(PROTOCOLS, row.lowest),
  highest: memberOf<Protocol>(PROTOCOLS, row.highest),
}));

function memberOf<T extends string>(all: readonly T[], value: string): T {
  const found = all.find((each) => each === value);
  if (found === undefined) throw new Error(`known.json has ${value} where one of ${all.join(', ')} belongs`);
  return found;
}
