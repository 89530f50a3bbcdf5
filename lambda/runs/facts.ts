import type { LoadBalancerRef, RegionEstate, TaggedLoadBalancer, Tags } from '../core/estate';
import type { GateContext } from '../core/gates';
import { unknownWaveNotes, waveOf } from '../core/gates/waves';
import { groupBy } from '../core/group';
import type { History } from '../core/history';
import { exemptionNotices } from '../core/plan/exemption-notices';
import type { PlannedListener } from '../core/plan/plan';
import { deedsOf } from '../core/plan/run-record';
import { isAtLeastAsStrict } from '../core/policy/posture';
import { formatTarget } from '../core/policy/target';
import { entryNumbers, referenceOf, type CutOff, type Entry } from '../core/report';
import type { RegionStatus, Report, ReportParts } from '../core/report';
import type { WaveSettings } from '../core/rollout';
import { isNamed } from '../core/scope';
import type { Settings } from '../core/settings';
import { OTHER_REGIONS } from '../core/wording/regions';
import type { RunContext } from './context';
import type { Held } from './lease';
import type { CutOffRun } from './settle';
import type { Untold } from './untold';

/** What a report says of a sweep beside its listeners. */
export function factsOf(
  estates: readonly RegionEstate[],
  { scope, only, target, rollout }: Settings,
  {
    history,
    now,
    held,
  }: { readonly history: History | null; readonly now: Date; readonly held: Held | null },
): Omit<ReportParts, 'mode' | 'account' | 'runId' | 'startedAt' | 'finishedAt' | 'listeners'> {
  const loadBalancers = estates.flatMap((estate) => estate.loadBalancers);
  const notices = exemptionNotices(estates.flatMap(taggedIn), history, now);
  const toReview = notices
    .filter(({ hasEnded }) => !hasEnded)
    .map(({ text }) => ({ step: 'review-exemption', text }) as const);
  return {
    scope: {
      ...scope,
      regions: estates.map(({ region }) => region),
      ...(only === undefined ? {} : { only }),
    },
    target: formatTarget(target),
    regions: statusesOf(estates),
    inScope: estates
      .flatMap(inScopeOf)
      .filter((each) => only === undefined || isNamed(each, only))
      .map(({ arn }) => arn),
    notes: [
      ...estates.flatMap(({ notes }) => notes),
      ...(rollout.waves === null ? [] : unknownWaveNotes(loadBalancers, rollout.waves)),
    ],
    exemptions: notices.map(({ text }) => text),
    ...(toReview.length === 0 ? {} : { concerns: toReview }),
    ...(history?.watched === undefined ? {} : { watches: history.watched }),
    ...heldFacts(held),
  };
}

/** Where a run that may change something stands among the others, and what it has to tell for those before it. */
export function heldFacts(held: Held | null): Pick<Report, 'number' | 'cutOff'> {
  if (held === null) return {};
  const { lease, cutOff } = held;
  const untold = cutOff.filter(({ told }) => !told);
  return { number: lease.number, ...(untold.length === 0 ? {} : { cutOff: untold.map(toldOf) }) };
}

/** What is told of a run that could not tell it, with the numbers that an undo of that run takes. */
function toldOf({ runId, report, hasEnded }: CutOffRun): CutOff {
  if (report === null) return { runId, listeners: [] };
  const numbers = entryNumbers(report);
  const listeners = deedsOf(report);
  return {
    runId,
    mode: report.mode,
    listeners,
    numbers: listeners.flatMap(({ id }) => numbers.get(id) ?? []),
    ...notBegunBy(report, numbers),
    ...(hasEnded ? { ended: true } : {}),
  };
}

/** What a sweep did not come to the next one does. Of an undo it is named: nobody else makes it. */
function notBegunBy(
  { mode, undoes, listeners }: Report,
  numbers: ReadonlyMap<string, number>,
): Pick<CutOff, 'notBegun' | 'notBegunNumbers' | 'undoes'> {
  const notBegun = listeners.filter(({ advice }) => advice?.step === 'undo-again');
  if (mode !== 'undo' || notBegun.length === 0) return {};
  return {
    notBegun,
    notBegunNumbers: notBegun.flatMap(({ id }) => numbers.get(id) ?? []),
    ...(undoes === undefined ? {} : { undoes }),
  };
}

/** What somebody has to see to beside what the tags say: runs that were cut off, as a dry run knows of them. */
export function concernsOf(
  { concerns = [] }: Pick<Report, 'concerns'>,
  untold: readonly Untold[],
): Pick<Report, 'concerns'> {
  const cutOff = untold.filter(({ isUnderWay }) => !isUnderWay);
  const all = [...concerns, ...cutOff.map(({ text }) => ({ step: 'look-at-cut-off', text }) as const)];
  return all.length === 0 ? {} : { concerns: all };
}

