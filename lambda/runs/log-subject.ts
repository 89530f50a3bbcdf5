import { lockedOutWith } from '../core/clients/lockouts';
import type { LoadBalancer, RegionEstate } from '../core/estate';
import type { Evidence } from '../core/evidence';
import { evidenceIn, type ReadWindow } from '../core/impact/evidence-in';
import { rowsOf, type Fitting } from '../core/impact/impact-of';
import type { Policies } from '../core/impact/judge';
import { idIn, type LogDestination } from '../core/impact/log-window';
import { policiesFor } from '../core/impact/move-ahead';
import type { Seen } from '../core/impact/tally';
import { secureListeners } from '../core/plan/secure-listener';
import type { Entry } from '../core/report';
import type { Settings } from '../core/settings';
import { ask } from './ask';
import type { RunContext } from './context';
import type { Held } from './lease';

/** What the look at logs is given. */
export type EvidenceRun = RunContext & { readonly settings: Settings; readonly held: Held | null };

/** The evidence on listeners, by their ids. */
export type EvidenceById = ReadonlyMap<string, Evidence>;

/** A load balancer that writes logs, and what they are held against. */
export interface LogSubject {
  readonly its: readonly Entry[];
  readonly loadBalancer: LoadBalancer;
  /** The log that says most comes first; there is one. */
  readonly logs: readonly LogDestination[];
  /** By the id of the listener; the same object for all that have the same move ahead. */
  readonly moves: ReadonlyMap<string, Policies>;
}

/** The load balancer of these entries and its logs; where there is nothing to read, what is to be said of that. */
export async function subjectOf(
  its: readonly Entry[],
  estates: readonly RegionEstate[],
  account: string,
  run: EvidenceRun,
): Promise<LogSubject | EvidenceById> {
  const [first] = its;
  const loadBalancer = first && loadBalancerOf(first, estates);
  if (loadBalancer === undefined) return new Map();
  const api = run.aws.region(loadBalancer.region, account);
  const logs = await ask(
    'elasticloadbalancing:DescribeLoadBalancerAttributes',
    () => api.logsOf(loadBalancer),
    run,
  );
  if (logs.status === 'gone') return new Map();
  const all = (evidence: Evidence): EvidenceById => new Map(its.map(({ id }) => [id, evidence]));
  if (logs.status === 'failed')
    return all({ status: 'unread', why: `${logs.action}: ${logs.error.code}: ${logs.error.message}` });
  if (logs.value.length === 0) return all({ status: 'no-log' });
  const asOf = run.clock.now().toISOString();
  return { its, loadBalancer, logs: logs.value, moves: movesOf(its, loadBalancer, estates, asOf) };
}

/** The evidence on each listener of a load balancer. */
export function evidenceOnEach(
  { its, moves }: LogSubject,
  on: (move: Policies, port: number) => Evidence,
): EvidenceById {
  return new Map(
    its.flatMap(({ id, port }) => {
      const move = moves.get(id);
      return move === undefined || port === null ? [] : [[id, on(move, port)]];
    }),
  );
}

function loadBalancerOf(
  { region, loadBalancer: { arn } }: Entry,
  estates: readonly RegionEstate[],
): LoadBalancer | undefined {
  return estates.find((estate) => estate.region === region)?.loadBalancers.find((each) => each.arn === arn);
}

function movesOf(
  its: readonly Entry[],
  loadBalancer: LoadBalancer,
  estates: readonly RegionEstate[],
  asOf: string,
): ReadonlyMap<string, Policies> {
  const offer = estates.find(({ region }) => region === loadBalancer.region)?.catalogue[loadBalancer.type];
  const offered = offer?.status === 'read' ? offer.policies : [];
  const listeners = secureListeners(loadBalancer, offered);
  const known = new Map<string, Policies>();
  return new Map(
    its.flatMap(({ id, from, to }) => {
      const listener = listeners.find((each) => each.id === id);
      const target = offered.find(({ name }) => name === to);
      if (listener === undefined || target === undefined) return [];
      const move = `${from} ${to}`;
      const policies = known.get(move) ?? policiesFor(listener, target, loadBalancer, asOf);
      known.set(move, policies);
      return [[id, policies] as const];
    }),
  );
}

/** Whether a target would refuse any handshake of a log that has a line a connection. */
export function hasRefused({ listeners, suites }: Seen): boolean {
  return listeners.some(({ type, connections }) =>
    suites[type === 'classic' ? 'classic' : 'elbv2'].all.some(
      ({ verdict, index }) => verdict !== 'accepted' && (connections.suites[index] ?? 0) > 0,
    ),
  );
}

/** What was read, and no line of it counts. */
export const NO_LINE_IS_KNOWN = 'no line of them is in a format that is known here';

/** As many clients are named for a protocol and cipher. */
const MOST_CLIENTS = 5;

const lockedOutThen: Fitting = (suite, { from, target }) =>
  from === null ? [] : lockedOutWith(from.posture, target.posture, suite).slice(0, MOST_CLIENTS);

/** What was counted of a load balancer, as it is said of the listener of one port. */
export function said(seen: Seen, port: number, loadBalancer: LoadBalancer, window: ReadWindow): Evidence {
  return evidenceIn(
    { loadBalancers: rowsOf(seen, lockedOutThen) },
    { loadBalancer: idIn(loadBalancer), port },
    window,
  );
}
