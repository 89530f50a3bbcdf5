import type { Posture } from './posture';

/** What is said of a policy that somebody names as the target (docs/rules.md, rule 2): it is judged by what it accepts. */

const UNDER_TLS12: readonly string[] = ['SSLv2', 'SSLv3', 'TLSv1', 'TLSv1.1'];

const MODERN: ReadonlySet<string> = new Set(['TLSv1.2', 'TLSv1.3']);

/** The protocols under TLS 1.2 that it accepts. With one of these it is no target: the tool is there to get rid of them. */
export function protocolsUnderTls12({ protocols }: Posture): readonly string[] {
  return UNDER_TLS12.filter((protocol) => protocols.has(protocol));
}

/** What it has that a chosen target has not, a clause each; empty where it is as modern. */
export function shortcomings({ protocols, weaknesses }: Posture): readonly string[] {
  return [
    ...(protocols.has('TLSv1.3') ? [] : ['offers no TLS 1.3']),
    ...[...protocols].filter((protocol) => !MODERN.has(protocol)).map((protocol) => `accepts ${protocol}`),
    ...[...weaknesses].map((weakness) =>
      weakness === 'no forward secrecy' ? 'has ciphers without forward secrecy' : `accepts ${weakness}`,
    ),
  ];
}
