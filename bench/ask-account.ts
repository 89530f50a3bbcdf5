import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Order, Question, Reply, Seen } from './account';

/** An account in a process of its own. */
export interface Account {
  /** Makes it anew. Answers the environment in which a client meets it. */
  furnish(order: Order): Promise<Readonly<Record<string, string>>>;
  /** What it has seen since it was asked last. */
  seen(): Promise<Seen>;
  close(): void;
}

export function startAccount(): Account {
  const account = fork(join(__dirname, 'account.ts'));
  return {
    furnish: async (order) => {
      const reply = await ask(account, { furnish: order });
      if ('environment' in reply) return reply.environment;
      throw new Error('the account answered out of turn');
    },
    seen: async () => {
      const reply = await ask(account, 'seen');
      if ('seen' in reply) return reply.seen;
      throw new Error('the account answered out of turn');
    },
    close: () => account.kill(),
  };
}

async function ask(account: ChildProcess, question: Question): Promise<Reply> {
  const answered = once(account, 'message');
  account.send(question);
  const [reply] = await answered;
  return reply;
}