/** What the gates decide by. Creation times cost a call, so they are read only where an earlier wave is open. */
export async function gateContextOf(
  planned: readonly PlannedListener[],
  estates: readonly RegionEstate[],
  {
    history,
    now,
    account,
    aws,
    settings,
    isListed,
  }: Pick<RunContext, 'aws'> & {
    readonly history: History | null;
    readonly now: Date;
    readonly account: string;
    readonly settings: Settings;
    /** Whether these are all the Regions that were asked for. */
    readonly isListed: boolean;
  },
): Promise<GateContext> {
  const tagsOf = tagsIn(estates);
  const entries = planned.map(({ entry }) => entry);
  const created =
    settings.rollout.waves === null
      ? new Map<string, Date>()
      : await createdAt(holdingUp(entries, settings.rollout.waves, tagsOf), aws, account);
  return {
    history,
    now,
    tagsOf,
    isAtLeastAsStrict: strictnessIn(estates),
    failedRegions: [
      ...estates.filter(({ error }) => error !== null).map(({ region }) => region),
      ...(isListed ? [] : [OTHER_REGIONS]),
    ],
    closedRegions: estates.filter(({ closed }) => closed !== undefined).map(({ region }) => region),
    createdAt: ({ loadBalancer: { arn } }) => created.get(arn) ?? null,
  };
}

/** What is open in a wave that others wait for. */
function holdingUp(
  entries: readonly Entry[],
  waves: WaveSettings,
  tagsOf: (entry: Entry) => Tags | null,
): readonly Entry[] {
  const open = entries.filter(({ outcome }) => outcome === 'planned' || outcome === 'failed');
  const last = Math.max(...open.map((entry) => waveOf(tagsOf(entry) ?? {}, waves)));
  return open.filter((entry) => waveOf(tagsOf(entry) ?? {}, waves) < last);
}

async function createdAt(
  entries: readonly Entry[],
  aws: RunContext['aws'],
  account: string,
): Promise<ReadonlyMap<string, Date>> {
  const byRegion = [...groupBy(entries, ({ region }) => region)];
  const found = await Promise.all(
    byRegion.map(([region, its]) => {
      const loadBalancers = groupBy(its, ({ loadBalancer }) => loadBalancer.arn);
      const references = [...loadBalancers.values()].flatMap(([first]) =>
        first ? [referenceOf(first)] : [],
      );
      // What is not known to be younger than the last change of its wave holds the wave up.
      return aws
        .region(region, account)
        .createdAt(references)
        .catch(() => new Map<string, Date>());
    }),
  );
  return new Map(found.flatMap((times) => [...times]));
}

function strictnessIn(estates: readonly RegionEstate[]): GateContext['isAtLeastAsStrict'] {
  const catalogues = new Map(estates.map(({ region, catalogue }) => [region, catalogue]));
  return ({ region, loadBalancer }, policy, than) => {
    const offer = catalogues.get(region)?.[loadBalancer.type];
    if (offer?.status !== 'read') return false;
    const [one, other] = [policy, than].map((name) =>
      offer.policies.find((offered) => offered.name === name),
    );
    return one !== undefined && other !== undefined && isAtLeastAsStrict(one, other);
  };
}

/** The load balancers whose tags were read, the rest of them or not. */
function taggedIn({ loadBalancers, unread }: RegionEstate): readonly TaggedLoadBalancer[] {
  const others = unread.flatMap(({ loadBalancer, tags }) => (tags ? [{ ...loadBalancer, tags }] : []));
  return [...loadBalancers, ...others];
}

/** The tags of the load balancer of an entry; `null` where they could not be read. */
export function tagsIn(estates: readonly RegionEstate[]): (entry: Entry) => Tags | null {
  const tagsByArn = new Map(estates.flatMap(taggedIn).map(({ arn, tags }) => [arn, tags]));
  return ({ loadBalancer }) => tagsByArn.get(loadBalancer.arn) ?? null;
}

/** What became of each Region. */
export function statusesOf(estates: readonly RegionEstate[]): readonly RegionStatus[] {
  return estates.map(({ region, error, closed }) => {
    if (error) return { region, status: 'failed', error };
    return closed ? { region, status: 'closed', error: closed } : { region, status: 'examined' };
  });
}

/** In scope are those whose tags were read and match; a load balancer whose tags could not be read is not. */
function inScopeOf({ loadBalancers, unread }: RegionEstate): readonly LoadBalancerRef[] {
  const known = unread
    .filter(({ reason }) => reason !== 'tags-unreadable')
    .map(({ loadBalancer }) => loadBalancer);
  return [...loadBalancers, ...known];
}
