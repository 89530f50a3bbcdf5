import type { Weakness } from '../policy/cipher';

/** Why each kind of weak cipher is one, in a clause. */
const WHY: Readonly<Record<Exclude<Weakness, `unrecognised:${string}`>, string>> = {
  'no forward secrecy': 'who gets hold of the private key can read all that was ever recorded',
  CBC: 'padding and MAC can be told apart from outside (BEAST, POODLE, Lucky Thirteen)',
  'SHA-1 MAC': 'SHA-1 is broken as a hash; as a MAC it holds still, and it comes with CBC or RC4',
  'MD5 MAC': 'MD5 is broken as a hash; it comes with the oldest suites alone',
  '3DES': 'its blocks of 64 bit repeat within hours of one connection (Sweet32)',
  RC4: 'its output is not random enough to hide a cookie (RFC 7465 forbids it)',
  anonymous: 'nobody proves who they are: whoever stands in between can answer',
  export: 'made weak on purpose in the 1990s, and broken in minutes (FREAK, Logjam)',
  NULL: 'nothing is encrypted',
  'under 128 bit': 'the key can be found by trying',
};

export function whyWeak(weakness: Weakness): string {
  const isKnown = (word: string): word is keyof typeof WHY => Object.hasOwn(WHY, word);
  return isKnown(weakness) ? WHY[weakness] : 'its name has a word that is not known here';
}
