import { table } from '../../lambda/report/table/table';
import { print } from '../print';
import type { Chapter } from './chapter';

/** Nothing changes before a person has seen what would. */
export const dryRun: Chapter = {
  title: 'A dry run: what would change, and who else sets a listener',
  show: async (account) => {
    print(table(await account.sweep('plan'), { color: false }));
    print(`Mutating calls: ${account.mutations()}`);
  },
};
