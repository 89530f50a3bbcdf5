import type { Protocol } from '../clients/client';
import { copyOf, hashOf, sameBytes, textAt } from './bytes';
import { accepts, verdictOn, type Policies, type Verdict } from './judge';
import type { LogLine } from './log-line';
import { cipherSpelled, isPostQuantum, protocolSpelled } from './spelling';

/** A protocol with a cipher, as the logs show them. */
export interface SeenSuite {
  readonly protocol: Protocol;
  readonly cipher: string;
  /** From 0 on, in the order in which they were met: lists of counts go by it. */
  readonly index: number;
  readonly verdict: Verdict;
  /** Whether the policy that the listener is said to have had accepts it; `null`: none was said. */
  readonly isOfFrom: boolean | null;
}

interface Spelling {
  readonly bytes: Uint8Array;
  readonly suite: SeenSuite | null;
}

/** More spellings than there are suites: what is beyond is noise. */
const MOST = 4096;

/** Protocols and ciphers by how lines spell them, so that each pair is judged once. */
export class SeenSuites {
  readonly policies: Policies;
  readonly #spellings = new Map<number, Spelling[]>();
  readonly #exchanges = new Map<number, { readonly bytes: Uint8Array; readonly isPostQuantum: boolean }[]>();
  readonly #suites: SeenSuite[] = [];
  #count = 0;

  constructor(policies: Policies) {
    this.policies = policies;
  }

  /** In the order of their `index`. */
  get all(): readonly SeenSuite[] {
    return this.#suites;
  }

  /** The suite of a handshake; `null`: its protocol is not known. */
  of({ bytes, protocol, cipher }: LogLine): SeenSuite | null {
    const start = Math.min(protocol.start, cipher.start);
    const end = Math.max(protocol.end, cipher.end);
    const hash = hashOf(bytes, start, end);
    const alike = this.#spellings.get(hash);
    if (alike !== undefined)
      for (const spelling of alike) if (sameBytes(spelling.bytes, bytes, start, end)) return spelling.suite;
    const suite = this.named(
      textAt(bytes, protocol.start, protocol.end),
      textAt(bytes, cipher.start, cipher.end),
    );
    this.#count += 1;
    if (this.#count <= MOST)
      this.#spellings.set(hash, [...(alike ?? []), { bytes: copyOf(bytes, start, end), suite }]);
    return suite;
  }

  /** Whether the key exchange is post-quantum; `null`: the line does not tell it. */
  isPostQuantum({ bytes, keyExchange: { start, end } }: LogLine): boolean | null {
    if (end - start < 2) return null;
    const hash = hashOf(bytes, start, end);
    const alike = this.#exchanges.get(hash);
    if (alike !== undefined)
      for (const each of alike) if (sameBytes(each.bytes, bytes, start, end)) return each.isPostQuantum;
    const told = isPostQuantum(textAt(bytes, start, end));
    this.#count += 1;
    if (this.#count <= MOST)
      this.#exchanges.set(hash, [
        ...(alike ?? []),
        { bytes: copyOf(bytes, start, end), isPostQuantum: told },
      ]);
    return told;
  }

  /** The suite by both names, as any log spells them; `null`: the protocol is not known, or there are too many. */
  named(spelledProtocol: string, spelledCipher: string): SeenSuite | null {
    const protocol = protocolSpelled(spelledProtocol);
    if (protocol === null) return null;
    const cipher = cipherSpelled(spelledCipher);
    const known = this.#suites.find((each) => each.protocol === protocol && each.cipher === cipher);
    if (known !== undefined) return known;
    if (this.#suites.length >= MOST) return null;
    const { from } = this.policies;
    const suite: SeenSuite = {
      protocol,
      cipher,
      index: this.#suites.length,
      verdict: verdictOn(protocol, cipher, this.policies),
      isOfFrom: from === null ? null : accepts(from, protocol, cipher),
    };
    this.#suites.push(suite);
    return suite;
  }
}
