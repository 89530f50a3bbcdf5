import type { Mode, Report } from '../../lambda/core/report';
import type { RunContext } from '../../lambda/runs/context';
import { underLease, type Held } from '../../lambda/runs/lease';
import { changing } from '../context';
import { statusOf } from '../exit-status';
import type { Flags } from '../flags';
import { show } from '../terminal/output';

/**
 * Does what changes something, under the lease of the account. The report is shown before the lease goes back: a run whose
 * report nobody saw is told by the next one.
 */
export async function shownUnderLease(
  mode: Exclude<Mode, 'plan'>,
  before: RunContext,
  flags: Flags,
  work: (run: RunContext & { readonly held: Held }) => Promise<Report>,
): Promise<number> {
  const run = changing(mode, before, flags);
  const report = await underLease(mode, run, async (held) => {
    const done = await work({ ...run, held });
    await show(done, flags);
    return done;
  });
  return statusOf(report);
}
