import { createECDH, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Protocol } from '../../lambda/core/clients/client';
import { clientHello } from '../wire/client-hello';
import { groupsOf } from '../wire/groups';
import type { Answer } from './answer';
import { exchange } from './exchange';
import { encrypted, type Encrypted, type EncryptedOffer } from './encrypted';
import type { Line } from './line';

/** What is asked of the server; what is left out is offered in full. */
export interface Question {
  readonly protocol: Protocol;
  readonly suites: readonly number[];
  readonly groups?: readonly number[];
  readonly alpn?: readonly string[];
  /** Send no public key along, so that the server names the group that it wants (RFC 8446, 4.2.8). */
  readonly withoutKeys?: true;
}

/** Asks one server, as one name, and keeps the chains that it shows on the way. */
export class Asker {
  private readonly keyShares = ownKeys();
  private readonly chains = new Map<string, readonly Uint8Array[]>();
  private hangUps = 0;

  constructor(
    private readonly line: Line,
    private readonly sni: string | null,
  ) {}

  /** Every chain that was shown so far, one for each leaf. */
  get shown(): readonly (readonly Uint8Array[])[] {
    return [...this.chains.values()];
  }

  /** How many questions were answered by hanging up, and counted. */
  get hungUp(): number {
    return this.hangUps;
  }

  /** A hang-up says little: it is asked again, once, before it counts. */
  async ask(question: Question): Promise<Answer> {
    const first = await this.askOnce(question);
    if (first.kind !== 'hung-up') return first;
    const second = await this.askOnce(question);
    if (second.kind === 'hung-up') this.hangUps += 1;
    return second;
  }

  /** A whole handshake of TLS 1.3. */
  async askEncrypted(offer: Omit<EncryptedOffer, 'sni'>): Promise<Encrypted | string> {
    const answer = await encrypted(this.line, { ...offer, sni: this.sni });
    if (typeof answer !== 'string') this.keep(answer.chain);
    return answer;
  }

  private async askOnce({ protocol, suites, groups, alpn = [], withoutKeys }: Question): Promise<Answer> {
    const answer = await exchange(
      this.line,
      clientHello({
        protocol,
        suites,
        groups: groups ?? groupsOf(protocol === 'TLSv1.3' ? 'tls13' : 'older'),
        keyShares: withoutKeys ? [] : this.keyShares,
        sni: this.sni,
        alpn,
        random: randomBytes(32),
      }),
    );
    if (answer.kind === 'chose' && answer.certificates !== null) this.keep(answer.certificates);
    return answer;
  }

  private keep(chain: readonly Uint8Array[]): void {
    const [leaf] = chain;
    if (leaf !== undefined) this.chains.set(Buffer.from(leaf).toString('base64'), chain);
  }
}

/** Public keys for the two groups that nearly every server has: it need not ask for another hello. */
function ownKeys(): readonly { readonly group: number; readonly key: Uint8Array }[] {
  const x25519 = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'der' });
  const p256 = createECDH('prime256v1');
  return [
    // The key is the end of its SubjectPublicKeyInfo (RFC 8410).
    { group: 29, key: x25519.subarray(-32) },
    { group: 23, key: p256.generateKeys() },
  ];
}
