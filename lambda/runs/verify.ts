import { onDemand, type Answer } from '../aws/batches';
import type { RegionApi } from '../aws/region';
import { beforeAbort, OutOfTimeError } from '../core/deadline';
import { describeError } from '../core/errors';
import type { Address, RegionEstate } from '../core/estate';
import { groupBy } from '../core/group';
import type { Posture } from '../core/policy/posture';
import { referenceOf, type Entry } from '../core/report';
import type { Handshaker, Listening, Reply } from '../core/verify/handshaker';
import { expectationsOf, type Expectation } from '../core/verify/offers';
import { silenceIn, untold, verify, type Verification } from '../core/verify/verification';
import { count } from '../core/wording/sentence';
import { INTERNAL_NOT_ASKED } from '../core/wording/verification';
import type { RunContext } from './context';

/**
 * Handshakes before and after the changes of a run. They decide nothing: whatever goes wrong with them is something that
 * could not be told, and a change never waits long for them.
 */
export interface Verifier {
  /** Asks before a change of one load balancer; behind it, asks what was changed, and does not wait for the answers. */
  readonly around: (
    entries: readonly Entry[],
    change: () => Promise<readonly Entry[]>,
  ) => Promise<readonly Entry[]>;
  /** The same entries, with what was found on those that changed. Waits for handshakes that are under way. */
  readonly told: (entries: readonly Entry[]) => Promise<readonly Entry[]>;
}

export interface VerifierOptions extends Pick<RunContext, 'clock' | 'deadline' | 'place' | 'progress'> {
  readonly handshaker: Handshaker;
  /** All that may be changed, in the order in which it may be. */
  readonly entries: readonly Entry[];
  /** Where the contents of policies are. */
  readonly estates: readonly RegionEstate[];
  readonly regionApi: (region: string) => Pick<RegionApi, 'addressesOf'>;
}

/** A change waits no longer than this for the handshakes before it. */
const BEFORE_MS = 8_000;

/** The last minute of a run belongs to its changes. */
const SPARE_MS = 60_000;

/** Hosts that say nothing hold up the changes of a run no longer than this, all together. */
const LOST_AT_MOST_MS = 60_000;

/** When to look after a change, each after the last, as long as it does not show: AWS names no time for that ([ELB-prop]). */
const LOOKS_AFTER_MS = [0, 5_000, 10_000, 20_000, 30_000];

/** The looks at one listener end by then, whatever hangs: a lease, renewed for the last write, lasts longer. */
const LOOKING_AT_MOST_MS = 120_000;

/** As long as one look may take: it is not begun where there is less time. */
const LOOK_MS = 5_000;

/** What was heard before a change: replies in the order of the expectations, or a clause on why there are none. */
interface Heard {
  readonly at: Listening | null;
  readonly expectations: readonly Expectation[];
  readonly replies: readonly Reply[] | string;
}

export function verifierOf(options: VerifierOptions): Verifier {
  const { clock, entries } = options;
  const addressOf = addressesFor(entries, options);
  const found = new Map<string, Promise<Verification>>();
  let lostMs = 0;

  const before = async (entry: Entry): Promise<Heard> => {
    const expectations = expectationsOf(moveOf(entry, options.estates));
    const nothing = (why: string, host: string | null = null): Heard => ({
      at: host === null ? null : { host, port: entry.port ?? 0 },
      expectations,
      replies: why,
    });
    if (options.deadline.isPast(SPARE_MS)) return nothing('no time was left in this run');
    if (lostMs >= LOST_AT_MOST_MS) return nothing('not asked: other hosts said nothing for too long');
    try {
      const address = await addressOf(entry);
      if (typeof address === 'string') return nothing(address);
      const { dnsName: host, isInternal } = address;
      if (isInternal && options.place === 'function') return nothing(INTERNAL_NOT_ASKED, host);
      const at = { host, port: entry.port ?? 0 };
      const replies = await options.handshaker(at, expectations);
      const silence = silenceIn(replies);
      return silence === null ? { at, expectations, replies } : nothing(silence, host);
    } catch (error) {
      return nothing(clauseOf(error));
    }
  };

  return {
    around: async (its, change) => {
      const began = clock.elapsed();
      const late = {
        at: null,
        expectations: [],
        replies: `nobody could tell within ${BEFORE_MS / 1_000} seconds`,
      };
      const alarm = clock.alarm(BEFORE_MS);
      const heard = await Promise.all(
        its.map((entry) =>
          beforeAbort(() => beforeAbort(() => before(entry), alarm), options.deadline.signal).catch(
            (): Heard => late,
          ),
        ),
      );
      if (heard.some(({ replies }) => typeof replies === 'string')) lostMs += clock.elapsed() - began;
      const byId = new Map(its.map(({ id }, index) => [id, heard[index] ?? late]));
      const outcomes = await change();
      for (const { id, outcome } of outcomes) {
        if (outcome === 'changed') found.set(id, after(byId.get(id) ?? late, options));
      }
      return outcomes;
    },

    told: (outcomes) => {
      if (found.size > 0)
        options.progress(`looking by handshakes whether ${count(found.size, 'change')} can be seen`);
      return Promise.all(
        outcomes.map(async (entry) => {
          const verification = await found.get(entry.id);
          return verification === undefined ? entry : { ...entry, verification };
        }),
      );
    },
  };
}

