import { beforeAbort } from '../core/deadline';
import type { Report } from '../core/report';
import type { RunContext } from './context';

/** No run waits longer than that for a name. */
const LONGEST_WAIT_MS = 5_000;

/**
 * What the account is called, for people. Where that is denied, fails, takes too long, or a partition has no such call, the
 * report has its number alone, and says no more of it (docs/adr/0028-account-name.md).
 */
export async function accountName({
  aws,
  clock,
}: Pick<RunContext, 'aws' | 'clock'>): Promise<Pick<Report, 'accountName'>> {
  const signal = clock.alarm(LONGEST_WAIT_MS);
  const name = await beforeAbort(() => aws.accountName(signal), signal).catch(() => null);
  return name === null ? {} : { accountName: name };
}
