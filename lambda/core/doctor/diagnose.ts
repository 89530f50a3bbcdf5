import { CHECKS, type CheckId, type Finding } from './checks';
import type { Facts, Wanted } from './facts';
import { ofCaller } from './of-caller';
import { ofDeployment } from './of-deployment';
import { ofRecord } from './of-record';
import { ofRegions } from './of-region';

/** Every check, in the order of the table; a check of a Region once for each of them. */
export function diagnose(facts: Facts, wanted: Wanted): readonly Finding[] {
  const all = [
    ...ofDeployment(facts),
    ...ofCaller(facts),
    ...ofRecord(facts),
    ...ofRegions(facts.regions, wanted),
  ];
  const place = new Map(Object.keys(CHECKS).map((id, index) => [id, index]));
  return all.toSorted((a, b) => order(place, a.check) - order(place, b.check));
}

function order(place: ReadonlyMap<string, number>, id: CheckId): number {
  return place.get(id) ?? place.size;
}
