import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { Hosts } from './silent-hosts';

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
  /** What the clients of one command know of the hosts together. Default: each for itself. */
  readonly hosts?: Hosts;
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
  const { hosts = new Hosts() } = patience;
  handler.handle = async (request, about) => {
    const host = request.port === undefined ? request.hostname : `${request.hostname}:${request.port}`;
    hosts.ask(host);
    const slow = setTimeout(() => {
      if (!told.has(host)) patience.onSlow?.(host);
      told.add(host);
    }, patience.slowAfterMs ?? SLOW_MS).unref();
    try {
      const answer = await handle(request, about);
      told.delete(host);
      hosts.answered(host);
      refuseForeign(answer.response, { host, isObject: request.method === 'GET' });
      return answer;
    } catch (error) {
      // It is tried again, and whoever waits hears of that too.
      told.delete(host);
      throw inWords(error, host, hosts);
    } finally {
      clearTimeout(slow);
    }
  };
  return handler;
}

type Response = Awaited<ReturnType<Handle>>['response'];

/**
 * AWS's answers are XML, JSON or CBOR, whatever their status; only an object in S3, which is asked for with GET, is of any type:
 * what we have there is JSON or plain text. AWS names the type of each error that has words.
 */
function refuseForeign(
  { statusCode, headers, body }: Response,
  { host, isObject }: { readonly host: string; readonly isObject: boolean },
): void {
  const type = headers['content-type'] ?? '';
  const isPage = /html/i.test(type);
  const isForeign = (statusCode >= 300 || !isObject) && type !== '' && !/xml|json|cbor/i.test(type);
  const isBroken = statusCode >= 500 && type === '';
  const isSentAway =
    statusCode >= 300 && statusCode < 400 && headers['location'] !== undefined && type === '';
  if (!isPage && !isForeign && !isBroken && !isSentAway) return;
  // Nobody reads it: its connection is not kept for that.
  const discard: unknown = Reflect.get(Object(body), 'destroy');
  if (typeof discard === 'function') Reflect.apply(discard, body, []);
  throw new NotAwsError(whatCame({ type, isPage, isSentAway }), host, statusCode);
}

function whatCame({
  type,
  isPage,
  isSentAway,
}: {
  readonly type: string;
  readonly isPage: boolean;
  readonly isSentAway: boolean;
}): string {
  if (isPage) return 'HTML';
  if (isSentAway) return 'a redirection';
  return type === '' ? 'a failure without a type' : (type.split(';')[0] ?? type);
}

/** Node's codes for a certificate that is not to be trusted. */
const CERTIFICATE = /SELF_SIGNED|UNABLE_TO_|CERT_|ERR_TLS_CERT|DEPTH_ZERO/;

/** OpenSSL's codes for an answer that is not TLS: mostly plain HTTP. */
const NO_TLS = /^(EPROTO|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG)$/;

/** The SDK's handler begins its own words so. */
const BY_THE_CLOCK = /^@smithy\/node-http-handler\b.*?(\d+) ms/s;

function inWords(error: unknown, host: string, hosts: Hosts): unknown {
  const [name, code, message] = ['name', 'code', 'message'].map((key) => textOf(error, key));
  if (name === undefined || code === undefined || message === undefined) return error;
  if (CERTIFICATE.test(code)) {
    return new NoAnswerError(`the certificate of ${host} is not trusted (${message})`, { name, code });
  }
  if (NO_TLS.test(code) && name !== 'ProxyError')
    return new NoAnswerError(`${host} does not speak TLS on this port`, { name: 'NotTls', code: 'NotTls' });
  const milliseconds = BY_THE_CLOCK.exec(message)?.[1];
  if (milliseconds === undefined) return error;
  const isConnected = !message.includes('establish a connection');
  const what = isConnected ? 'no answer from' : 'no connection to';
  const text = `${what} ${host} within ${Number(milliseconds) / 1_000} s`;
  return hosts.silent(host, new NoAnswerError(text, { name, code: 'ETIMEDOUT' }), isConnected);
}

/** Of an error of another realm too. */
function textOf(error: unknown, key: string): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, key) : undefined;
  return typeof value === 'string' ? value : '';
}
