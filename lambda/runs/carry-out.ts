import pMap from 'p-map';
import type { RegionApi } from '../aws/region';
import { groupBy } from '../core/group';
import { inTurn, isSpent, overLimit, spend, type Spent, type Turns } from '../core/gates/limit';
import type { Entry } from '../core/report';
import { count } from '../core/wording/sentence';
import { changeLoadBalancer, type ChangeOptions } from './load-balancer';
import type { Verifier } from './verify';

/** How the entries of a plan, or of an undo, are carried out. */
export interface CarryOutOptions extends ChangeOptions {
  readonly regionApi: (region: string) => RegionApi;
  /** Load balancers that may change; `null`: no limit. */
  readonly limit: number | null;
  /** What of the limit is used up before this run begins: what a run that was cut off has changed. */
  readonly spent: Spent;
  /** Whose turn it is; `null`: nobody has waited. */
  readonly turns: Turns | null;
  /** Does what belongs around the changes of one load balancer; left out: nothing. */
  readonly around?: Verifier['around'];
  /** Told as the work goes on: one line for people. */
  readonly progress: (line: string) => void;
}

/** Load balancers changed at a time in one Region; AWS takes three writes a second. */
const CONCURRENCY = 4;

/** People are told after so many load balancers. */
const PROGRESS_EVERY = 20;

/**
 * Carries out the entries, all of them planned, load balancer by load balancer, and answers with one entry for each. A
 * failure stops its own load balancer and nothing else.
 */
export async function carryOut(
  entries: readonly Entry[],
  options: CarryOutOptions,
): Promise<readonly Entry[]> {
  if (options.limit !== null) return withinLimit(entries, options.limit, options);
  const regions = groupBy(entries, ({ region }) => region);
  const done = await Promise.all([...regions].map(([region, its]) => inRegion(region, its, options)));
  return done.flat();
}

/** One load balancer after another, the riskiest last, until the limit is spent. */
async function withinLimit(
  entries: readonly Entry[],
  limit: number,
  options: CarryOutOptions,
): Promise<readonly Entry[]> {
  const done: Entry[] = [];
  let { spent } = options;
  for (const its of inTurn(entries, options.turns)) {
    const region = its[0]?.region ?? '';
    const outcomes = isSpent(spent, limit)
      ? overLimit(its, limit)
      : await changeOne(options.regionApi(region), its, options);
    spent = spend(spent, its, outcomes);
    done.push(...outcomes);
  }
  return done;
}

async function inRegion(
  region: string,
  entries: readonly Entry[],
  options: CarryOutOptions,
): Promise<readonly Entry[]> {
  const aws = options.regionApi(region);
  const groups = inTurn(entries, options.turns);
  let ended = 0;
  const done = await pMap(
    groups,
    async (its) => {
      const outcomes = await changeOne(aws, its, options);
      ended += 1;
      if (ended % PROGRESS_EVERY === 0 || ended === groups.length) {
        options.progress(`${region}: ${ended} of ${count(groups.length, 'load balancer')} done`);
      }
      return outcomes;
    },
    { concurrency: CONCURRENCY },
  );
  return done.flat();
}

function changeOne(
  aws: RegionApi,
  entries: readonly Entry[],
  options: CarryOutOptions,
): Promise<readonly Entry[]> {
  const change = (): Promise<readonly Entry[]> => changeLoadBalancer(aws, entries, options);
  return options.around === undefined ? change() : options.around(entries, change);
}
