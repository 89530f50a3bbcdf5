import type { Report } from '../../lambda/core/report';
import { columns, type Screen } from '../screen';
import { entryOf, move, totalsLine } from '../wording';
import { showNoCalls } from '../calls';
import type { Chapter } from './chapter';

/** What each of these shows of the rules. */
const MOVES = [
  ['edge', 'an NLB: TLS 1.3 and post-quantum; TLS 1.0 and 1.1 go'],
  ['payments', 'FIPS stays FIPS'],
  ['shop-api', 'two listeners on one ALB: AWS takes no post-quantum there in place'],
  ['portal', 'a Classic one: the best that Classic has'],
] as const;

/** Nothing changes before a person has seen what would. */
export const dryRun: Chapter = {
  title: 'A dry run: it says what it would do, and changes nothing',
  show: async (account, screen) => {
    const report = await account.sweep('plan');
    const { listeners, loadBalancers } = report.totals;
    screen.print(
      `${loadBalancers} load balancers carry Tier=web. Their ${listeners} TLS listeners:`,
      `  ${totalsLine(report)}`,
      'Most are held for now: staging goes first, and prod waits. Some of the moves:',
    );
    showMoves(report, screen);
    screen.print('Left alone, with the reason in the report:');
    showLeftAlone(report, screen);
    showNoCalls(account, screen);
  },
};

function showMoves(report: Report, { paint, print }: Screen): void {
  for (const [name, why] of MOVES) {
    const entry = entryOf(report, name, 'wave-waiting');
    print(columns([`  ${name}`, paint('cyan', move(entry))], 19), paint('dim', `    ${why}`));
  }
}

function showLeftAlone(report: Report, { paint, print }: Screen): void {
  const ingress = entryOf(report, 'k8s-shop-ingress', 'owned-by-controller');
  const annotation = /\balb\.ingress\.kubernetes\.io\/ssl-policy\b/.exec(ingress.detail)?.[0];
  if (annotation === undefined) throw new Error(`no annotation to set in: ${ingress.detail}`);
  entryOf(report, 'legacy-kiosk', 'exempt-by-tag');
  entryOf(report, 'legacy-pos', 'exemption-unreadable');
  entryOf(report, 'payments-cnsa', 'specialised-family');
  entryOf(report, 'partner-gateway', 'read-failed');
  print(
    `  ${paint('yellow', 'k8s-shop-ingress')} its controller would undo the change. Set it there:`,
    `    ${annotation} on its ingress`,
    `  ${paint('yellow', 'legacy-kiosk')}     its owner exempted it by tag until 2027-03-31`,
    `  ${paint('yellow', 'legacy-pos')}       its tag, "exempt till march", has no date: nothing moves`,
    `  ${paint('yellow', 'payments-cnsa')}    a special-purpose policy (RFC 9151): never left`,
    `  ${paint('red', 'partner-gateway')}  access denied: it is in the report, not left out`,
  );
}
