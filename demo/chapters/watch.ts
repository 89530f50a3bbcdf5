import { DEFAULT_WATCH_RULE, resultOf } from '../../lambda/core/watch';
import { watchDigest } from '../../lambda/report/digest/watch';
import { watch } from '../../lambda/runs/watch';
import type { DemoAccount } from '../account';
import { print } from '../print';
import type { Chapter } from './chapter';

/** Clients that cannot follow show up in AWS's own metric. */
export const watching: Chapter = {
  title: 'Half an hour later: the watch sees clients fail',
  show: async (account) => {
    account.later(0.5);
    failClientsOf(account, 'shop-public');
    const record = await account.recordOf(account.lastChange().runId);
    const found = await watch(record, DEFAULT_WATCH_RULE, account.context());
    print(found && resultOf(found) !== 'quiet' ? watchDigest(found).body : 'nothing wrong, nobody is told');
  },
};

function failClientsOf(account: DemoAccount, name: string): void {
  const { arn } = account.changedOn(name).loadBalancer;
  account.sandbox.region('eu-west-1').addMetric({
    namespace: 'AWS/ApplicationELB',
    metricName: 'ClientTLSNegotiationErrorCount',
    dimensions: { LoadBalancer: arn.split(':loadbalancer/')[1] ?? '' },
    at: new Date(account.now().getTime() - 10 * 60_000),
    value: 412,
  });
}
