import type { DemoAccount } from '../account';
import { print } from '../print';
import type { Chapter } from './chapter';

/** What goes wrong goes wrong in staging. */
export const firstWave: Chapter = {
  title: 'The first wave: staging changes, prod waits',
  show: applyAndTell,
};

/** The bake time of the first wave is over. */
export const secondWave: Chapter = {
  title: 'A day later: prod follows',
  show: async (account) => {
    account.later(25);
    await applyAndTell(account);
  },
};

async function applyAndTell(account: DemoAccount): Promise<void> {
  await account.sweep('apply');
  print(`Mutating calls: ${account.mutations()}`);
  print(`\nThe digest that SNS got:\n\n${account.lastMessage()}`);
}
