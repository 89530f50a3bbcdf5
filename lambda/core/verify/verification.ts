import type { Protocol } from '../clients/client';
import type { Drops } from '../policy/posture';
import type { Reply } from './handshaker';
import type { Expectation } from './offers';

/** What handshakes before and after a change have shown. It decides nothing: AWS's word on the change stands. */
export interface Verification {
  /** The load balancer's own name, which was asked; `null`: it is not known. */
  readonly host: string | null;
  /** `null`: could not be told, and `untold` says why. */
  readonly asExpected: boolean | null;
  /** What the change drops, and a handshake after it still got. Of ciphers, those that the load balancer chose. */
  readonly stillWorks: Drops;
  /** Protocols that the new policy has, and that were refused after the change. */
  readonly refused: readonly Protocol[];
  /** What could not be told, a clause each. */
  readonly untold: readonly string[];
}

/** Compares what was expected with what was said before and after; replies stand in the order of the expectations. */
export function verify(
  host: string,
  expectations: readonly Expectation[],
  said: { readonly before: readonly Reply[]; readonly after: readonly Reply[] },
): Verification {
  const [before, after] = [settled(said.before), settled(said.after)];
  if (![...before, ...after].some(({ kind }) => kind === 'accepted' || kind === 'untold'))
    return untold(host, ['it refused every handshake, those before the change too']);
  const looked = expectations.flatMap((expected, index) => {
    const [was, is] = [before[index], after[index]];
    return was === undefined || is === undefined ? [] : [{ expected, was, is }];
  });
  const still = looked.flatMap(({ expected, is }) =>
    expected.after === 'refused' && is.kind === 'accepted' ? [{ ...expected, cipher: is.cipher }] : [],
  );
  const refused = looked.flatMap(({ expected: { after: expected, protocol }, was, is }) =>
    expected === 'accepted' && is.kind === 'refused' && mustWork(protocol, was) ? [protocol] : [],
  );
  const unknown = [...new Set(looked.flatMap(({ is }) => (is.kind === 'untold' ? [is.why] : [])))];
  const isOdd = still.length + refused.length > 0;
  return {
    host,
    asExpected: isOdd ? false : unknown.length > 0 ? null : true,
    stillWorks: {
      protocols: still.flatMap(({ of, protocol }) => (of === 'protocol' ? [protocol] : [])),
      ciphers: [...new Set(still.flatMap(({ of, cipher }) => (of === 'ciphers' ? [cipher] : [])))],
    },
    refused,
    untold: unknown.map((why) => `after the change: ${why}`),
  };
}

/** Of a listener of which nothing could be told. */
export function untold(host: string | null, why: readonly string[]): Verification {
  return { host, asExpected: null, stillWorks: { protocols: [], ciphers: [] }, refused: [], untold: why };
}

/** The first reply that says that nothing can be told, as a clause; `null`: something can. */
export function silenceIn(replies: readonly Reply[]): string | null {
  const [silent] = settled(replies).flatMap((reply) => (reply.kind === 'untold' ? [reply.why] : []));
  return silent ?? null;
}

/**
 * What did not work before is no loss: a certificate plays the ciphers of its kind of key alone. Those of TLS 1.3 go with
 * every kind (RFC 8446, B.4).
 */
function mustWork(protocol: Protocol, before: Reply): boolean {
  return before.kind === 'accepted' || protocol === 'TLSv1.3';
}

/** Where a host answers anything, to hang up is to refuse; where it never does, nobody knows. */
function settled(replies: readonly Reply[]): readonly Reply[] {
  const answers = replies.some(({ kind }) => kind === 'accepted' || kind === 'refused');
  const hungUp: Reply = answers ? { kind: 'refused' } : { kind: 'untold', why: 'it hung up without a word' };
  return replies.map((reply) => (reply.kind === 'hung-up' ? hungUp : reply));
}
