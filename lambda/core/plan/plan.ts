import { lockedOutNames } from '../clients/lockouts';
import { albGroupOf, canStandTogether } from '../policy/alb';
import type { Catalogue, LoadBalancer, RegionEstate, UnreadLoadBalancer } from '../estate';
import { readExemption, type Exemption } from '../exemption';
import { dropsOf, NO_DROPS, type Posture } from '../policy/posture';
import type { Change, ClassicChange } from '../change';
import type { ClassicLists, Entry } from '../report';
import { contentsOf, offersDhe } from './classic';
import { secureListeners, type SecureListener } from './secure-listener';
import {
  asksForFips,
  chooseClassicTarget,
  chooseTarget,
  permissivePosture,
  type TargetChoice,
  type TargetSetting,
} from '../policy/target';
import { judge, type Verdict } from './verdict';
import * as note from '../wording/notes';
import * as say from '../wording/plan';

/** What a plan decides by, apart from the load balancer itself. */
export interface PlanContext {
  readonly catalogue: Catalogue;
  readonly target: TargetSetting;
  readonly now: Date;
}

/** One decision: what the report says, and the change that would make it true (`planned` only). */
export interface PlannedListener {
  readonly entry: Entry;
  readonly change: Change | null;
}

/** The plan for one Region: a decision for each secure listener and each load balancer that could not be read. */
export function planRegion(
  estate: RegionEstate,
  settings: Omit<PlanContext, 'catalogue'>,
): readonly PlannedListener[] {
  const context = { ...settings, catalogue: estate.catalogue };
  return [
    ...estate.unread.map((unread) => ({ entry: unreadEntry(unread), change: null })),
    ...estate.loadBalancers.flatMap((loadBalancer) => planLoadBalancer(loadBalancer, context)),
  ];
}

/** The plan for one load balancer: a decision for each of its secure listeners, an ALB taken as a whole. */
export function planLoadBalancer(
  loadBalancer: LoadBalancer,
  context: PlanContext,
): readonly PlannedListener[] {
  const offer = context.catalogue[loadBalancer.type];
  const offered = offer?.status === 'read' ? offer.policies : [];
  const listeners = secureListeners(loadBalancer, offered);
  const exemption = readExemption(loadBalancer.tags, context.now);
  return listeners.map((listener) => {
    const place = placeOf(loadBalancer, listener);
    if (offer?.status !== 'read') {
      return {
        entry: { ...place, ...say.catalogueUnreadable(loadBalancer.type, offer?.error) },
        change: null,
      };
    }
    return planListener(
      { loadBalancer, listener, place, offered, exemption, siblings: listeners },
      context.target,
    );
  });
}

/**
 * Whether a plan would say more of this load balancer than `compliant`: its tags decide then, and are worth another
 * look before the plan is made.
 */
export function mayChange(
  loadBalancer: LoadBalancer,
  { catalogue, target }: Omit<PlanContext, 'now'>,
): boolean {
  const offer = catalogue[loadBalancer.type];
  const offered = offer?.status === 'read' ? offer.policies : [];
  const siblings = secureListeners(loadBalancer, offered);
  return siblings.some(
    (listener) =>
      offer?.status !== 'read' ||
      verdictOn({ loadBalancer, listener, offered, siblings }, target).verdict.outcome !== 'compliant',
  );
}

interface Case extends Siblings {
  readonly place: say.Place;
  readonly exemption: Exemption;
}

/** A listener among those of its load balancer. */
interface Siblings {
  readonly loadBalancer: LoadBalancer;
  readonly listener: SecureListener;
  readonly offered: readonly Posture[];
  /** All secure listeners of the load balancer, this one among them. */
  readonly siblings: readonly SecureListener[];
}

function planListener(it: Case, setting: TargetSetting): PlannedListener {
  const { from } = it.listener;
  const { assumed, choice, verdict } = verdictOn(it, setting);
  const exemptionNotes = note.exemptionNotes(it.exemption, verdict.outcome);
  const general = [
    ...recreationNotes(it, assumed, setting, choice),
    ...noFipsNotes(it, setting),
    ...exemptionNotes,
  ];
  const notes = [...dheNotes(it), ...general];
  if (verdict.outcome === 'compliant') return done({ ...it.place, ...say.compliant(verdict.reason), notes });
  const move = { ...shownMove(it, setting, choice), notes };
  if (verdict.outcome === 'held') return done({ ...it.place, ...move, ...say.held(verdict, from) });
  // Its sentence says how to recreate the listeners: the note on post-quantum would say it again.
  if (!fitsBesideSiblings(it, verdict.to.name))
    return done({ ...it.place, ...move, notes: exemptionNotes, ...say.albPolicyMix() });
  if (it.exemption.kind === 'exempt') return done({ ...it.place, ...move, ...say.exempt(it.exemption) });
  if (it.exemption.kind === 'unreadable')
    return done({ ...it.place, ...move, ...say.unreadable(it.exemption) });
  const change = it.listener.changeTo(verdict.to.name);
  if (change === null) return done({ ...it.place, ...move, ...say.nameTaken(verdict.to.name) });
  const planned = { ...it.place, ...move, ...say.planned(verdict.reason, verdict.to.name) };
  const entry = { ...planned, notes: [...bindingNotes(it, verdict.to.name), ...general] };
  return {
    entry:
      change.kind === 'modify-listener' ? entry : { ...entry, classic: listsOf(change, it.loadBalancer) },
    change,
  };
}

