import type { DemoAccount } from './account';
import type { Screen } from './screen';

type Counting = Pick<DemoAccount, 'mutations'>;

/** Says how many calls changed something, as AWS saw it: the sandbox has counted. */
export function showCalls(account: Counting, { paint, print }: Screen): number {
  const made = account.mutations();
  print(paint('bold', `Calls that changed something: ${made}`));
  return made;
}

/** @throws when there was one */
export function showNoCalls(account: Counting, screen: Screen): void {
  const made = showCalls(account, screen);
  if (made > 0) throw new Error(`${made} calls changed something; there must be none`);
}
