import { PROTOCOLS, type Protocol } from '../../lambda/core/clients/client';
import { weaknessesOf } from '../../lambda/core/policy/cipher';
import { count } from '../../lambda/core/wording/sentence';
import { bare, item, led, oneLine, wrap, wrapText, type Margin } from '../../lambda/report/text';
import type { Certificate } from '../../probe/certificates/describe';
import type { Behaviour, ClientRow, Difference, PolicyMatch, ProbeReport } from '../../probe/report';
import { isPostQuantum } from '../../probe/wire/groups';

/** A probe as people read it. What a server says may be anything: it stands behind words of ours, and in one line. */
export function probeText(report: ProbeReport, now: Date): string {
  const blocks = [
    headOf(report),
    protocolsIn(report),
    ...PROTOCOLS.toReversed().map((protocol) => ciphersIn(report, protocol)),
    othersIn(report),
    ...certificatesIn(report, now),
    policiesIn(report),
    report.behavesAs === undefined ? [] : behaviourIn(report.behavesAs),
    clientsIn(report.clients ?? []),
    problemsIn(report),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** Where a list goes on. */
const UNDER = led(0, 4);

function headOf({ host, port, sni, address, connections }: ProbeReport): readonly string[] {
  const where = address === null || address === host ? [] : [`(${address})`];
  const name = sni === null ? 'without a name' : `as ${sni}`;
  return wrap(
    [`${host} port ${port}`, ...where, `asked ${name},`, count(connections, 'connection')].map(oneLine),
    UNDER,
  );
}

function protocolsIn({ protocols }: ProbeReport): readonly string[] {
  const said = { true: 'yes', false: 'no', null: 'could not be told' } as const;
  return [
    'Protocols',
    ...PROTOCOLS.map((protocol) => `  ${protocol.padEnd(9)}${said[`${protocols[protocol]}`]}`),
  ];
}

function ciphersIn({ ciphers, serverPreference }: ProbeReport, protocol: Protocol): readonly string[] {
  const names = ciphers?.[protocol];
  if (names === undefined || names === null) return [];
  const width = Math.max(...names.map(({ length }) => length)) + 2;
  const order = serverPreference === true ? ", in the server's order" : '';
  return [
    `Ciphers of ${protocol}${order}`,
    ...names.map((name) => `  ${name.padEnd(width)}${weaknessesOf(name).join(', ') || 'strong'}`),
  ];
}

function othersIn({ groups, alpn, serverPreference, ciphers }: ProbeReport): readonly string[] {
  if (ciphers === null) return [];
  const decides = { true: "the server's", false: "the client's", null: 'could not be told' } as const;
  const several = Object.values(ciphers).some((names) => (names?.length ?? 0) > 1);
  const postQuantum = groups?.some(isPostQuantum) ? 'post-quantum among them' : 'none of them post-quantum';
  return [
    ...(several || serverPreference !== null
      ? [`Order of ciphers that counts: ${decides[`${serverPreference}`]}`]
      : []),
    ...wrapText(`Groups: ${namesOr(groups, 'none')}${groups?.length ? ` (${postQuantum})` : ''}`, UNDER),
    ...wrapText(`Application protocols (ALPN): ${namesOr(alpn, 'none of those that were asked for')}`, UNDER),
  ];
}

function namesOr(names: readonly string[] | null, none: string): string {
  if (names === null) return 'could not be told';
  return names.length === 0 ? none : names.join(', ');
}

const DAY = 86_400_000;
/** A certificate that ends sooner than this is worth a word: AWS renews its own 60 days before. */
const SOON = 30;

/** A block for each chain that was shown. */
function certificatesIn({ certificates }: ProbeReport, now: Date): readonly (readonly string[])[] {
  const all = certificates ?? [];
  return all.flatMap((leaf, index) => {
    if (!leaf.leaf) return [];
    const next = all.findIndex((other, at) => at > index && other.leaf);
    const chain = all.slice(index + 1, next === -1 ? undefined : next);
    return [certificateLines(leaf, chain, now)];
  });
}

function certificateLines(leaf: Certificate, chain: readonly Certificate[], now: Date): readonly string[] {
  const { key, signature, names, issuer, notBefore, notAfter } = leaf;
  return [
    ...wrapText(`Certificate with ${keyInWords(key)}, signed with ${signature}`, UNDER),
    ...wrapText(`for ${names.length === 0 ? 'no name' : names.join(', ')}`, led(2, 4)),
    ...wrapText(`from ${issuer || 'nobody'}`, led(2, 4)),
    ...wrapText(`valid ${notBefore.slice(0, 10)} to ${notAfter.slice(0, 10)}${ending(leaf, now)}`, led(2, 4)),
    ...chain.flatMap(({ subject, notAfter: end, key: chainKey }) =>
      wrapText(
        `behind it ${subject || 'no name'}, ${keyInWords(chainKey)}, to ${end.slice(0, 10)}`,
        led(2, 4),
      ),
    ),
  ];
}

function keyInWords({ type, bits }: Certificate['key']): string {
  return `${/^[AEIOU]|^RSA/.test(type) ? 'an' : 'a'} ${type} key${bits === null ? '' : ` of ${bits} bits`}`;
}

function ending({ notBefore, notAfter }: Certificate, now: Date): string {
  const left = (Date.parse(notAfter) - now.getTime()) / DAY;
  if (left < 0) return ': IT HAS ENDED';
  if (Date.parse(notBefore) > now.getTime()) return ': IT IS NOT VALID YET';
  return left > SOON ? '' : `: IT ENDS IN ${count(Math.floor(left), 'DAY').replace('DAYs', 'DAYS')}`;
}

function policiesIn({ policies }: ProbeReport): readonly string[] {
  const [first, ...more] = policies ?? [];
  if (first === undefined) return ['Policy: could not be told'];
  if (first.match === 'exact' || isSame(first)) {
    const lead = first.match === 'exact' ? 'This looks like' : 'As far as could be told, this looks like';
    return wrap([lead, named(first), ...more.flatMap((policy) => ['or', named(policy)])], UNDER);
  }
  const whole = more.length === 0 ? 'one' : 'ones';
  return [
    ...wrapText(`This looks like no policy of AWS's. The nearest ${whole}:`, UNDER),
    ...[first, ...more].flatMap((policy) => [
      ...wrap([named(policy)], item(4)),
      ...differences(policy, bare(4)),
    ]),
  ];
}

function isSame({ missing, extra }: PolicyMatch): boolean {
  return [missing, extra].every((side) => Object.values(side).every((names) => names.length === 0));
}

function named({ name, types }: PolicyMatch): string {
  return types.includes('elbv2') ? name : `${name} (Classic)`;
}

function behaviourIn(behaviour: Behaviour): readonly string[] {
  const { policy, matches } = behaviour;
  const said = {
    true: `It behaves as ${policy} says.`,
    false: `It does not behave as ${policy} says:`,
    null: `Whether it behaves as ${policy} says could not be told.`,
  } as const;
  return [...wrapText(said[`${matches}`], UNDER), ...differences(behaviour, bare(2))];
}

function differences(
  { missing, extra }: { readonly missing: Difference; readonly extra: Difference },
  margin: Margin,
): readonly string[] {
  return [
    ...differenceLines('the policy has, the server does not:', missing, margin),
    ...differenceLines('the server has, the policy does not:', extra, margin),
  ];
}

function differenceLines(
  lead: string,
  { protocols, ciphers, groups }: Difference,
  margin: Margin,
): readonly string[] {
  const quantum = groups.length === 0 ? [] : [`post-quantum groups (${groups.join(', ')})`];
  const all = [...protocols, ...ciphers, ...quantum];
  return all.length === 0 ? [] : wrapText(`${lead} ${all.join(', ')}`, margin);
}

function clientsIn(clients: readonly ClientRow[]): readonly string[] {
  return clients.flatMap(({ client, connects, protocol, cipher, reason, remedy }) => {
    const outcome = connects
      ? `gets through with ${protocol} and ${cipher}`
      : `${connects === false ? 'does not get through' : 'could not be told'}: ${reason ?? ''} ${remedy ?? ''}`;
    return wrapText(`Client ${client} ${outcome}`, UNDER);
  });
}

function problemsIn({ problems }: ProbeReport): readonly string[] {
  if (problems.length === 0) return [];
  return ['What could not be told', ...problems.flatMap((problem) => wrapText(problem, item(4)))];
}
