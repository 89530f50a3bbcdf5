import { PROTOCOLS, type Protocol } from '../../../lambda/core/clients/client';
import { suiteOf } from '../../../lambda/core/clients/suites';

/** The protocols that a server speaks, each with its ciphers by OpenSSL's names. */
export type Said = ReadonlyMap<Protocol, ReadonlySet<string>>;

/** From the XML of sslscan 2: `<protocol type="tls" version="1.2" enabled="1" />`, `<cipher sslversion="TLSv1.2" id="0xC030"`. */
export function readSslscan(xml: string): Said {
  const spoken = [...xml.matchAll(/<protocol type="(ssl|tls)" version="([\d.]+)" enabled="1"/g)].map(
    ([, type, version]) => protocolOf(`${type}${version}`),
  );
  const ciphers = [...xml.matchAll(/<cipher [^>]*sslversion="([^"]+)"[^>]*\bid="0x([0-9A-F]+)"/gi)].map(
    ([, protocol = '', code = '']) => [protocolOf(protocol), code] as const,
  );
  return collected(spoken, ciphers);
}

/** From the JSON of testssl.sh 3: `TLS1_2` with "offered ...", `cipher-tls1_2_xc030`. */
export function readTestssl(json: string): Said {
  const findings: readonly { readonly id: string; readonly finding: string }[] = JSON.parse(json);
  const spoken = findings
    .filter(({ id, finding }) => /^(?:SSL|TLS)/.test(id) && finding.startsWith('offered'))
    .map(({ id }) => protocolOf(id));
  const ciphers = findings.flatMap(({ id }) => {
    const [, protocol, code] = /^cipher-(ssl3|tls1(?:_\d)?)_x([0-9a-f]+)$/.exec(id) ?? [];
    return protocol === undefined || code === undefined ? [] : [[protocolOf(protocol), code] as const];
  });
  return collected(spoken, ciphers);
}

/** `TLSv1.0`, `tls1.0`, `TLS1`, `tls1_2`: each tool spells it in its own way. SSL 2 is none of ours. */
function protocolOf(spelt: string): Protocol | null {
  const name = spelt
    .toUpperCase()
    .replace('_', '.')
    .replace(/^(SSL|TLS)V?/, '$1v')
    .replace(/\.0$/, '');
  return PROTOCOLS.find((protocol) => protocol === name) ?? null;
}

function collected(
  spoken: readonly (Protocol | null)[],
  ciphers: readonly (readonly [Protocol | null, string])[],
): Said {
  const of = (protocol: Protocol): ReadonlySet<string> =>
    new Set(ciphers.flatMap(([its, code]) => (its === protocol ? suiteOf(Number.parseInt(code, 16)) : [])));
  return new Map(
    spoken.flatMap((protocol) => (protocol === null ? [] : [[protocol, of(protocol)] as const])),
  );
}

/** `TLSv1.2: the probe has AES128-SHA; sslscan has none of 20`, one clause each; empty where both say the same. */
export function differences(probe: Said, other: Said, name: string): readonly string[] {
  return PROTOCOLS.flatMap((protocol) => {
    const [ours, theirs] = [probe.get(protocol), other.get(protocol)];
    if (ours === undefined && theirs === undefined) return [];
    if (ours === undefined) return [`${protocol}: ${name} alone says that it is spoken`];
    if (theirs === undefined) return [`${protocol}: the probe alone says that it is spoken`];
    return [
      ...alone(
        protocol,
        'the probe',
        [...ours].filter((cipher) => !theirs.has(cipher)),
      ),
      ...alone(
        protocol,
        name,
        [...theirs].filter((cipher) => !ours.has(cipher)),
      ),
    ];
  });
}

const MOST_NAMED = 4;

function alone(protocol: Protocol, who: string, ciphers: readonly string[]): readonly string[] {
  if (ciphers.length === 0) return [];
  const named = ciphers.length <= MOST_NAMED ? `: ${ciphers.join(', ')}` : '';
  return [`${protocol}: ${ciphers.length} that ${who} alone names${named}`];
}
