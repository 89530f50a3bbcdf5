import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROTOCOLS, type Protocol } from '../../lambda/core/clients/client';
import type { KnownClient } from '../../lambda/core/clients/known';
import type { Lockouts } from '../../lambda/core/clients/lockouts';
import { fitsCertificate } from '../../lambda/core/clients/negotiate';
import { protocolsOf, suiteNamed } from '../../lambda/core/clients/suites';

/**
 * What the function needs of the table, in a small part of its size. Clients that no target keeps out are gone, and suites
 * that no certificate of AWS's serves; the others are bits of a number, and clients that offer the same share it.
 */
export function compactOf(asOf: string, all: readonly KnownClient[]): Lockouts {
  const clients = all.filter((client) => !getsThroughEverywhere(client));
  const offered = new Set(clients.flatMap(({ ciphers }) => ciphers));
  const usable = suitesOfAws().filter((suite) => offered.has(suite) && isServed(suite));
  const since = (protocol: Protocol): readonly string[] =>
    usable.filter((suite) => protocolsOf(suite)[0] === protocol);
  const suites = {
    'TLSv1.3': since('TLSv1.3'),
    'TLSv1.2': since('TLSv1.2'),
    TLSv1: since('TLSv1'),
    SSLv3: since('SSLv3'),
  };
  const bits = Object.values(suites).flat();
  const offerOf = ({ lowest, highest, ciphers }: KnownClient): string => {
    const mask = bits.reduce(
      (sum, suite, bit) => (ciphers.includes(suite) ? sum | (1n << BigInt(bit)) : sum),
      0n,
    );
    return `${PROTOCOLS.indexOf(lowest)}${PROTOCOLS.indexOf(highest)}${mask.toString(16)}`;
  };
  const offers = [...new Set(clients.map(offerOf))];
  return {
    asOf,
    suites,
    offers,
    clients: Object.fromEntries(clients.map((client) => [client.name, offers.indexOf(offerOf(client))])),
  };
}

const EVERYWHERE = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
];

/** No run moves a listener to a policy that accepts less than TLS 1.2, and each of the others has one of these. */
export function getsThroughEverywhere({ lowest, highest, ciphers }: KnownClient): boolean {
  const speaksBoth = lowest !== 'TLSv1.3' && highest === 'TLSv1.3';
  return speaksBoth && EVERYWHERE.every((suite) => ciphers.includes(suite));
}

interface Catalogue {
  readonly elbv2: {
    readonly SslPolicies: readonly { readonly Ciphers: readonly { readonly Name: string }[] }[];
  };
  readonly classic: {
    readonly PolicyDescriptions: readonly {
      readonly PolicyAttributeDescriptions: readonly { readonly AttributeName: string }[] | null;
    }[];
  };
}

/** Every suite that a policy has, or a custom one on Classic can have: by the reference catalogue of the sandbox. */
function suitesOfAws(): readonly string[] {
  const text = readFileSync(join(__dirname, '../../sandbox/catalogue.json'), 'utf8');
  const { elbv2, classic }: Catalogue = JSON.parse(text);
  const names = [
    ...elbv2.SslPolicies.flatMap(({ Ciphers }) => Ciphers.map(({ Name }) => Name)),
    ...classic.PolicyDescriptions.flatMap((policy) =>
      (policy.PolicyAttributeDescriptions ?? []).map(({ AttributeName }) => AttributeName),
    ),
  ];
  return [...new Set(names)].filter((name) => suiteNamed(name) !== null).toSorted();
}

function isServed(suite: string): boolean {
  return fitsCertificate(suite, 'rsa') || fitsCertificate(suite, 'ecdsa');
}
