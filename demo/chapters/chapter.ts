import type { DemoAccount } from '../account';
import type { Screen } from '../screen';

/** One idea, shown on the account as the chapters before have left it. */
export interface Chapter {
  readonly title: string;
  readonly show: (account: DemoAccount, screen: Screen) => Promise<void>;
}
