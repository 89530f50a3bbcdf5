import type { DemoAccount } from '../account';

/** One idea, shown on the account as the chapters before have left it. */
export interface Chapter {
  readonly title: string;
  readonly show: (account: DemoAccount) => Promise<void>;
}
