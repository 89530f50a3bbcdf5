import type { Entry } from '../../lambda/core/report';
import { showNoCalls } from '../calls';
import { columns } from '../screen';
import { entryOf, totalsLine } from '../wording';
import type { Chapter } from './chapter';

/** What waits, for whom, and the words of the report that the demo says in short. */
const WAITING: readonly (readonly [string, Entry['reason'], string])[] = [
  ['shop-public', 'undone', 'undone: left alone until somebody clears it'],
  ['shop-checkout', 'reverted-by-others', 'drift: find out who set it back; no fight over it'],
  ['k8s-shop-ingress', 'owned-by-controller', 'set the annotation on the ingress'],
  ['legacy-pos', 'exemption-unreadable', 'write a date that can be read into the tag'],
  ['partner-gateway', 'read-failed', 'let the role read it'],
  ['legacy-kiosk', 'exempt-by-tag', 'nothing to do until 2027-03-31'],
];

/** Running again is safe. */
export const again: Chapter = {
  title: 'Again: nothing is changed, and what is left has a reason',
  show: async (account, screen) => {
    const { paint, print } = screen;
    account.mutations();
    const report = await account.sweep('apply');
    const named = new Set(WAITING.map(([name]) => name));
    const forgotten = report.listeners.filter(
      ({ outcome, loadBalancer }) => outcome !== 'compliant' && !named.has(loadBalancer.name),
    );
    if (forgotten.length > 0) throw new Error(`not told: ${JSON.stringify(forgotten)}`);
    print(`${report.totals.listeners} listeners: ${totalsLine(report)}.`, '');
    for (const [name, reason, what] of WAITING) {
      const { outcome } = entryOf(report, name, reason);
      const style = outcome === 'failed' ? 'red' : outcome === 'exempt' ? 'dim' : 'yellow';
      print(columns([`  ${paint(style, outcome.padEnd(8))}`, name, what], 0, 18));
    }
    print('');
    showNoCalls(account, screen);
  },
};
