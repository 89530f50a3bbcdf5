import { PROTOCOLS, type Protocol } from '../lambda/core/clients/client';
import { suiteOf } from '../lambda/core/clients/suites';
import type { Clock } from '../lambda/core/clock';
import { alpnSpoken } from './ask/alpn';
import { askForChains } from './ask/chains';
import { groupsSpoken } from './ask/groups';
import { suitesSpoken, type Spoken } from './ask/suites';
import { describeChains } from './certificates/describe';
import { Asker } from './net/asker';
import { Line, type Route } from './net/line';
import { Turns } from './net/turns';
import type { Findings } from './report';
import type { Target } from './target';
import { nameOfAlert } from './wire/alerts';

/** A probe that has opened so many sockets ends: no host needs more, and none has to bear more. */
const MOST_HANDSHAKES = 1000;

/** How a probe goes about it. */
export interface Manner {
  /** Handshakes a second, 0 for no limit. */
  readonly rate: number;
  readonly clock: Clock;
  /** Left out: straight to the host that is named. */
  readonly route?: Route;
}

/** Probes one host, and no other: protocols with their ciphers side by side, then all that follows from them. Never throws. */
export async function probe(target: Target, { rate, clock, route }: Manner): Promise<Findings> {
  const startedAt = clock.now().toISOString();
  const turns = new Turns(clock, rate, MOST_HANDSHAKES);
  const line = await Line.to(target, clock, turns, route);
  const about = { schema: 'elb-tls-probe/1', ...target, startedAt } as const;
  if (typeof line === 'string')
    return { ...about, ...UNTOLD, address: null, connections: 0, problems: [line] };
  const asker = new Asker(line, target.sni);
  const found = await findings(asker, target.sni);
  return { ...about, ...found, address: line.address, connections: turns.count };
}

type Told = Omit<Findings, 'schema' | 'host' | 'port' | 'sni' | 'address' | 'startedAt' | 'connections'>;

async function findings(asker: Asker, sni: string | null): Promise<Told> {
  const asked = await Promise.all(PROTOCOLS.map((protocol) => suitesSpoken(asker, protocol)));
  const spoken = await settled(asked, asker);
  if (spoken.some(({ isNameUnknown }) => isNameUnknown)) return { ...UNTOLD, problems: [unknownName(sni)] };
  const problems = problemsOf(spoken);
  if (!spoken.some(({ speaks }) => speaks === true))
    return { ...UNTOLD, problems: [...problems, ...refusals(spoken)] };
  const before = asker.hungUp;
  const [groupsTold, alpnTold, chainProblems] = await Promise.all([
    groupsSpoken(asker, spoken),
    alpnSpoken(asker, spoken),
    askForChains(asker, spoken),
  ]);
  const isGone = asker.hungUp > before && !(await stillAnswers(asker, spoken));
  const groups = isGone ? GONE : groupsTold;
  const alpn = isGone ? GONE : alpnTold;
  const chains = describeChains(asker.shown);
  const preference = preferenceOf(spoken);
  return {
    protocols: protocolsOf(spoken),
    ciphers: ciphersOf(spoken),
    serverPreference: preference.value,
    groups: groups.names,
    alpn: alpn.names,
    certificates: chains.certificates.length === 0 ? null : chains.certificates,
    problems: [
      ...problems,
      ...preference.problems,
      ...new Set([...groups.problems, ...alpn.problems]),
      ...chainProblems,
      ...chains.problems,
    ],
  };
}

/** Nothing could be told. */
const UNTOLD = {
  protocols: protocolsOf([]),
  ciphers: null,
  serverPreference: null,
  groups: null,
  alpn: null,
  certificates: null,
} as const;

/**
 * Where a host answers one protocol, hanging up on another is how it refuses; where it never answers, it says nothing. And
 * where it answers no more, somebody has had enough of us, and no hang-up is a refusal.
 */
