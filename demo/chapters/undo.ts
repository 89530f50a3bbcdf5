import { table } from '../../lambda/report/table/table';
import { underLease } from '../../lambda/runs/lease';
import { undo } from '../../lambda/runs/undo';
import { print } from '../print';
import type { Chapter } from './chapter';

/** Two ways back: an undo, and drift. Later runs fight neither. */
export const undoing: Chapter = {
  title: 'Undo, and drift: a listener set back by hand',
  show: async (account) => {
    const record = await account.recordOf(account.lastChange().runId);
    const listeners = [account.changedOn('shop-public').id];
    const run = account.context();
    const undone = await underLease('undo', run, (held) =>
      undo({ record, listeners, reason: 'undone-by-request' }, { ...run, held }),
    );
    print(table(undone, { color: false }));
    const drifting = account.changedOn('shop-checkout');
    account.sandbox.region('eu-west-1').setPolicy(drifting.id, drifting.from ?? '');
    print(`An operator sets shop-checkout back to ${drifting.from}.`);
  },
};
