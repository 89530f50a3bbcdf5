import { underLease } from '../../lambda/runs/lease';
import { undo } from '../../lambda/runs/undo';
import { showCalls } from '../calls';
import { columns } from '../screen';
import { entriesOf, move, short, totalsLine } from '../wording';
import type { Chapter } from './chapter';

/** Two ways back: an undo, and drift. Later runs fight neither. */
export const undoing: Chapter = {
  title: 'Undo: one listener goes back, the others stay',
  show: async (account, screen) => {
    const { paint, print } = screen;
    const { runId, totals } = account.lastChange();
    const record = await account.recordOf(runId);
    const listeners = [account.changedOn('shop-public').id];
    const run = account.context();
    const undone = await underLease('undo', run, (held) =>
      undo({ record, listeners, reason: 'undone-by-request' }, { ...run, held }),
    );
    print(
      'Before its first change a run records what each listener had. One entry of its',
      `mail can be put back, or all ${totals.changed}: with this tool, by the function, or by the`,
      'AWS CLI alone. The demo undoes the one on which clients fail:',
      '',
    );
    for (const entry of entriesOf(undone, 'reverted')) {
      print(columns([`  ${entry.loadBalancer.name}`, paint('magenta', move(entry))], 19));
      print(paint('dim', `    ${entry.detail}`));
    }
    print('', `  ${totalsLine(undone)}. It is the one move that may weaken.`, '');
    showCalls(account, screen);
    const drifting = account.changedOn('shop-checkout');
    account.sandbox.region('eu-west-1').setPolicy(drifting.id, drifting.from ?? '');
    print('', `Meanwhile somebody sets shop-checkout back by hand: ${short(drifting.from)}.`);
  },
};
