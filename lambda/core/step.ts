import type { StepId } from './step-table';

/** A next step, with all that it is for: what a digest is made of. */
export interface Step {
  readonly id: StepId;
  /** One line, in the words of the table or closer to the case. */
  readonly title: string;
  /** How, where or why, in a sentence or two; empty where the title says it. */
  readonly how: string;
  /** Commands that do it, each to be pasted. */
  readonly commands: readonly string[];
  /** The numbers of its listeners, as an undo of the run takes them. */
  readonly listeners: readonly number[];
  /** What it is for beside listeners (Regions, runs, exemptions): a sentence each. */
  readonly items: readonly string[];
}

/**
 * What somebody can do about an entry, as far as the entry says more than its reason: `how` is what it has in common with
 * others, `own` is its own.
 */
export interface Advice {
  readonly step: StepId;
  readonly title?: string;
  readonly how: string;
  readonly own?: string;
}
