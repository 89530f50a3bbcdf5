import { UserError } from '../user-error';
import { UNPUBLISHED, type PolicyType, type Shelved } from './catalogue';

const PREFIX = 'ELBSecurityPolicy-';

/** The policies that one question is about; both on the same type of load balancer, since a listener has one. */
export interface Found {
  readonly policy: Shelved;
  readonly against: Shelved | null;
}

/** What is asked: names as somebody types them, with or without `ELBSecurityPolicy-`. */
export interface Wanted {
  readonly policy: string;
  readonly against: string | null;
  /** `null`: ALB and NLB where they have all that is named, else Classic. */
  readonly type: PolicyType | null;
}

/**
 * Finds policies on the shelves, of which the first that has one counts.
 *
 * @throws UserError where a name is unknown (64), or where what it accepts is on no shelf and no page (1)
 */
export function lookUp({ policy, against, type }: Wanted, shelves: readonly Shelved[]): Found {
  const types: readonly PolicyType[] = type === null ? ['elbv2', 'classic'] : [type];
  const names = [policy, ...(against === null ? [] : [against])];
  for (const each of types) {
    const [first, second = null] = names.flatMap((name) => onShelf(name, each, shelves) ?? []);
    if (first !== undefined && (second !== null) === (against !== null))
      return { policy: first, against: second };
  }
  throw refusal(names, types, shelves);
}

function onShelf(name: string, type: PolicyType, shelves: readonly Shelved[]): Shelved | null {
  return shelves.find((each) => each.type === type && isNamed([each.posture.name], name)) ?? null;
}

const PLACES: Readonly<Record<PolicyType, string>> = {
  elbv2: 'for Application and Network Load Balancers',
  classic: 'for Classic Load Balancers',
};

function refusal(
  names: readonly string[],
  types: readonly PolicyType[],
  shelves: readonly Shelved[],
): UserError {
  const unpublished = types.includes('classic') ? UNPUBLISHED : [];
  const listed = shelves.filter(({ type }) => types.includes(type)).map(({ posture }) => posture.name);
  const known = [...new Set([...listed, ...unpublished])];
  const closed = unpublished.find((each) => names.some((name) => isNamed([each], name)));
  if (closed !== undefined)
    return new UserError(
      `AWS publishes no contents of ${closed} any more; ask an account for them (--region, or --load-balancer)`,
      1,
    );
  const unknown = names.find((name) => !isNamed(known, name));
  if (unknown === undefined)
    return new UserError(
      `${names.join(' and ')} are on no one type of load balancer, so no listener can move between them; name two of one type`,
    );
  const where = types.length > 1 ? '' : ` ${types.map((type) => PLACES[type]).join('')}`;
  return new UserError(
    `AWS has no policy "${unknown}"${where}; use one of its names, with or without ${PREFIX}`,
    64,
    { got: unknown.startsWith(PREFIX) ? unknown : PREFIX + unknown, known },
  );
}

function isNamed(known: readonly string[], name: string): boolean {
  return known.some((each) =>
    [name, PREFIX + name].some((spelled) => spelled.toLowerCase() === each.toLowerCase()),
  );
}
