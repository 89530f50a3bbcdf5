import { table } from '../../lambda/report/table/table';
import { print } from '../print';
import type { Chapter } from './chapter';

/** Running again is safe. */
export const again: Chapter = {
  title: 'Again: nothing is left to do',
  show: async (account) => {
    account.mutations();
    print(table(await account.sweep('apply'), { color: false }));
    const mutations = account.mutations();
    print(`Mutating calls: ${mutations}`);
    if (mutations > 0) throw new Error('the last apply made mutating calls; it must make none');
  },
};
