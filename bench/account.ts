import { startSandbox, type Sandbox } from '../sandbox';
import { estateOf, type Condition } from './estate';

/** The sandbox in a process of its own, so that it and the sweep do not share a core. */

export interface Order {
  readonly web: number;
  readonly condition: Condition;
  /** Multiplies AWS's token buckets. */
  readonly scale: number;
}

/** What the account has seen since it was asked last. */
export interface Seen {
  readonly calls: number;
  readonly throttled: number;
  readonly mutations: number;
}

export type Question = { readonly furnish: Order } | 'seen';
export type Reply = { readonly environment: Readonly<Record<string, string>> } | { readonly seen: Seen };

const REGION = 'eu-west-1';

let sandbox: Sandbox | undefined;

async function furnish({ web, condition, scale }: Order): Promise<Reply> {
  await sandbox?.stop();
  sandbox = await startSandbox({ regions: [REGION], pageSize: 400, latencyMs: 20, buckets: { scale } });
  for (const each of estateOf(web, condition)) sandbox.region(REGION).addLoadBalancer(each);
  return { environment: sandbox.environment() };
}

function seen(): Reply {
  const calls = sandbox?.calls ?? [];
  const throttled = calls.filter(({ error }) => error?.startsWith('Throttling')).length;
  const counted = { calls: calls.length, throttled, mutations: sandbox?.mutations().length ?? 0 };
  sandbox?.forgetCalls();
  return { seen: counted };
}

process.on('message', (question: Question) => {
  void (async () => process.send?.(question === 'seen' ? seen() : await furnish(question.furnish)))();
});
