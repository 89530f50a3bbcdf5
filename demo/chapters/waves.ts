import type { Report } from '../../lambda/core/report';
import type { DemoAccount } from '../account';
import { showCalls } from '../calls';
import { shakeHands, showHandshakes } from '../handshake';
import { columns, type Screen } from '../screen';
import { alike, entriesOf, entryOf, move, totalsLine } from '../wording';
import type { Chapter } from './chapter';

/** Its clients are asked before and after. */
const ASKED = 'staging-search';

/** What goes wrong goes wrong in staging. */
export const firstWave: Chapter = {
  title: 'Apply, the first wave: staging changes, prod waits',
  show: async (account, screen) => {
    const { paint, print } = screen;
    const endpoint = await account.endpointOf(ASKED);
    const before = await shakeHands(endpoint);
    const report = await account.sweep('apply');
    const after = await shakeHands(endpoint);
    print('Each load balancer is read again right before its change, and right after it.', '');
    for (const entry of entriesOf(report, 'changed')) {
      print(columns([`  ${entry.loadBalancer.name}`, paint('green', move(entry))], 19));
    }
    print('');
    showHandshakes(ASKED, before, after, screen);
    const waiting = report.listeners.filter(({ reason }) => reason === 'wave-waiting');
    print('', `${waiting.length} listeners of prod wait, until staging was quiet for 24 hours:`);
    print(`  ${paint('yellow', entryOf(report, 'edge', 'wave-waiting').detail)}`, '');
    showMail(account, report, screen);
    showCalls(account, screen);
  },
};

/** The bake time of the first wave is over. */
export const secondWave: Chapter = {
  title: 'A day later, the second wave: prod follows',
  show: async (account, screen) => {
    const { paint, print } = screen;
    account.later(25);
    const report = await account.sweep('apply');
    for (const { what, names, count, lost } of alike(entriesOf(report, 'changed'))) {
      const [first = '', ...more] = names;
      const others = more.length > 0 ? ` and ${more.length} more` : '';
      print(
        columns([`  ${count} x`, paint('green', what)], 7),
        paint('dim', `       ${first}${others}; clients lose ${lost || 'nothing'}`),
      );
    }
    showMail(account, report, screen);
    showCalls(account, screen);
    print(paint('dim', '  (Classic needs its policy made first, so there are more calls than changes)'));
  },
};

/** What somebody has in the mail. */
function showMail(account: DemoAccount, report: Report, { paint, print }: Screen): void {
  print(
    'The mail that operations gets, and what it counts:',
    `  ${paint('bold', account.lastSubject())}`,
    `  ${report.totals.listeners} listeners: ${totalsLine(report)}`,
    'It has each change with what its clients lose, and the line that takes it back.',
    '',
  );
}
