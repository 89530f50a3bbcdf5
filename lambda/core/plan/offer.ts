import type { Catalogue } from '../estate';

/** Policies on offer whose name has a word that nobody here knows: never chosen, and never passed over in silence. */
export function newWords(region: string, catalogue: Catalogue): readonly string[] {
  const offered = Object.values(catalogue).flatMap((offer) =>
    offer.status === 'read' ? offer.policies : [],
  );
  const names = new Set(offered.filter(({ family }) => family === 'other').map(({ name }) => name));
  return [...names].map(
    (name) =>
      `${region}: AWS offers ${name}. Its name has a word that this version does not know, so no run chooses it.`,
  );
}
