import type { Step } from '../step';
import { STEPS, type StepId } from '../step-table';

/** A step for what is no listener, a sentence each; none where there is nothing. `said` is closer to the case. */
export function itemStep(
  id: StepId,
  items: readonly string[],
  said: Pick<Step, 'title' | 'how'> = { title: STEPS[id].title, how: '' },
): readonly Step[] {
  return items.length === 0 ? [] : [{ id, ...said, commands: [], listeners: [], items }];
}
