import { statusOf } from '../exit-status';
import type { Flags } from '../flags';
import { show } from '../terminal/output';
import { sweepWith } from './sweep';

/** `elb-tls plan`: says what an apply would do. Answers its exit status, as all commands do. */
export async function plan(flags: Flags): Promise<number> {
  const report = await sweepWith(flags, 'plan');
  await show(report, flags);
  return statusOf(report);
}
