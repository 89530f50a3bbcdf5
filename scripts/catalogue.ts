import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The catalogue that ships with the command, taken from the one that the sandbox plays AWS with: names and contents alone,
 * without the answers' shape and without what is said of sources. Run it after a change there: npm run catalogue
 */

const ROOT = join(__dirname, '..');
const FILE = join(ROOT, 'lambda/core/explain/catalogue.json');
const SOURCE = join(ROOT, 'sandbox/catalogue.json');

const PROTOCOL = 'Protocol-';
const SERVER_ORDER = 'Server-Defined-Cipher-Order';

interface Listed {
  readonly Name: string;
  readonly SslProtocols: readonly string[];
  readonly Ciphers: readonly { readonly Name: string; readonly Priority: number }[];
}

interface Predefined {
  readonly PolicyName: string;
  readonly PolicyAttributeDescriptions:
    | readonly { readonly AttributeName: string; readonly AttributeValue: string }[]
    | null;
}

interface Source {
  readonly _about: { readonly built: string };
  readonly elbv2: { readonly SslPolicies: readonly Listed[] };
  readonly classic: { readonly PolicyDescriptions: readonly Predefined[] };
}

function listed({ Name, SslProtocols, Ciphers }: Listed) {
  const ciphers = Ciphers.toSorted((a, b) => a.Priority - b.Priority).map((cipher) => cipher.Name);
  return { name: Name, protocols: SslProtocols, ciphers };
}

/** A policy whose contents are in no source has `null` for them. */
function predefined({ PolicyName: name, PolicyAttributeDescriptions: attributes }: Predefined) {
  if (attributes === null) return { name, serverOrder: null, protocols: null, ciphers: null };
  const on = attributes
    .filter(({ AttributeValue }) => AttributeValue === 'true')
    .map((each) => each.AttributeName);
  return {
    name,
    serverOrder: on.includes(SERVER_ORDER),
    protocols: on.filter((each) => each.startsWith(PROTOCOL)).map((each) => each.slice(PROTOCOL.length)),
    ciphers: on.filter((each) => !each.startsWith(PROTOCOL) && each !== SERVER_ORDER),
  };
}

/** What the shipped file has to say. Policies that no page of AWS has are not in it. */
export function shippedCatalogue() {
  const { _about: about, elbv2, classic }: Source = JSON.parse(readFileSync(SOURCE, 'utf8'));
  return {
    asOf: about.built,
    elbv2: elbv2.SslPolicies.map(listed),
    classic: classic.PolicyDescriptions.map(predefined),
  };
}

function lines(policies: readonly object[]): string {
  return policies.map((policy) => `    ${JSON.stringify(policy)}`).join(',\n');
}

/** A policy a line, so that a difference shows which one it is of. */
function text(): string {
  const { asOf, elbv2, classic } = shippedCatalogue();
  return `{\n  "asOf": "${asOf}",\n  "elbv2": [\n${lines(elbv2)}\n  ],\n  "classic": [\n${lines(classic)}\n  ]\n}\n`;
}

if (require.main === module) writeFileSync(FILE, text());