async function settled(spoken: readonly Spoken[], asker: Asker): Promise<readonly Spoken[]> {
  const answers = spoken.some(({ speaks }) => speaks === true || speaks === false);
  if (!answers) return spoken.map((each) => untold(each, 'it hung up without a word'));
  if (!spoken.some(({ isByHangUp }) => isByHangUp) || (await stillAnswers(asker, spoken)))
    return spoken.map((each) => (each.speaks === 'hung-up' ? { ...each, speaks: false } : each));
  return spoken.map((each) => untold(each, GONE_CLAUSE));
}

/** What a hang-up has told, taken back. */
function untold(spoken: Spoken, problem: string): Spoken {
  if (!spoken.isByHangUp) return spoken;
  const speaks = spoken.speaks === true ? true : null;
  return { ...spoken, speaks, suites: null, preference: null, problem };
}

const GONE_CLAUSE = 'it hung up, and has answered nothing since';
const GONE = { names: null, problems: [`groups and ALPN: ${GONE_CLAUSE}`] } as const;

/** Asks for something that the server has agreed to before. */
async function stillAnswers(asker: Asker, spoken: readonly Spoken[]): Promise<boolean> {
  const able = spoken.find(({ suites }) => suites !== null);
  if (able?.suites === undefined || able.suites === null) return true;
  return (await asker.ask({ protocol: able.protocol, suites: able.suites })).kind === 'chose';
}

function protocolsOf(spoken: readonly Spoken[]): Findings['protocols'] {
  const of = (wanted: Protocol): boolean | null => {
    const speaks = spoken.find(({ protocol }) => protocol === wanted)?.speaks;
    return typeof speaks === 'boolean' ? speaks : null;
  };
  return {
    SSLv3: of('SSLv3'),
    TLSv1: of('TLSv1'),
    'TLSv1.1': of('TLSv1.1'),
    'TLSv1.2': of('TLSv1.2'),
    'TLSv1.3': of('TLSv1.3'),
  };
}

function ciphersOf(spoken: readonly Spoken[]): Findings['ciphers'] {
  const able = spoken.filter(({ speaks }) => speaks === true);
  return Object.fromEntries(able.map(({ protocol, suites }) => [protocol, suites?.map(suiteOf) ?? null]));
}

function preferenceOf(spoken: readonly Spoken[]): {
  readonly value: boolean | null;
  readonly problems: readonly string[];
} {
  const told = spoken.filter(({ preference }) => preference !== null);
  const having = told.filter(({ preference }) => preference).map(({ protocol }) => protocol);
  if (told.length === 0) return { value: null, problems: [] };
  if (having.length === 0 || having.length === told.length) return { value: having.length > 0, problems: [] };
  return { value: null, problems: [`the server's order decides in ${having.join(', ')} alone`] };
}

function unknownName(sni: string | null): string {
  const name = sni === null ? 'a host without a name' : `no host named ${sni}`;
  return `the server knows ${name} (alert 112, unrecognized_name); name another with --sni`;
}

/** One sentence for what several protocols share; where all do, it is about the host. */
function problemsOf(spoken: readonly Spoken[]): readonly string[] {
  const clauses = new Set(spoken.flatMap(({ problem }) => problem ?? []));
  return [...clauses].map((clause) => {
    const having = spoken.filter(({ problem }) => problem === clause).map(({ protocol }) => protocol);
    return having.length === spoken.length ? clause : `${having.join(', ')}: ${clause}`;
  });
}

/** A server that refuses all of it may want a name, or another one: that is no server without protocols. */
function refusals(spoken: readonly Spoken[]): readonly string[] {
  const refused = spoken.filter(({ speaks }) => speaks === false);
  const alerts = new Set(
    refused.flatMap(({ alert }) => (alert === null ? [] : [`alert ${alert}, ${nameOfAlert(alert)}`])),
  );
  if (refused.length === 0) return [];
  const how = alerts.size === 0 ? '' : ` (${[...alerts].join('; ')})`;
  return [
    `the server refuses every protocol that was asked for${how}; where it wants a name, give it with --sni`,
  ];
}
