import { startSandbox, type Sandbox, type SandboxOptions } from '../sandbox';
import { groupBy } from '../lambda/core/group';
import { estateOf, REGION, type Condition } from './estate';

/** The sandbox in a process of its own, so that it and the sweep do not share a core. */

export interface Order {
  readonly web: number;
  /** How many load balancers there are for each one of the web tier. */
  readonly timesAsLarge: number;
  readonly condition: Condition;
  readonly latencyMs: number;
  readonly buckets: NonNullable<SandboxOptions['buckets']>;
}

/** What the account has seen since it was asked last. */
export interface Seen {
  readonly calls: number;
  readonly throttled: number;
  readonly mutations: number;
  /** How many of each action: where a number of calls has grown, this says by what. */
  readonly actions: Readonly<Record<string, number>>;
  /** Non-mutating load balancing calls that went through, of each API: what the bucket of reads has let pass. */
  readonly reads: { readonly elbv2: number; readonly classic: number };
}

export type Question = { readonly furnish: Order } | 'seen';
export type Reply = { readonly environment: Readonly<Record<string, string>> } | { readonly seen: Seen };

let sandbox: Sandbox | undefined;

async function furnish({ web, timesAsLarge, condition, latencyMs, buckets }: Order): Promise<Reply> {
  await sandbox?.stop();
  sandbox = await startSandbox({ regions: [REGION], pageSize: 400, latencyMs, buckets });
  for (const each of estateOf(web, condition, timesAsLarge)) sandbox.region(REGION).addLoadBalancer(each);
  return { environment: sandbox.environment() };
}

function seen(): Reply {
  const calls = sandbox?.calls ?? [];
  const readsOf = (wanted: 'elbv2' | 'classic'): number =>
    calls.filter(({ service, mutating, status }) => service === wanted && !mutating && status === 200).length;
  const counted = {
    calls: calls.length,
    throttled: calls.filter(({ error }) => error?.startsWith('Throttl')).length,
    mutations: sandbox?.mutations().length ?? 0,
    actions: Object.fromEntries(
      [...groupBy(calls, ({ service, action }) => `${service}:${action}`)].map(([name, its]) => [
        name,
        its.length,
      ]),
    ),
    reads: { elbv2: readsOf('elbv2'), classic: readsOf('classic') },
  };
  sandbox?.forgetCalls();
  return { seen: counted };
}

process.on('message', (question: Question) => {
  void (async () => process.send?.(question === 'seen' ? seen() : await furnish(question.furnish)))();
});
