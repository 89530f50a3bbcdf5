import type { Asker } from '../net/asker';
import type { Answer } from '../net/answer';
import { eliminate } from './eliminate';
import type { Spoken } from './suites';

/** The application protocols that a server takes by ALPN; `null`: could not be told. */
export interface Alpn {
  readonly names: readonly string[] | null;
  readonly problems: readonly string[];
}

/** What load balancers of AWS can speak ([NLB-lst] ALPN policies), in IANA's names. */
const ASKED = ['h2', 'http/1.1', 'http/1.0'];

/** The newest protocol that shows ALPN in the clear is asked; TLS 1.3 where it is alone. SSL 3 has none. */
export async function alpnSpoken(asker: Asker, spoken: readonly Spoken[]): Promise<Alpn> {
  const able = spoken.filter(({ protocol, suites }) => protocol !== 'SSLv3' && suites !== null);
  const clear = able.findLast(({ protocol }) => protocol !== 'TLSv1.3');
  if (able.length === 0) return { names: null, problems: [] };
  const found = await eliminate(
    ASKED,
    (alpn) =>
      clear === undefined
        ? encryptedAnswer(asker, alpn)
        : asker.ask({ protocol: clear.protocol, suites: clear.suites ?? [], alpn }),
    ({ hello: { alpn } }, offered) => {
      if (alpn === null) return null;
      return offered.includes(alpn)
        ? { choice: alpn }
        : `it chose what was not offered, ${JSON.stringify(alpn)}`;
    },
  );
  return found.problem === null
    ? { names: found.chosen, problems: [] }
    : { names: null, problems: [`ALPN: ${found.problem}`] };
}

/** A refusal and a failure look the same there; the chain is asked for too, and tells a failure. */
async function encryptedAnswer(asker: Asker, alpn: readonly string[]): Promise<Answer> {
  const answer = await asker.askEncrypted({ alpn, signatures: null });
  if (typeof answer === 'string') return { kind: 'hung-up' };
  const hello = { version: 0x0304, suite: 0, group: null, alpn: answer.alpn };
  return { kind: 'chose', hello, certificates: null, curve: null, brokenOff: null };
}
