import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';

/**
 * At a terminal, what comes back is looked at before the SDK reads it, and what does not come is said in words. The SDK takes a page of a
 * proxy for an answer of AWS's: one that happens to be well-formed is a list without a load balancer in it.
 */

/** Somebody else has answered in AWS's place: a proxy, or the page on which a network wants people to sign in. */
export class NotAwsError extends Error {
  override readonly name = 'NotAws';
  /** By it the SDK tells whether to try again. */
  readonly $metadata: { readonly httpStatusCode: number };
  constructor(what: string, host: string, httpStatusCode: number) {
    super(`got ${what} from ${host} (HTTP ${httpStatusCode}) in the place of an answer of AWS's`);
    this.$metadata = { httpStatusCode };
  }
}

/** There is no answer. Name and code are those of the error that the SDK knows. */
class NoAnswerError extends Error {
  override readonly name: string;
  readonly code: string;
  constructor(message: string, { name, code }: { readonly name: string; readonly code: string }) {
    super(message);
    this.name = name;
    this.code = code;
  }
}

/** Who is told of a host that keeps a call waiting. */
export interface Patience {
  readonly onSlow?: (host: string) => void;
  /** Default: eight seconds. Nobody looks at a still screen for longer than ten. */
  readonly slowAfterMs?: number;
}

const SLOW_MS = 8_000;

type Handle = NodeHttpHandler['handle'];

/** The same handler, which answers with what AWS says or with an error that names the host. */
export function checkingAnswers(
  made: NodeHttpHandler | NodeHttpHandlerOptions,
  patience: Patience = {},
): NodeHttpHandler {
  const handler = made instanceof NodeHttpHandler ? made : new NodeHttpHandler(made);
  const handle: Handle = handler.handle.bind(handler);
  const told = new Set<string>();
  handler.handle = async (request, about) => {
    const host = request.port === undefined ? request.hostname : `${request.hostname}:${request.port}`;
    const slow = setTimeout(() => {
      if (!told.has(host)) patience.onSlow?.(host);
      told.add(host);
    }, patience.slowAfterMs ?? SLOW_MS).unref();
    try {
      const answer = await handle(request, about);
      told.delete(host);
      refuseForeign(answer.response, host);
      return answer;
    } catch (error) {
      // It is tried again, and whoever waits hears of that too.
      told.delete(host);
      throw inWords(error, host);
    } finally {
      clearTimeout(slow);
    }
  };
  return handler;
}

type Response = Awaited<ReturnType<Handle>>['response'];

/** AWS's errors are XML or JSON, and no answer of those services is a page; what we have in S3 is JSON or plain text. */
function refuseForeign({ statusCode, headers, body }: Response, host: string): void {
  const type = headers['content-type'] ?? '';
  const isPage = /html/i.test(type);
  const isForeign = statusCode >= 300 && type !== '' && !/xml|json/i.test(type);
  const isSentAway =
    statusCode >= 300 && statusCode < 400 && headers['location'] !== undefined && type === '';
  if (!isPage && !isForeign && !isSentAway) return;
  // Nobody reads it: its connection is not kept for that.
  const discard: unknown = Reflect.get(Object(body), 'destroy');
  if (typeof discard === 'function') Reflect.apply(discard, body, []);
  const what = isPage ? 'HTML' : isSentAway ? 'a redirection' : (type.split(';')[0] ?? type);
  throw new NotAwsError(what, host, statusCode);
}

/** Node's codes for a certificate that is not to be trusted. */
const CERTIFICATE = /SELF_SIGNED|UNABLE_TO_|CERT_|ERR_TLS_CERT|DEPTH_ZERO/;

/** The SDK's handler begins its own words so. */
const BY_THE_CLOCK = /^@smithy\/node-http-handler\b.*?(\d+) ms/s;

function inWords(error: unknown, host: string): unknown {
  const [name, code, message] = ['name', 'code', 'message'].map((key) => textOf(error, key));
  if (name === undefined || code === undefined || message === undefined) return error;
  if (CERTIFICATE.test(code)) {
    return new NoAnswerError(`the certificate of ${host} is not trusted (${message})`, { name, code });
  }
  const milliseconds = BY_THE_CLOCK.exec(message)?.[1];
  if (milliseconds === undefined) return error;
  const what = message.includes('establish a connection') ? 'no connection to' : 'no answer from';
  const text = `${what} ${host} within ${Number(milliseconds) / 1_000} s`;
  return new NoAnswerError(text, { name, code: 'ETIMEDOUT' });
}

/** Of an error of another realm too. */
function textOf(error: unknown, key: string): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
  return typeof value === 'string' ? value : '';
}
