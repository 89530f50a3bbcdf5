import { afterDigest } from '../core/plan/after-digest';
import { afterLook } from '../core/after-look';
import { afterSweep } from '../core/after-sweep';
import { loadBalancersIn, remember, type History } from '../core/history';
import type { LoadBalancerRef, RegionEstate, Tags } from '../core/estate';
import type { Report } from '../core/report';
import { loadBalancerRef } from '../aws/arn';
import type { Answer } from '../aws/batches';
import type { RunContext } from './context';
import type { Held } from './lease';

/**
 * What earlier runs did, those among them that were cut off. `null` holds every change: the history cannot be read, or a
 * run that was cut off could not be settled, so it says too little.
 */
export async function pastFor(
  account: string,
  { records, held }: Pick<RunContext, 'records'> & { readonly held: Held | null },
): Promise<History | null> {
  if (held?.isSettled === false) return null;
  const history = await records.history(account);
  return history && withCutOff(history, held);
}

/** Writes the history once, at the end of a run: over whatever others have written to it in the meantime. */
export async function rememberSweep(
  report: Report,
  estates: readonly RegionEstate[],
  run: RunContext & { readonly held: Held },
): Promise<void> {
  const { held, records } = run;
  const { number } = held.lease;
  const read = new Set(estates.flatMap(({ loadBalancers }) => loadBalancers.map(({ arn }) => arn)));
  const gone = await goneAmong(estates, report.account, run);
  const isRemembered = await records.update(report.account, (current) =>
    afterSweep(withCutOff(current, held), report, { number, read, gone }),
  );
  if (isRemembered) held.remembered();
}

/**
 * Takes out of the history what the digest of a sweep has told. Only the function does, behind its digest: what somebody
 * saw at a terminal, or in a digest that never left, nobody else was told.
 */
export async function rememberTold(
  report: Report,
  { records, clock }: Pick<RunContext, 'records' | 'clock'>,
): Promise<void> {
  const sentAt = clock.now().toISOString();
  await records.updateAtLast(report.account, (history) => afterDigest(history, report, sentAt));
}

/** Remembers at which load balancers a sweep has looked that somebody's call woke: the same call is delivered twice at times. */
export async function rememberLooked(
  report: Report,
  { records, clock }: Pick<RunContext, 'records' | 'clock'>,
): Promise<void> {
  const now = clock.now();
  await records.updateAtLast(report.account, (history) => afterLook(history, report, now));
}

/** The history with what runs that were cut off have done. */
export function withCutOff(history: History, held: Held | null): History {
  return (held?.cutOff ?? []).reduce(
    (past, { report, remembered }) =>
      report?.number === undefined || remembered
        ? past
        : remember(past, {
            runId: report.runId,
            mode: report.mode,
            number: report.number,
            entries: report.listeners,
            undoneUntil: report.undoneUntil ?? null,
          }),
    history,
  );
}

function isWhole({ error, closed }: RegionEstate): boolean {
  return error === null && closed === undefined;
}

/** Load balancers that the history knows and AWS does not: only of Regions that were read whole. */
async function goneAmong(
  estates: readonly RegionEstate[],
  account: string,
  { aws, records, deadline }: RunContext,
): Promise<ReadonlySet<string>> {
  const history = await records.history(account);
  if (history === null || deadline.isPast()) return new Set();
  const known = new Set(
    estates.flatMap(({ loadBalancers, unread }) => [
      ...loadBalancers.map(({ arn }) => arn),
      ...unread.map(({ loadBalancer }) => loadBalancer.arn),
    ]),
  );
  const wanted = new Set(loadBalancersIn(history).filter((arn) => !known.has(arn)));
  const examined = new Set(estates.filter(isWhole).map(({ region }) => region));
  const references = [...wanted].flatMap((arn): readonly LoadBalancerRef[] => loadBalancerRef(arn));
  const gone = await Promise.all(
    [...examined].map(async (region) => {
      const its = references.filter((reference) => reference.region === region);
      if (its.length === 0) return [];
      // What cannot be asked for is not dropped, and what was changed is remembered all the same.
      const answers = await aws
        .region(region, account)
        .tagsOf(its)
        .catch(() => new Map<string, Answer<Tags>>());
      return [...answers].flatMap(([arn, { status }]) => (status === 'gone' ? [arn] : []));
    }),
  );
  return new Set(gone.flat());
}
