import {
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { connect } from '../../lambda/aws/connect';
import { NO_DEADLINE } from '../../lambda/core/deadline';
import { runIdOf } from '../../lambda/core/report';
import { GRACE_MS, LEASE_MS } from '../../lambda/records/lease';
import { Records } from '../../lambda/records/records';
import { systemClock } from '../../lambda/runs/system-clock';
import { ACCOUNT } from '../moto/server';
import type { Account } from './emulator';
import { until } from './operator';

/** A run on another machine, which has the lease. */
export interface OtherRun {
  readonly runId: string;
  /** Changes the first listener of a load balancer as a dry run has planned it, and is cut off before it reads it back. */
  changeAndDie(dryRun: string, loadBalancer: string): Promise<void>;
  /** Lets the time pass in which its lease lasts. */
  outlive(): Promise<void>;
}

const LEASE = `lease/${ACCOUNT}.json`;

/** Takes the lease with the product's own code. */
export async function startOtherRun(account: Account, bucket: string): Promise<OtherRun> {
  const { ministack, elb } = account;
  const store = connect({ deadline: NO_DEADLINE, scale: 1, endpoint: ministack.url }).bucket(bucket);
  const records = new Records(store, systemClock);
  const runId = runIdOf(systemClock.now(), 'dead');
  const { number } = await records.takeLease(ACCOUNT, {
    runId,
    mode: 'apply',
    place: 'function',
    event: null,
  });
  return {
    runId,
    changeAndDie: async (dryRun, loadBalancer) => {
      const { report } = await records.run(dryRun, ACCOUNT);
      const change = report?.listeners.find((entry) => entry.loadBalancer.name === loadBalancer);
      if (!report || !change) throw new Error(`run ${dryRun} has no plan for ${loadBalancer}`);
      await records.plan({ ...report, runId, number, mode: 'apply' });
      await records.journal(runId, number).intent([change]);
      await new ElasticLoadBalancingV2Client({ endpoint: elb.endpoint }).send(
        new ModifyListenerCommand({ ListenerArn: change.id, SslPolicy: change.to ?? undefined }),
      );
    },
    outlive: async () => {
      ministack.age(LEASE, (LEASE_MS + GRACE_MS) / 1000);
      await until(async () => {
        const { readAt = 0, writtenAt = 0 } = (await store.get(LEASE)) ?? {};
        return readAt - writtenAt >= LEASE_MS + GRACE_MS ? [true] : [];
      });
    },
  };
}
