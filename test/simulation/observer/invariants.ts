/** What has to hold, by name: each can be looked for or left out by itself. */
export const INVARIANTS = {
  scope: 'only what its own tags, read before, put in scope is changed',
  exempt: 'what its owner has exempted is not changed',
  owned: 'what a controller owns is not changed',
  weakened: 'no change but an undo weakens what was read before it',
  'alb-mix': 'no change would give an ALB policies that do not go together, by what was read before it',
  'others-kept': 'what a Classic listener has beside TLS stays',
  overwritten: 'what an owner did seconds before a change is not overwritten',
  'plan-outdated': 'a saved plan changes only what still is as it was planned',
  limit: 'a run changes as many load balancers as its limit says',
  'limit-doubled': 'the limit holds for two deliveries of one event together',
  'limit-cut-off': 'the limit holds for a run that was cut off and its next together',
  'wave-order': 'a wave waits for all that is open in the waves before it',
  'wave-stopped': 'a wave waits for an undo or drift in the waves before it to be cleared',
  'bake-time': 'a wave waits for the bake time since the last change in the waves before it',
  'undone-changed': 'what was undone is not changed again until it is cleared',
  'drift-fought': 'what its owner has set back is not changed again until it is cleared',
  frozen: 'nothing is changed in a freeze',
  window: 'nothing is changed outside the change window',
  dry: 'a dry run changes nothing',
  'event-misread': 'an event that cannot be understood changes nothing',
  'no-record': 'nothing is changed that was not written to the record of its run before',
  'record-readable': 'what a run writes to its record can be read again',
  'two-writers': 'no two programs write at once',
  'undo-of-others': 'an undo puts back only what its run verifiably did, and nobody changed since',
  'undo-wrong': 'an undo puts back what was there before',
  'undo-works': 'an undo that nothing disturbed has put back all that its run did',
  'undo-clean': 'an undo that nothing disturbed does not fail',
  'undo-again': 'an undo made twice finds its own work, not a change of somebody else',
  'undo-unbegun': 'what an undo that was cut off had planned and did not begin is told by name',
  'watch-false': 'a watch undoes only where clients failed after the change of that load balancer',
  'watch-missed': 'a watch that may undo does so where clients clearly fail',
  unwatched:
    'what a run of the function changed gets a watch, however the run ended, or people are told that it has none',
  'watch-blind': 'a watch that has not read every number does not call it quiet',
  'watch-word': 'a watch that nothing disturbed leaves word in the record, or tells',
  'watch-alarm': 'a watch takes no undo of ours for a change of somebody else',
  'died-silent': 'the function tells somebody before its time is up',
  'failed-silent': 'a function that fails tells somebody',
  'change-told': 'every change is told, in the digest of its run or in a later one',
  'told-twice': 'no two digests count the same change as theirs',
  'run-told': 'every run that began is told',
  'since-others': 'what a run of ours changed last is not told as fixed by somebody else',
  'since-gone': 'what is there and in scope is not told as gone',
  'time-left': 'nobody is told that the time was up while there was plenty',
  'text-attack': 'no text of a tag becomes a command or reaches a terminal raw',
  'left-undone': 'at calm, two runs later nothing is left that the rules want changed',
  starved: 'at calm, with the limits and waves of the story, everything gets its turn',
  'history-pruned': 'at calm the history knows no load balancer that is gone',
  'exemption-listed': 'an exemption without an end is listed once it can be read',
  'undo-restores': 'an undo of everything restores what only the product has changed',
  'answers-at-calm': 'at calm no run fails',
} as const;

export type Invariant = keyof typeof INVARIANTS;

export const ALL: readonly Invariant[] = Object.keys(INVARIANTS).filter(isInvariant);

export function isInvariant(name: string): name is Invariant {
  return Object.hasOwn(INVARIANTS, name);
}

/** A promise that was broken. */
export interface Finding {
  readonly invariant: Invariant;
  readonly at: number;
  /** One sentence. */
  readonly what: string;
  /** The processes whose every call belongs to the story. */
  readonly processes: readonly number[];
}
