import { PROTOCOLS } from '../clients/client';
import type { RefusedSuite, TopRefused } from '../evidence';
import type { Impact, ImpactRow } from './impact';
import { notesOn } from './notes';
import type { WhatWasRead } from './reading';
import type { Policies } from './judge';
import type { SeenSuite } from './suites-seen';
import { byLoudness, type Talker } from './talkers';
import type { Counts, Seen, SeenListener } from './tally';

/** What is shown of a listener: networks, and user agents of each. */
const MOST_TALKERS = 10;
const MOST_AGENTS = 5;

/** Names as somebody asked for them. */
export interface AskedPolicies {
  readonly target: string;
  readonly from: string | null;
}

/** The known clients that would use a protocol and cipher, and that the target refuses: most common first. */
export type Fitting = (
  suite: Pick<SeenSuite, 'protocol' | 'cipher'>,
  policies: Policies,
) => readonly string[];

/** What the logs came to. */
export function impactOf(
  tally: Seen,
  reading: WhatWasRead,
  { target, from }: AskedPolicies,
  fitting: Fitting,
): Impact {
  const { counts, files, share, unread, unreadFiles, engine, scannedBytes, notes } = reading;
  const rows = rowsOf(tally, fitting);
  return {
    schema: 'elb-tls-impact/1',
    target,
    from,
    engine,
    files,
    bytes: counts.bytes,
    scannedBytes,
    lines: counts.lines,
    skipped: Object.fromEntries(counts.skipped),
    unreadFiles: Object.fromEntries(unreadFiles),
    unread,
    readShare: share,
    notes: [...notesOn(tally, rows, from), ...notes],
    loadBalancers: rows,
  };
}

/** A row for each listener that the lines name, who breaks most first. */
export function rowsOf(tally: Seen, fitting: Fitting): readonly ImpactRow[] {
  const withConnections = new Set(
    tally.listeners.filter((each) => hasAny(each.connections)).map(({ loadBalancer }) => loadBalancer),
  );
  return tally.listeners
    .flatMap((listener) => {
      const { loadBalancer, connections, requests } = listener;
      const isBoth = withConnections.has(loadBalancer);
      const counts = isBoth ? connections : requests;
      // Its log of requests lends user agents alone: the log of connections has all handshakes.
      if (!hasAny(counts)) return [];
      const lenders = isBoth ? tally.listeners.filter((each) => each.loadBalancer === loadBalancer) : [];
      return [rowOf(listener, counts, lenders, tally, fitting)];
    })
    .toSorted(byImpact);
}

function hasAny({ suites, failed, plain }: Counts): boolean {
  return suites.length > 0 || failed > 0 || plain > 0;
}

function rowOf(
  { loadBalancer, type, port, connections }: SeenListener,
  counts: Counts,
  lenders: readonly SeenListener[],
  tally: Seen,
  fitting: Fitting,
): ImpactRow {
  const suites = tally.suites[type === 'classic' ? 'classic' : 'elbv2'];
  const seen = suites.all
    .map((suite) => ({ suite, handshakes: counts.suites[suite.index] ?? 0 }))
    .filter(({ handshakes }) => handshakes > 0);
  const refused = seen.filter(({ suite }) => suite.verdict !== 'accepted');
  const uncertain = refused.filter(({ suite }) => suite.verdict === 'uncertain');
  return {
    loadBalancer,
    type,
    port: port < 0 ? null : port,
    log: counts === connections ? 'connections' : 'requests',
    handshakes: sum(seen),
    refused: sum(refused),
    uncertain: sum(uncertain),
    protocols: Object.fromEntries(
      PROTOCOLS.map(
        (protocol) => [protocol, sum(seen.filter(({ suite }) => suite.protocol === protocol))] as const,
      ).filter(([, handshakes]) => handshakes > 0),
    ),
    ciphers: ciphersOf(seen),
    failed: counts.failed,
    plain: counts.plain,
    addresses: counts.addresses.size,
    addressesRefused: counts.refusedAddresses.size,
    topRefused: topOf(counts, lenders),
    refusedWith: refused.toSorted(byHandshakes).map((each) => suiteOf(each, suites.policies, fitting)),
    postQuantum: counts.exchangeTold === 0 ? null : counts.postQuantum,
    keyExchangeTold: counts.exchangeTold,
  };
}

interface SeenOften {
  readonly suite: SeenSuite;
  readonly handshakes: number;
}

function sum(seen: readonly SeenOften[]): number {
  return seen.reduce((total, { handshakes }) => total + handshakes, 0);
}

/** The most used first. */
function ciphersOf(seen: readonly SeenOften[]): Readonly<Record<string, number>> {
  const names = [...new Set(seen.map(({ suite }) => suite.cipher))];
  const counted = names.map((name) => ({
    name,
    handshakes: sum(seen.filter(({ suite }) => suite.cipher === name)),
  }));
  const sorted = counted.toSorted((a, b) => b.handshakes - a.handshakes || (a.name < b.name ? -1 : 1));
  return Object.fromEntries(sorted.map(({ name, handshakes }) => [name, handshakes]));
}

function byHandshakes(a: SeenOften, b: SeenOften): number {
  const age = ({ suite }: SeenOften): number => PROTOCOLS.indexOf(suite.protocol);
  return b.handshakes - a.handshakes || age(a) - age(b) || (a.suite.cipher < b.suite.cipher ? -1 : 1);
}

function suiteOf({ suite, handshakes }: SeenOften, policies: Policies, fitting: Fitting): RefusedSuite {
  const { protocol, cipher, verdict } = suite;
  const clients = fitting(suite, policies);
  return { protocol, cipher, handshakes, uncertain: verdict === 'uncertain', clients };
}

function topOf({ refused }: Counts, lenders: readonly SeenListener[]): readonly TopRefused[] {
  return refused.all
    .filter(({ handshakes }) => handshakes > 0)
    .toSorted(byLoudness)
    .slice(0, MOST_TALKERS)
    .map(({ address, handshakes, agents }) => ({
      address,
      handshakes,
      userAgents: agentsOf([
        agents,
        ...lenders.flatMap(({ requests }) => requests.refused.find(address)?.agents ?? []),
      ]),
    }));
}

/** The most frequent first. */
function agentsOf(all: readonly Talker['agents'][]): readonly string[] {
  const lines = new Map<string, number>();
  for (const [agent, number] of all.flatMap((agents) => [...agents]))
    lines.set(agent, (lines.get(agent) ?? 0) + number);
  return [...lines]
    .toSorted(([a, inA], [b, inB]) => inB - inA || (a < b ? -1 : 1))
    .slice(0, MOST_AGENTS)
    .map(([agent]) => agent);
}

/** Who breaks most comes first; then by name and port. */
function byImpact(a: ImpactRow, b: ImpactRow): number {
  if (a.refused !== b.refused) return b.refused - a.refused;
  const [nameOfA, nameOfB] = [a.loadBalancer ?? '', b.loadBalancer ?? ''];
  if (nameOfA !== nameOfB) return nameOfA < nameOfB ? -1 : 1;
  return (a.port ?? 0) - (b.port ?? 0);
}
