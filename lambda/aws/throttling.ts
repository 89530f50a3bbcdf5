import type { MiddlewareStack } from '@smithy/types';
import { isThrottled } from './errors';

/** Who is told of a call that AWS goes on throttling. The tries go on for a minute and a half, and that is a long silence. */
export interface ThrottleWatch {
  readonly onThrottled: (action: string, region: string) => void;
  readonly now?: () => number;
}

/** That a call or two is throttled is how the pace is learnt, and no news. */
const NEWS_AFTER_MS = 1_500;
/** It is said again where it goes on. */
const AGAIN_AFTER_MS = 30_000;

interface Throttled {
  readonly since: number;
  readonly saidAt: number | null;
}

/** The same client, each try of which is looked at. It is inside of the SDK's retries, which swallow what they wait out. */
export function tellingThrottles<
  C extends { readonly middlewareStack: MiddlewareStack<I, O> },
  I extends object,
  O extends object,
>(
  client: C & { readonly middlewareStack: MiddlewareStack<I, O> },
  region: string,
  watch: ThrottleWatch | undefined,
): C {
  if (watch === undefined) return client;
  const { onThrottled, now = () => performance.now() } = watch;
  const known = new Map<string, Throttled>();
  const throttled = (action: string): void => {
    const at = now();
    const { since, saidAt } = known.get(action) ?? { since: at, saidAt: null };
    const isNews = at - since >= NEWS_AFTER_MS && (saidAt === null || at - saidAt >= AGAIN_AFTER_MS);
    if (isNews) onThrottled(action, region);
    known.set(action, { since, saidAt: isNews ? at : saidAt });
  };
  client.middlewareStack.add(
    (next, { commandName = 'a call' }) =>
      async (args) => {
        const action = commandName.replace(/Command$/, '');
        try {
          const answer = await next(args);
          known.delete(action);
          return answer;
        } catch (error) {
          if (isThrottled(error)) throttled(action);
          throw error;
        }
      },
    { step: 'finalizeRequest', priority: 'low', name: 'tellThrottles' },
  );
  return client;
}
