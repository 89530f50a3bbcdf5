import type { Protocol } from '../../lambda/core/clients/client';
import type { Chosen } from '../net/answer';
import { codeOfProtocol, protocolOf } from '../wire/protocols';

/** A server that answers in an older version does not speak this one. */
export function choiceIn(protocol: Protocol) {
  return ({ hello }: Chosen, offered: readonly number[]): { readonly choice: number } | string | null => {
    const version = protocolOf(hello.version);
    if (version === null) return `it chose a version that nobody knows, ${hello.version.toString(16)}`;
    if (hello.version > codeOfProtocol(protocol)) return `it chose ${version}, which was not offered`;
    if (version !== protocol) return null;
    if (offered.includes(hello.suite)) return { choice: hello.suite };
    return `it chose a cipher suite that was not offered, 0x${hello.suite.toString(16)}`;
  };
}