/** What the rules say of the listener by itself. */
function verdictOn(
  it: Siblings,
  setting: TargetSetting,
): { readonly assumed: Posture; readonly choice: TargetChoice; readonly verdict: Verdict } {
  const { current, from } = it.listener;
  const assumed = current && isJudged(current) ? current : permissivePosture(from, it.offered);
  const choice = choose(it, assumed, setting);
  const verdict: Verdict = current
    ? judge(current, choice)
    : { outcome: 'held', reason: 'unknown-policy', why: [] };
  return { assumed, choice, verdict };
}

/** Nothing is chosen from the families that are never left; the `to` of such a listener is the setting's own. */
function isJudged({ family }: Posture): boolean {
  return family !== 'rfc9151' && family !== 'other';
}

/** What an undo needs to know of a Classic change. */
function listsOf(
  { before, policyNames, create, port }: ClassicChange,
  loadBalancer: LoadBalancer,
): ClassicLists {
  const lists = { before, after: policyNames, creates: create[0]?.policyName ?? null };
  if (loadBalancer.type !== 'classic') return lists;
  const listener = loadBalancer.listeners.find((candidate) => candidate.port === port);
  return listener === undefined ? lists : { ...lists, contents: contentsOf(listener, loadBalancer) };
}

function done(entry: Entry): PlannedListener {
  return { entry, change: null };
}

function choose(it: Siblings, current: Posture, setting: TargetSetting): TargetChoice {
  if (it.loadBalancer.type === 'classic') return chooseClassicTarget(current, setting, it.offered);
  const group = albGroupOf(current.name);
  // FIPS is wanted or it is not: a plain policy in its place would be no step towards it, so the mix decides.
  const bound = isSharedAlb(it) && group !== 'unknown' && !asksForFips(setting);
  return chooseTarget(
    current,
    setting,
    it.offered,
    (candidate) => !bound || albGroupOf(candidate.name) === group,
  );
}

/** Rule 4 of docs/rules.md: with two or more secure listeners, an ALB cannot cross from plain to post-quantum in place. */
function isSharedAlb(it: Siblings): boolean {
  return it.loadBalancer.type === 'application' && it.siblings.length > 1;
}

function fitsBesideSiblings(it: Case, to: string): boolean {
  if (!isSharedAlb(it)) return true;
  return canStandTogether([...it.siblings.map(({ from }) => from), to]);
}

/** What an entry that is not compliant shows: the target, or where the rules found none the setting's own. */
function shownMove(
  it: Case,
  setting: TargetSetting,
  choice: TargetChoice,
): Pick<Entry, 'to' | 'drops' | 'locksOut'> {
  const { current, from } = it.listener;
  if (choice.found) {
    const { target } = choice;
    if (current === null) return { to: target.name, drops: NO_DROPS };
    return { to: target.name, drops: dropsOf(current, target), locksOut: lockedOutNames(current, target) };
  }
  if (setting.kind === 'named') return { to: setting.name, drops: NO_DROPS };
  const general = choose(it, permissivePosture(from, it.offered), setting);
  return { to: general.found ? general.target.name : null, drops: NO_DROPS };
}

/** Rule 4 of docs/rules.md: what a shared ALB stays short of, and how to get there. */
function recreationNotes(
  it: Case,
  current: Posture,
  setting: TargetSetting,
  choice: TargetChoice,
): readonly string[] {
  if (!isSharedAlb(it) || setting.kind === 'named' || !choice.found) return [];
  const alone = chooseTarget(current, setting, it.offered, () => true);
  const missesPq = alone.found && alone.target.postQuantum && !choice.target.postQuantum;
  return missesPq ? [note.pqNeedsRecreation()] : [];
}

function noFipsNotes({ loadBalancer }: Case, setting: TargetSetting): readonly string[] {
  return loadBalancer.type === 'classic' && asksForFips(setting) ? [note.noFipsOnClassic()] : [];
}

/** What is wrong with a policy that stays: of one that is replaced, it would soon be no longer true. */
function dheNotes({ listener: { isCustom, current } }: Case): readonly string[] {
  return isCustom && offersDhe(current) ? [note.dheOnClassic()] : [];
}

/** Rule 4 of docs/rules.md: a move into post-quantum or FIPS binds what can be added to the ALB later. */
function bindingNotes({ loadBalancer, listener }: Case, to: string): readonly string[] {
  const crosses = albGroupOf(listener.from) === 'plain' && albGroupOf(to) === 'pq-or-fips';
  return loadBalancer.type === 'application' && crosses ? [note.pqBindsTheAlb()] : [];
}

function placeOf(loadBalancer: LoadBalancer, listener: SecureListener): say.Place {
  const { region, name, arn, type } = loadBalancer;
  const { id, port, protocol, from } = listener;
  const created = loadBalancer.type === 'classic' ? loadBalancer.created : undefined;
  const reference = { name, arn, type, ...(created === undefined ? {} : { created }) };
  return { id, region, loadBalancer: reference, port, protocol, from };
}

function unreadEntry({ loadBalancer, reason, error }: UnreadLoadBalancer): Entry {
  const { region, ...rest } = loadBalancer;
  const place = { id: rest.arn, region, loadBalancer: rest, port: null, protocol: null, from: null };
  return { ...place, ...say.unread(reason, error) };
}
