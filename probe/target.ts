import { isIP, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { UserError } from '../lambda/core/user-error';

/** Who is probed. */
export interface Target {
  readonly host: string;
  readonly port: number;
  /** The name in the hello; an address has none (RFC 6066, 3). */
  readonly sni: string | null;
}

const HTTPS = 443;
const FORM =
  'use a name or an address, with or without a port: shop.example.com, shop.example.com:8443, [2001:db8::1]:443';

/** Reads `HOST[:PORT]` and `--sni`. @throws UserError where they are neither */
export function parseTarget(text: string, sni: string | undefined): Target {
  const { host, port } = placeIn(text);
  if (sni !== undefined) return { host, port, sni: nameFrom(sni) };
  return { host, port, sni: isIP(host) === 0 ? host.replace(/\.$/, '') : null };
}

function placeIn(text: string): Pick<Target, 'host' | 'port'> {
  if (isIPv6(text)) return { host: text, port: HTTPS };
  const [, bracketed, plain = '', digits] = /^(?:\[([^\]]*)\]|([^:/\s[\]]+))(?::(\d+))?$/.exec(text) ?? [];
  const port = digits === undefined ? HTTPS : Number(digits);
  const host = bracketed === undefined ? asciiOf(plain) : isIPv6(bracketed) ? bracketed : '';
  if (host === '') throw new UserError(`probe got "${text}"; ${FORM}`);
  if (port < 1 || port > 65_535)
    throw new UserError(`probe got the port ${port} in "${text}"; use one from 1 to 65535`);
  return { host, port };
}

function nameFrom(sni: string): string {
  if (isIP(sni) !== 0)
    throw new UserError(`--sni got "${sni}", an address; a hello carries names alone (RFC 6066): use a name`);
  const name = asciiOf(sni.replace(/\.$/, ''));
  if (name === '') throw new UserError(`--sni got "${sni}"; use a name, for example --sni shop.example.com`);
  return name;
}

/** Nothing where it is no name: letters, digits, dashes, dots and the underscore that some have. */
function asciiOf(name: string): string {
  const ascii = isIP(name) === 0 ? domainToASCII(name) : name;
  return /^[\w-]{1,63}(?:\.[\w-]{1,63})*\.?$/.test(ascii) && ascii.length <= 254 ? ascii : '';
}
