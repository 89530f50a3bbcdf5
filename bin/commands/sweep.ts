import type { Report } from '../../lambda/core/report';
import { sweep } from '../../lambda/sweep';
import { contextFor, ensureRegion } from '../context';
import { settingsFrom, type Flags } from '../flags';
import { refuseUnwritable } from '../terminal/output';

/** A sweep with the settings of a command line: what `plan` does, and `apply` without a plan. */
export async function sweepWith(flags: Flags, mode: 'plan' | 'apply'): Promise<Report> {
  const run = contextFor(flags);
  const settings = await settingsFrom(flags, run.aws);
  await ensureRegion(run.aws, settings.regions);
  if (flags.out !== undefined) refuseUnwritable(flags.out);
  return sweep({ ...run, mode, settings });
}
