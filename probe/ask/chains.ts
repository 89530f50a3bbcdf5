import type { Asker } from '../net/asker';
import type { Spoken } from './suites';

/** OpenSSL's names: with these alone on offer, a server shows the certificate that can sign so, or none. */
const KINDS: Readonly<Record<string, string>> = {
  RSA: 'rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512',
  ECDSA: 'ecdsa_secp256r1_sha256:ecdsa_secp384r1_sha384:ecdsa_secp521r1_sha512',
  Ed25519: 'ed25519',
};

/**
 * Older protocols have shown their chains by now, in the clear. TLS 1.3 encrypts them, so that each kind of key takes a
 * whole handshake. Answers sentences on what could not be told.
 */
export async function askForChains(asker: Asker, spoken: readonly Spoken[]): Promise<readonly string[]> {
  const tls13 = spoken.find(({ protocol, speaks }) => protocol === 'TLSv1.3' && speaks === true);
  if (tls13 === undefined) return [];
  const answers = await Promise.all(
    Object.values(KINDS).map((signatures) => asker.askEncrypted({ alpn: [], signatures })),
  );
  const failed = answers.filter((answer) => typeof answer === 'string');
  // That a server has not every kind of key is no problem; that it shows none is.
  if (failed.length < answers.length) return [];
  return [`certificates of TLSv1.3: ${[...new Set(failed)].join('; ')}`];
}
