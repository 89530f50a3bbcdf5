import { suiteOf } from '../../lambda/core/clients/suites';
import type { Asker } from '../net/asker';
import { groupOf } from '../../lambda/core/clients/groups';
import { groupsOf } from '../wire/groups';
import { namesCurve } from '../wire/suites';
import { eliminate, type Elimination, type ReadChoice } from './eliminate';
import type { Spoken } from './suites';

/** The key-exchange groups of a server; `null`: could not be told. */
export interface Groups {
  readonly names: readonly string[] | null;
  readonly problems: readonly string[];
}

/** Asks for the groups of TLS 1.3, and for the curves of the newest older protocol that has ECDHE. */
export async function groupsSpoken(asker: Asker, spoken: readonly Spoken[]): Promise<Groups> {
  if (!isKnownEnough(spoken)) return { names: null, problems: [] };
  const tls13 = spoken.find(({ protocol, suites }) => protocol === 'TLSv1.3' && suites !== null);
  const older = spoken.findLast(
    ({ protocol, suites }) => protocol !== 'TLSv1.3' && curveSuites(suites).length > 0,
  );
  const [modern, curves] = await Promise.all([
    tls13 === undefined ? null : groupsOfTls13(asker, tls13.suites ?? []),
    older === undefined ? null : curvesOf(asker, older),
  ]);
  const parts = [modern, curves].filter((part) => part !== null);
  const problems = parts.flatMap(({ problem }) => (problem === null ? [] : [`groups: ${problem}`]));
  const codes = new Set(parts.flatMap(({ chosen }) => chosen));
  return { names: problems.length > 0 ? null : [...codes].map(groupOf), problems };
}

/** Groups hang on the suites of each protocol, and the hybrids on TLS 1.3: a part of them would be taken for all. */
function isKnownEnough(spoken: readonly Spoken[]): boolean {
  return spoken.every(({ protocol, speaks, suites }) =>
    speaks === true ? suites !== null : protocol !== 'TLSv1.3' || speaks === false,
  );
}

/**
 * Without a public key in the hello, the server names the group that it wants in a HelloRetryRequest (RFC 8446, 4.2.8):
 * so all groups can be asked for, those too for which this machine could make no key.
 */
async function groupsOfTls13(asker: Asker, suites: readonly number[]): Promise<Elimination<number>> {
  const found = await eliminate(
    groupsOf('tls13'),
    (groups) => asker.ask({ protocol: 'TLSv1.3', suites, groups, withoutKeys: true }),
    choiceOf(({ hello }) => hello.group),
  );
  return found.chosen.length > 0 || found.problem !== null
    ? found
    : {
        ...found,
        problem: 'TLSv1.3: the server refuses a hello without a key in it, and does not name its groups',
      };
}

/** ServerKeyExchange names the curve. An ECDSA key wants its own curve in the list (RFC 8422, 5.1); an RSA key, any. */
async function curvesOf(asker: Asker, { protocol, suites }: Spoken): Promise<Elimination<number>> {
  const offered = curveSuites(suites);
  return eliminate(
    groupsOf('older'),
    (groups) => asker.ask({ protocol, suites: offered, groups }),
    choiceOf(({ curve }) => curve),
  );
}

function choiceOf(groupIn: (answer: Parameters<ReadChoice<number>>[0]) => number | null): ReadChoice<number> {
  return (answer, offered) => {
    const group = groupIn(answer);
    if (group !== null && offered.includes(group)) return { choice: group };
    return group === null
      ? 'the server names no group'
      : `it chose a group that was not offered, ${groupOf(group)}`;
  };
}

/** With ECDHE. */
function curveSuites(suites: readonly number[] | null): readonly number[] {
  return (suites ?? []).filter((code) => namesCurve(suiteOf(code)));
}
