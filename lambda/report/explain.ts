import widthOf from 'string-width';
import { POST_QUANTUM_GROUPS } from '../core/clients/groups';
import type { Comparison, Contents, ExplainedClient, Explanation } from '../core/explain/explanation';
import { protocolName, protocolNames } from '../core/wording/protocols';
import { count } from '../core/wording/sentence';
import { list } from '../core/wording/target';
import { whyWeak } from '../core/wording/weaknesses';
import { bare, led, oneLine, wrapText, type Page } from './text';

/** An explanation for a person at a terminal: what the policy accepts, what is weak in it and why, and who gets through. */

/** Sentences are not wider than this, however wide the terminal. */
const READABLE = 100;

/** Where what is said of a label begins. */
const TEXT = 14;

/** Most of the known clients that a move locks out, most common first: the JSON has them all. */
const MOST_KNOWN = 10;

export function explanationText(explanation: Explanation, width = Infinity): string {
  const page = { columns: Math.min(width, READABLE), widthOf };
  const sections = [
    headOf(explanation, page),
    cipherLines(explanation, page),
    weaknessLines(explanation, page),
    checkLines(explanation),
    explanation.against === undefined ? [] : againstLines(explanation.against, explanation, page),
    clientLines(explanation, page),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

const FAMILIES: Readonly<Record<Explanation['family'], string>> = {
  standard: 'family standard',
  fips: 'family FIPS',
  rfc9151: 'family RFC 9151 (CNSA 1.0)',
  custom: 'Classic Load Balancer',
  other: 'of a family that is not known here',
};

function headOf(explanation: Explanation, page: Page): readonly string[] {
  const { policy, family, postQuantum, protocols, targets, type } = explanation;
  return [
    oneLine(policy),
    ...labelled(
      '',
      `${FAMILIES[family]}${postQuantum ? ', post-quantum' : ''}; ${sourceOf(explanation)}`,
      page,
    ),
    ...labelled('Protocols', protocolNames(protocols), page),
    ...labelled('Key exchange', exchangesOf(explanation), page),
    ...labelled('To targets', targets === null ? unknownTargets(type) : towards(targets), page),
  ];
}

function towards(policy: string): string {
  return `${policy}: AWS chooses it by all listeners of the load balancer`;
}

function unknownTargets(type: Explanation['type']): string {
  return type === 'classic' ? 'a fixed list of Classic, whatever the listener has' : 'not known';
}

function sourceOf({ source, asOf }: Pick<Explanation, 'source' | 'asOf'>): string {
  return source === 'aws' ? `asked of AWS at ${asOf}` : `from the catalogue of ${asOf}`;
}

/** `ECDHE in 12 ciphers, RSA in 6`. */
function exchangesOf({ ciphers, postQuantum }: Explanation): string {
  const kinds = [...new Set(ciphers.map(({ keyExchange }) => keyExchange))];
  const counted = kinds.map((kind) => {
    const number = ciphers.filter(({ keyExchange }) => keyExchange === kind).length;
    return `${kind} in ${count(number, 'cipher')}`;
  });
  const hybrid = postQuantum ? `; with TLS 1.3 also ${list(POST_QUANTUM_GROUPS)}` : '';
  return counted.join(', ') + hybrid;
}

function cipherLines({ ciphers, serverOrder }: Explanation, page: Page): readonly string[] {
  const names = ciphers.map(({ name }, index) => `${String(index + 1).padStart(4)} ${oneLine(name)}`);
  const column = Math.max(...names.map(({ length }) => length)) + 2;
  return [
    `Ciphers, ${serverOrder ? "in the load balancer's order, which decides" : 'of which the first that the client has is taken'}`,
    ...ciphers.flatMap(({ weaknesses }, index) =>
      labelled(names[index] ?? '', weaknesses.join(', '), page, column),
    ),
  ];
}

function weaknessLines({ ciphers }: Explanation, page: Page): readonly string[] {
  const kinds = [...new Set(ciphers.flatMap(({ weaknesses }) => weaknesses))];
  if (kinds.length === 0) return [];
  return [
    'Why that is weak',
    ...kinds.flatMap((kind) => wrapText(`${kind}: ${whyWeak(kind)}`, led(2, 6), page)),
  ];
}

const RESULTS = new Map([
  [true, 'passes'],
  [false, 'fails'],
  [null, 'not known'],
]);

function checkLines({ checks }: Explanation): readonly string[] {
  return [
    'Checks that others have',
    ...checks.map(
      ({ check, passes, asOf }) => `  ${(RESULTS.get(passes) ?? '').padEnd(9)}  ${check} (as of ${asOf})`,
    ),
  ];
}

function againstLines(against: Comparison, { policy, type }: Explanation, page: Page): readonly string[] {
  const { gains, loses, weakens, sameAlb } = against;
  const isClassic = type === 'classic';
  const verdict =
    weakens.length === 0
      ? 'nothing (rule 3)'
      : `yes, by rule 3: ${weakens.map((each) => oneLine(each)).join(' ')}`;
  return [
    `The move from ${oneLine(policy)}`,
    `           to ${oneLine(against.policy)}`,
    ...labelled('', sourceOf(against), page),
    ...labelled('Gains', contentsOf(gains), page),
    ...labelled('Loses', contentsOf(loses), page),
    ...labelled('Weakens', verdict, page),
    ...(isClassic ? [] : labelled('Same ALB', SAME_ALB.get(sameAlb) ?? '', page)),
  ];
}

const SAME_ALB = new Map([
  [true, 'yes: both can stand side by side'],
  [false, 'no: these two cannot stand side by side'],
  [null, 'not known'],
]);

function contentsOf({ protocols, ciphers }: Contents): string {
  const named = [...protocols.map(protocolName), ...ciphers];
  return named.length === 0 ? 'nothing' : named.map(oneLine).join(', ');
}

function clientLines({ clients, against }: Explanation, page: Page): readonly string[] {
  const asked = clients.filter((client) => client.asked);
  const known = clients.filter((client) => !client.asked);
  const lockedOut = known.slice(0, MOST_KNOWN).map(({ client }) => oneLine(client));
  const more = known.length - lockedOut.length;
  return [
    ...(asked.length === 0 ? [] : [`Clients with ${oneLine(asked[0]?.policy ?? '')}`]),
    ...asked.flatMap((client) => [
      `  ${oneLine(client.client)}`,
      ...wrapText(answerOf(client), bare(6), page),
    ]),
    ...(against === undefined
      ? []
      : labelled(
          'Locks out',
          lockedOut.length === 0
            ? 'none of the known clients'
            : `${lockedOut.join('; ')}${more === 0 ? '' : `; ${count(more, 'other')} (--json names them)`}`,
          page,
        )),
  ];
}

function answerOf({ protocol, cipher, postQuantum, reason, remedy }: ExplainedClient): string {
  if (protocol === null || cipher === null) return `refused. ${reason ?? ''} ${remedy ?? ''}`;
  const hybrid = postQuantum === true ? ', key exchange post-quantum' : '';
  return `gets through: ${protocolName(protocol)} with ${cipher}${hybrid}`;
}

/** A text beside its label, in as many lines as it needs. */
function labelled(label: string, text: string, page: Page, column = TEXT): readonly string[] {
  const [first = '', ...rest] = wrapText(text, bare(column), page);
  return [(label.padEnd(column) + first.trimStart()).trimEnd(), ...rest];
}
