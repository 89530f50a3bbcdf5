import { DEFAULT_WATCH_RULE, type WatchReport } from '../../lambda/core/watch';
import { watchDigest } from '../../lambda/report/digest/watch';
import { watch } from '../../lambda/runs/watch';
import type { DemoAccount } from '../account';
import { showNoCalls } from '../calls';
import { columns, type Screen } from '../screen';
import type { Chapter } from './chapter';

const SPIKE = 412;
/** Failures that a dot of the picture stands for. */
const A_DOT = 10;

/** Clients that cannot follow show up in AWS's own metric. */
export const watching: Chapter = {
  title: 'Half an hour later: the watch sees clients fail',
  show: async (account, screen) => {
    account.later(0.5);
    failClientsOf(account, 'shop-public');
    const record = await account.recordOf(account.lastChange().runId);
    const found = await watch(record, DEFAULT_WATCH_RULE, account.context());
    if (found === null) throw new Error('the watch found no change to look at');
    screen.print("It counts failed TLS handshakes of each changed load balancer, by AWS's metric.", '');
    showPicture(found, screen);
    screen.print(
      '',
      'The mail that operations gets:',
      `  ${screen.paint('bold', watchDigest(found).subject)}`,
      'It has the line that puts this listener back. The watch may do so by itself, if',
      'the stack says so (AutoUndo); here it only tells.',
      '',
    );
    showNoCalls(account, screen);
  },
};

function showPicture({ loadBalancers, worse }: WatchReport, { paint, print }: Screen): void {
  const failing = new Set(worse.map(({ loadBalancer }) => loadBalancer.arn));
  for (const { loadBalancer, handshakes } of loadBalancers) {
    if (handshakes === null) continue;
    const { after, before, weekBefore } = handshakes;
    if (!failing.has(loadBalancer.arn)) continue;
    print(
      `  ${paint('bold', loadBalancer.name)}`,
      picture('a week ago', weekBefore),
      picture('before', before),
      paint('red', picture('since', after)),
    );
  }
  const quiet = loadBalancers.filter(
    ({ handshakes, loadBalancer }) => handshakes !== null && !failing.has(loadBalancer.arn),
  );
  const without = loadBalancers.filter(({ loadBalancer }) => loadBalancer.type === 'classic');
  print(
    '',
    `  ${paint('green', `${quiet.length} others are quiet`)}; ${without.length} Classic ones have no such metric`,
  );
}

function picture(when: string, failures: number): string {
  return columns([`    ${when}`, String(failures), '#'.repeat(Math.ceil(failures / A_DOT))], 16, 5);
}

function failClientsOf(account: DemoAccount, name: string): void {
  const { arn } = account.changedOn(name).loadBalancer;
  account.sandbox.region('eu-west-1').addMetric({
    namespace: 'AWS/ApplicationELB',
    metricName: 'ClientTLSNegotiationErrorCount',
    dimensions: { LoadBalancer: arn.split(':loadbalancer/')[1] ?? '' },
    at: new Date(account.now().getTime() - 10 * 60_000),
    value: SPIKE,
  });
}
