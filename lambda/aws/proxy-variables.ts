import { getProxyForUrl } from 'proxy-from-env';
import { UserError } from '../core/user-error';

/** What HTTPS_PROXY, HTTP_PROXY and NO_PROXY say. At a terminal alone: a function has no proxy. */

export interface Proxy {
  /** The variable that names it. */
  readonly variable: string;
  readonly url: URL;
  /** The URL without user and password, for people. */
  readonly shown: string;
}

/** In the order in which proxy-from-env looks; the first that is not empty counts. */
const VARIABLES = {
  'https:': ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
  'http:': ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
} as const;

type Scheme = keyof typeof VARIABLES;

/** Says whether requests to a URL go through a proxy; NO_PROXY is looked at each time. @throws UserError as below */
export function proxyFor(target: URL): Proxy | null {
  // Nobody means this machine's own servers, an emulator above all.
  if (isLoopback(target.hostname) || getProxyForUrl(target.href) === '') return null;
  return proxyOf(target.protocol === 'http:' ? 'http:' : 'https:');
}

/** @throws UserError where a variable names no proxy that can be used */
export function checkProxyVariables(): void {
  for (const scheme of ['https:', 'http:'] as const) proxyOf(scheme);
}

function proxyOf(scheme: Scheme): Proxy | null {
  const variable = VARIABLES[scheme].find((name) => process.env[name]);
  const text = variable === undefined ? undefined : process.env[variable];
  if (variable === undefined || text === undefined) return null;
  const url = parsed(text);
  if (url === null) {
    throw new UserError(
      `${variable} got "${withoutUser(text)}"; use http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, with % and @ in them as %25 and %40`,
    );
  }
  return { variable, url, shown: `${url.protocol}//${url.host}` };
}

function parsed(text: string): URL | null {
  try {
    // As curl and the AWS CLI take it: `proxy.example.com:8080`.
    const url = new URL(text.includes('://') ? text : `http://${text}`);
    // What is no percent code in there would stop the request, later and without words.
    decodeURIComponent(url.username + url.password);
    return url.protocol in VARIABLES ? url : null;
  } catch {
    return null;
  }
}

/** What stands before the last @ may be a password, in whatever form. */
function withoutUser(text: string): string {
  return text.includes('@') ? `...@${text.slice(text.lastIndexOf('@') + 1)}` : text;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
