import { HOUR } from '../clock';
import type { Process } from '../process';
import { sinceIn } from '../product';
import type { Facts } from './facts';
import type { Invariant } from './invariants';

/** What is wrong with what a program that has ended says of the last digest: it must blame nobody for what it did itself. */
export function judgeSince(
  process: Process,
  { world }: Facts,
): readonly { readonly invariant: Invariant; readonly what: string }[] {
  const since = sinceIn(process.answer);
  if (since === null) return [];
  const fixed = new Set(since.fixedByOthers);
  const gone = new Set(since.gone.map(({ id }) => id));
  return world.account.loadBalancers.flatMap((loadBalancer) =>
    loadBalancer.listeners.flatMap(({ id, port, origin }) => {
      const name = `${loadBalancer.name} :${port}`;
      const isOurs = origin.process !== null && origin.at < process.startedAt;
      // The index may be behind, by minutes.
      const isThere =
        loadBalancer.tags['Tier'] === 'web' && loadBalancer.touchedAt < process.startedAt - HOUR;
      return [
        ...(fixed.has(id) && isOurs
          ? [
              {
                invariant: 'since-others',
                what: `${process.name} says that somebody else has fixed ${name}`,
              } as const,
            ]
          : []),
        ...(gone.has(id) && isThere
          ? [{ invariant: 'since-gone', what: `${process.name} says that ${name} is gone` } as const]
          : []),
      ];
    }),
  );
}
