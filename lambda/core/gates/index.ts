import type { Entry } from '../report';
import { clients } from './clients';
import { drift } from './drift';
import { freeze } from './freeze';
import type { Gate, GateContext } from './gate';
import { owners } from './owners';
import type { RolloutSettings } from '../rollout';
import { undone } from './undone';
import { sameWave, waves } from './waves';
import { changeWindow } from './window';

export type { Gate, GateContext } from './gate';
export { DEFAULT_ROLLOUT, type RolloutSettings } from '../rollout';

/** The gates that a plan passes, one after another, each over what the one before has let through. */
const GATES: readonly Gate[] = [owners, undone, drift, clients, freeze, changeWindow, waves];

/** The gates that a clock can close while a run is under way: they are asked again before each write. */
export const GATES_OF_TIME: readonly Gate[] = [freeze, changeWindow];

/** The gates of a saved plan. Drift is judged by what a listener has now, and waves by all that there is now. */
export const GATES_OF_A_SAVED_PLAN: readonly Gate[] = [owners, undone, ...GATES_OF_TIME];

/** The gates that are asked again on a load balancer as it is right before its change. */
export const GATES_OF_A_CHANGE: readonly Gate[] = [owners, drift, sameWave];

/** Holds what may not change in this run, and says why; the rest of the plan stays as it is. */
export function holdBack(
  plan: readonly Entry[],
  settings: RolloutSettings,
  context: GateContext,
  gates: readonly Gate[] = GATES,
): readonly Entry[] {
  return gates.reduce((entries, gate) => gate(entries, settings, context), plan);
}
