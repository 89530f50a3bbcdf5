import type { Protocol } from '../../lambda/core/clients/client';
import { suiteOf } from '../../lambda/core/clients/suites';
import type { Asker } from '../net/asker';
import { suitesFor } from '../wire/suites';
import { choiceIn } from './choice';
import { eliminate, type Elimination } from './eliminate';

/** What one protocol came to. */
export interface Spoken {
  readonly protocol: Protocol;
  /** `hung-up`: nothing but hang-ups, which is a refusal where the host answers at all. `null`: could not be told. */
  readonly speaks: boolean | 'hung-up' | null;
  /** The suites that the server chose, by their numbers, in its order where it has one; `null`: not all could be told. */
  readonly suites: readonly number[] | null;
  /** Whether its own order decides; `null` under two suites, or where it could not be told. */
  readonly preference: boolean | null;
  /** The alert with which it refused what was left. */
  readonly alert: number | null;
  /** Whether a hang-up was taken for a refusal: so it is, as long as the host still answers. */
  readonly isByHangUp: boolean;
  /** The server knows no host of this name. */
  readonly isNameUnknown: boolean;
  /** A clause: what could not be told of it. */
  readonly problem: string | null;
}

/** Some servers take a hello with more for an attack, or have no room for it (old ASAs, as testssl reports). */
const MOST_AT_ONCE = 128;

/** Asks one protocol for its suites, all of them. */
export async function suitesSpoken(asker: Asker, protocol: Protocol): Promise<Spoken> {
  const parts: Elimination<number>[] = [];
  for (const some of portions(suitesFor(protocol))) {
    const part = await among(asker, protocol, some);
    parts.push(part);
    if (part.problem !== null || part.end === 'unknown-name') break;
  }
  const found = parts.flatMap(({ chosen }) => chosen);
  const broken = parts.find(({ problem }) => problem !== null)?.problem ?? null;
  const isByHangUp = parts.some(({ end }) => end === 'hung-up');
  const isNameUnknown = parts.some(({ end }) => end === 'unknown-name');
  if (broken !== null || isNameUnknown || found.length === 0)
    return {
      protocol,
      speaks: found.length > 0 || saysNo(parts, broken),
      suites: null,
      preference: null,
      alert: parts.findLast(({ alert }) => alert !== null)?.alert ?? null,
      isByHangUp,
      isNameUnknown,
      problem: broken === null ? null : cutShort(found, broken),
    };
  const isSplit = parts.filter(({ chosen }) => chosen.length > 0).length > 1;
  const ordered = isSplit
    ? await among(asker, protocol, found)
    : { chosen: found, end: null, alert: null, problem: null };
  return { ...(await inOrder(asker, protocol, ordered)), isByHangUp };
}

/** Some were found, and nothing stopped the search: in which order, and whose. */
async function inOrder(
  asker: Asker,
  protocol: Protocol,
  { chosen, problem }: Elimination<number>,
): Promise<Omit<Spoken, 'isByHangUp'>> {
  const known = { protocol, speaks: true, alert: null, isNameUnknown: false } as const;
  if (problem !== null)
    return { ...known, suites: null, preference: null, problem: cutShort(chosen, problem) };
  const preference = chosen.length < 2 ? null : await preferenceAmong(asker, protocol, chosen);
  const isTold = typeof preference !== 'string';
  return {
    ...known,
    suites: chosen,
    preference: isTold ? preference : null,
    problem: isTold ? null : `whose order decides could not be told: ${preference}`,
  };
}

function among(asker: Asker, protocol: Protocol, suites: readonly number[]): Promise<Elimination<number>> {
  return eliminate(suites, (offered) => asker.ask({ protocol, suites: offered }), choiceIn(protocol));
}

/** Backwards: who then still chooses the first one has an order of its own, who chooses the last one has the client's. */
async function preferenceAmong(
  asker: Asker,
  protocol: Protocol,
  suites: readonly number[],
): Promise<boolean | string> {
  const answer = await asker.ask({ protocol, suites: suites.toReversed() });
  if (answer.kind !== 'chose')
    return answer.kind === 'untold' ? answer.why : 'it refused what it had chosen before';
  if (answer.hello.suite === suites[0]) return true;
  return answer.hello.suite === suites.at(-1) ? false : 'it does not always choose the same';
}

function saysNo(parts: readonly Elimination<number>[], broken: string | null): false | 'hung-up' | null {
  if (broken !== null || parts.some(({ end }) => end === 'unknown-name')) return null;
  return parts.some(({ end }) => end === 'refused') ? false : 'hung-up';
}

function cutShort(found: readonly number[], why: string): string {
  if (found.length === 0) return why;
  const names = found.map(suiteOf).join(', ');
  return `not all ciphers could be told: ${why}; those until then: ${names}`;
}

function portions(all: readonly number[]): readonly (readonly number[])[] {
  const count = Math.ceil(all.length / MOST_AT_ONCE);
  return Array.from({ length: count }, (_, index) =>
    all.slice(index * MOST_AT_ONCE, (index + 1) * MOST_AT_ONCE),
  );
}
