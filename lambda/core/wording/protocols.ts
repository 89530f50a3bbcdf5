import { list } from './target';

/** `TLSv1` is TLS 1.0, `SSLv3` is SSL 3.0; what is neither is left as it is. */
export function protocolName(protocol: string): string {
  const [, name, version] = /^(TLS|SSL)v(\d+(?:\.\d+)?)$/.exec(protocol) ?? [];
  if (name === undefined || version === undefined) return protocol;
  return `${name} ${version.includes('.') ? version : `${version}.0`}`;
}

/** `TLS 1.2 and TLS 1.3`. */
export function protocolNames(protocols: readonly string[]): string {
  return list(protocols.map(protocolName));
}
