import { classicTls, isSame, othersOf } from '../account/estate';
import { HOUR, SECOND } from '../clock';
import { mayMove, mayMoveOnClassic } from '../policies';
import { isExempt, isOwned, ofChanges, wasSeen, type JudgeWrite } from './facts';
import type { Invariant } from './invariants';

/** Judges of a single change: scope, strength, owners. */

/** What owners do this long before a change, no program can have overlooked. */
const WIDTH = 5 * SECOND;

const scope: JudgeWrite = ({ seen }) => {
  if (seen.tagsAt === null) return 'its own tags were not read before';
  return seen.tags['Tier'] === 'web' ? null : `its tags, read before, say Tier=${seen.tags['Tier']}`;
};

const exempt: JudgeWrite = ({ seen, at, process }) => {
  const isOver = !isExempt(seen.tags, at) || !isExempt(seen.tags, process.clock.now().getTime());
  return isOver ? null : `its owner says ${seen.tags['tls-remediation']}`;
};

const owned: JudgeWrite = ({ seen }) => (isOwned(seen.tags) ? 'its tags name a controller' : null);

const weakened: JudgeWrite = (write) => {
  const { loadBalancer, before, after } = write;
  if (!wasSeen(write)) return null;
  if (loadBalancer.type !== 'classic') {
    const [from = '', to = ''] = [before[0], after[0]];
    return from === to || mayMove(from, to) ? null : `${from} to ${to} weakens`;
  }
  const [from, to] = [classicTls(loadBalancer, before), classicTls(loadBalancer, after)];
  if (from === null || to === null) return `nobody can tell what ${before.join()} or ${after.join()} accepts`;
  return mayMoveOnClassic(from, to) ? null : `${before.join()} to ${after.join()} weakens`;
};

const othersKept: JudgeWrite = ({ loadBalancer, listener, before, after, issuedAt, process }) => {
  // Cookies of the last seconds, nobody can have seen.
  if (listener.stickyAt > issuedAt - WIDTH || !process.wasFastSince(listener.stickyAt)) return null;
  const lost = othersOf(loadBalancer, before).find((name) => !after.includes(name));
  return lost === undefined ? null : `${lost} is gone`;
};

const overwritten: JudgeWrite = (write) => {
  const { origin, issuedAt, process, loadBalancer, listener, seen } = write;
  const since = (issuedAt - Math.max(origin.at, loadBalancer.touchedAt)) / SECOND;
  const actedAt = Math.max(origin.at, listener.stickyAt);
  if (origin.process === null && !wasSeen(write) && actedAt < issuedAt - WIDTH) {
    return process.wasFastSince(actedAt) ? `its owner had set it ${since} s before` : null;
  }
  const areTagsNew = seen.tags !== loadBalancer.tags && loadBalancer.touchedAt < issuedAt - WIDTH;
  const isOut = loadBalancer.tags['Tier'] !== 'web' || isExempt(loadBalancer.tags, issuedAt);
  const isLate = areTagsNew && isOut && process.wasFastSince(loadBalancer.touchedAt);
  return isLate ? `its owner had taken it out ${since} s before` : null;
};

const undone: JudgeWrite = ({ loadBalancer, listener, origin, before }, { memory }) => {
  const hold = memory.holdOf(loadBalancer, { ...listener, origin, policies: before });
  if (hold !== 'undone') return null;
  const by = memory.last(loadBalancer, listener)?.process;
  return `it was undone by ${by?.name} (${by?.end}, record in ${by?.place}), and nobody has cleared that`;
};

const drift: JudgeWrite = (write, { memory }) => {
  const { loadBalancer, listener, origin, before } = write;
  const hold = wasSeen(write) ? memory.holdOf(loadBalancer, { ...listener, origin, policies: before }) : null;
  const last = memory.last(loadBalancer, listener);
  // Nobody could write down that it was done, and the listener has what it had: it may as well never have been.
  const isUnconfirmed =
    last !== undefined &&
    !memory.isConcluded(last.process, loadBalancer, listener.id) &&
    isSame(last.before, before);
  // Its owner acted between the change and the look that was to confirm it.
  const isRace = last !== undefined && origin.at < last.at + WIDTH;
  return hold === 'drift' && !isUnconfirmed && !isRace
    ? `run ${last?.process.runs.join()} had changed it, and its owner set it back`
    : null;
};

const planOutdated: JudgeWrite = (write) => {
  const { process, loadBalancer, listener, before } = write;
  const { expects } = process.purpose;
  if (expects === undefined || loadBalancer.type === 'classic' || !wasSeen(write)) return null;
  const expected = expects.get(listener.id);
  return expected === before[0] ? null : `the plan says ${expected}, and it had ${before[0]}`;
};

const frozen: JudgeWrite = ({ issuedAt, process }, { world }) =>
  // Its own clock decides, and it may have asked a moment ago.
  issuedAt + process.offset < world.deployment.frozenUntil - WIDTH ? 'the freeze is not over' : null;

const window: JudgeWrite = ({ issuedAt, process }, { world }) => {
  const { window: hours } = world.deployment;
  if (hours === null || !process.wasFastSince(issuedAt - WIDTH)) return null;
  const isShut = (moment: number): boolean => {
    const hour = (moment % (24 * HOUR)) / HOUR;
    return hour < hours.opens || hour >= hours.closes;
  };
  const own = issuedAt + process.offset;
  return isShut(own) && isShut(own - WIDTH) ? `it is ${new Date(own).toISOString()} there` : null;
};

const dry: JudgeWrite = ({ process }) => (process.purpose.isDry ? 'the run is dry' : null);

const misread: JudgeWrite = ({ process }) =>
  process.purpose.isNonsense === true ? 'nobody can tell what its event asks for' : null;

export const RULES: Partial<Readonly<Record<Invariant, JudgeWrite>>> = {
  scope: ofChanges(scope),
  exempt: ofChanges(exempt),
  owned: ofChanges(owned),
  weakened: ofChanges(weakened),
  'others-kept': othersKept,
  overwritten: ofChanges(overwritten),
  'plan-outdated': ofChanges(planOutdated),
  'undone-changed': ofChanges(undone),
  'drift-fought': ofChanges(drift),
  frozen: ofChanges(frozen),
  window: ofChanges(window),
  dry,
  'event-misread': misread,
};
