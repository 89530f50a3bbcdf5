import { list } from '../wording/target';
import type { Right } from './facts';

/** Calls with the Regions that they are refused in. */
export function namedCalls(rights: readonly Right[]): string {
  const actions = [...new Set(rights.map(({ action }) => action))];
  const regions = [...new Set(rights.map(({ region }) => region))];
  return `${list(actions)} in ${list(regions)}`;
}
