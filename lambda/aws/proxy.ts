import type { Agent } from 'node:http';
import { NodeHttpHandler, type NodeHttpHandlerOptions } from '@smithy/node-http-handler';
import { HttpProxyAgent, HttpsProxyAgent } from 'hpagent';
import { ProxyError } from '../core/user-error';
import { checkProxyVariables, proxyFor, type Proxy } from './proxy-variables';

/**
 * Requests that leave as HTTPS_PROXY, HTTP_PROXY and NO_PROXY say, which the SDK does not read. The agents are those that
 * the SDK's guide shows ([SDK-proxy]). The deployed function brings none of this.
 */

/** As many sockets as the SDK's own agent has. */
const AGENT = { keepAlive: true, maxSockets: 50 };

/**
 * @param ca whom to trust in the place of the usual ones (PEM), behind a proxy or not; `null`: the usual ones
 * @throws UserError where a variable names no proxy that can be used
 */
export function handlerByProxyVariables(
  options: NodeHttpHandlerOptions,
  ca: string | null = null,
): NodeHttpHandler {
  checkProxyVariables();
  return new HandlerByProxyVariables(options, ca === null ? {} : { ca });
}

type Given = Parameters<NodeHttpHandler['handle']>;

class HandlerByProxyVariables extends NodeHttpHandler {
  private readonly ways = new Map<string, NodeHttpHandler>();

  constructor(
    private readonly options: NodeHttpHandlerOptions,
    private readonly trust: { readonly ca?: string },
  ) {
    super({ ...options, ...('ca' in trust ? { httpsAgent: { ...AGENT, ...trust } } : {}) });
  }

  override async handle(...[request, about]: Given): ReturnType<NodeHttpHandler['handle']> {
    const { protocol, hostname, port } = request;
    const target = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`);
    const proxy = proxyFor(target);
    if (proxy === null) return super.handle(request, about);
    try {
      return await this.through(proxy).handle(request, about);
    } catch (error) {
      // Not tried again: whoever waits for it has waited once.
      throw isSilence(error) ? new ProxyError(silent(proxy, target.host)) : error;
    }
  }

  private through(proxy: Proxy): NodeHttpHandler {
    const known = this.ways.get(proxy.url.href);
    if (known !== undefined) return known;
    const agent = { ...AGENT, proxy: proxy.url };
    const way = new NodeHttpHandler({
      ...this.options,
      httpAgent: naming(proxy, new HttpProxyAgent(agent)),
      httpsAgent: naming(proxy, new HttpsProxyAgent({ ...agent, ...this.trust })),
    });
    this.ways.set(proxy.url.href, way);
    return way;
  }
}

/** Until there is a connection to AWS, whatever breaks is the proxy's: it is named, and so is who named it. */
function naming<A extends Agent>(proxy: Proxy, agent: A): A {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) =>
    connect(options, (error, socket) => {
      const target = `${options.host}:${options.port}`;
      callback?.(error === null ? null : new ProxyError(broken(proxy, target, error), error), socket);
    });
  return agent;
}

/** The SDK's words for a connection that takes too long. */
function isSilence(error: unknown): error is Error {
  return error instanceof Error && /did not establish a connection/.test(error.message);
}

function silent(proxy: Proxy, target: string): string {
  return `${nameOf(proxy)} does not answer, on the way to ${target}; ${correct(proxy)}`;
}

function broken(proxy: Proxy, target: string, error: Error): string {
  // hpagent's words for an answer to CONNECT that is not 200.
  const status = /^Bad response: (\d+)$/.exec(error.message)?.[1];
  if (status === undefined) return `${nameOf(proxy)} cannot be used: ${reasonOf(error)}; ${correct(proxy)}`;
  const refused = `${nameOf(proxy)} refused the way to ${target} with ${status}`;
  if (status !== '407') {
    return `${refused}; ask whoever runs it to let you reach this host, or name the host in NO_PROXY if it can be reached without`;
  }
  const { username, password } = proxy.url;
  const wants =
    username + password === '' ? 'it wants a user and a password' : 'it does not take this user and password';
  return `${refused}: ${wants}; set ${proxy.variable} to ${proxy.url.protocol}//USER:PASSWORD@${proxy.url.host}`;
}

function reasonOf(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const words = error.message || (error instanceof AggregateError ? error.errors.map(String).join(', ') : '');
  if (code === 'EPROTO') return 'it does not speak TLS itself, so its URL begins with http://';
  return words.includes(code) ? words : `${words} (${code})`;
}

function nameOf({ shown, variable }: Proxy): string {
  return `the proxy ${shown} (${variable})`;
}

function correct({ variable }: Proxy): string {
  return `correct ${variable}, or unset it where there is no proxy`;
}
