import { sweep } from '../../lambda/sweep';
import { statusOf } from '../exit-status';
import type { Flags } from '../flags';
import { show } from '../terminal/output';
import { sweepFor } from './sweep';

/** `elb-tls plan`: says what an apply would do. */
export async function plan(flags: Flags): Promise<number> {
  const report = await sweep({ ...(await sweepFor(flags, { writes: false })), held: null });
  await show(report, flags);
  return statusOf(report);
}