/** Looks until the change shows, or there is no time for another look. Never throws. */
async function after(
  { at, expectations, replies }: Heard,
  { handshaker, clock, deadline }: VerifierOptions,
): Promise<Verification> {
  const host = at?.host ?? null;
  if (at === null || typeof replies === 'string')
    return untold(host, [typeof replies === 'string' ? replies : 'not asked']);
  const alarm = clock.alarm(LOOKING_AT_MOST_MS);
  const inTime = <T>(work: () => Promise<T>): Promise<T> =>
    beforeAbort(() => beforeAbort(work, alarm), deadline.signal);
  let last: Verification | null = null;
  try {
    for (const wait of LOOKS_AFTER_MS) {
      if (deadline.isPast(wait + LOOK_MS)) break;
      if (wait > 0) await inTime(() => clock.pause(wait));
      const now = await inTime(() => handshaker(at, expectations));
      last = verify(at.host, expectations, { before: replies, after: now });
      if (last.asExpected !== false) return last;
    }
  } catch (error) {
    return last ?? untold(host, [`after the change: ${clauseOf(error)}`]);
  }
  return last ?? untold(host, ['after the change: no time was left in this run']);
}

/** Where each entry's load balancer is reached, or why nobody knows: asked for when it is wanted, 20 a call. */
function addressesFor(
  entries: readonly Entry[],
  { regionApi }: VerifierOptions,
): (entry: Entry) => Promise<Address | string> {
  const asking = new Map(
    [...groupBy(entries, apiOf)].map(([key, its]) => {
      const [first] = its;
      const references = new Map(its.map((entry) => [entry.loadBalancer.arn, referenceOf(entry)]));
      const ask = (arns: readonly string[]): Promise<ReadonlyMap<string, Answer<Address>>> =>
        regionApi(first?.region ?? '').addressesOf(arns.flatMap((arn) => references.get(arn) ?? []));
      return [key, onDemand([...references.keys()], ask)] as const;
    }),
  );
  return async (entry) => {
    const answer = await asking.get(apiOf(entry))?.(entry.loadBalancer.arn);
    if (answer?.status === 'failed') return `${answer.error.code}: ${answer.error.message}`;
    if (answer?.status !== 'read' || answer.value.dnsName === '') return 'AWS tells no DNS name of it';
    return answer.value;
  };
}

/** Load balancers of one Region and one API are asked for together. */
function apiOf({ region, loadBalancer: { type } }: Entry): string {
  return `${region} ${type === 'classic' ? type : 'newer'}`;
}

/** The policies of a move, as far as their contents are on offer. */
function moveOf(
  { region, loadBalancer: { type }, from, to, drops }: Entry,
  estates: readonly RegionEstate[],
): Parameters<typeof expectationsOf>[0] {
  const offer = estates.find((estate) => estate.region === region)?.catalogue[type];
  const named = (name: string | null): Posture | null =>
    (offer?.status === 'read' ? offer.policies.find((policy) => policy.name === name) : null) ?? null;
  return { from: named(from), to: named(to), drops };
}

function clauseOf(error: unknown): string {
  if (error instanceof OutOfTimeError) return 'no time was left in this run';
  const { code, message } = describeError(error);
  return `${code}: ${message}`;
}
