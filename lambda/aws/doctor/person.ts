import type { NodeHttpHandler, NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import type { RequestHandlerOf } from '../connect';

/** A person waits for the answer. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

/** The settings of a client that a person waits for. */
export function patient(handlerOf: RequestHandlerOf): {
  readonly requestHandler: NodeHttpHandler | NodeHttpHandlerOptions;
} {
  return { requestHandler: handlerOf(TIMEOUTS) };
}
