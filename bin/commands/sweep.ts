import type { Settings } from '../../lambda/core/settings';
import type { RunContext } from '../../lambda/runs/context';
import { contextFor, ensureAccount, ensureRegion, terminalAws } from '../context';
import { settingsFrom, type Flags } from '../flags';
import { refuseUnwritable } from '../terminal/output';

/** What a sweep with the settings of a command line is given: `plan`, and `apply` without a plan. */
export async function sweepFor(
  flags: Flags,
  { writes }: { readonly writes: boolean },
): Promise<RunContext & { readonly settings: Settings }> {
  const aws = terminalAws();
  const settings = await settingsFrom(flags, aws);
  await ensureRegion(aws, settings.regions);
  refuseUnwritable(flags);
  await ensureAccount(aws);
  const regions = settings.regions === 'all' ? [] : settings.regions;
  const run = await contextFor(flags, aws, { isNeeded: writes, regions });
  return { ...run, settings: { ...settings, mustFind: writes } };
}
