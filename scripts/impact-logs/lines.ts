import type { LogFormat } from './mixes';

/** What happens once, in no format yet. */
export interface Happening {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly outcome: 'handshake' | 'failed' | 'plain';
  readonly address: string;
  readonly port: number;
  readonly protocol: string;
  readonly cipher: string;
  readonly group: string;
  readonly agent: string;
}

/** A listener that writes logs of one format. */
export interface LogWriter {
  readonly format: LogFormat;
  readonly loadBalancer: string;
  readonly port: number;
}

/**
 * One line as a load balancer writes it, without the line break. Fields are those of the documentation ([ALB-log], [ALB-conn],
 * [NLB-log], [CLB-log]). Its pages do not show: the values of `tls_keyexchange`, connection logs with their fields 13 to 15,
 * connections without TLS in these, and an address of IPv6 with its port.
 */
export function lineOf(happening: Happening, writer: LogWriter): string {
  switch (writer.format) {
    case 'access':
      return accessLine(happening, writer);
    case 'connection-12':
      return connectionLine(happening, writer);
    case 'connection-15':
      return `${connectionLine(happening, writer)} ${groupOf(happening)} ${writer.loadBalancer} 10.0.3.7`;
    case 'network':
      return networkLine(happening, writer);
    case 'classic':
      return classicLine(happening, writer);
  }
}

function accessLine(happening: Happening, { loadBalancer, port }: LogWriter): string {
  const { at, outcome, agent } = happening;
  const isTls = outcome !== 'plain';
  const url = `${isTls ? 'https' : 'http'}://www.example.com:${isTls ? port : 80}/items/${at % 997}?page=${at % 13}`;
  const certificate = '"arn:aws:acm:us-east-2:123456789012:certificate/12345678-1234-1234-1234-123456789012"';
  return (
    `${isTls ? 'https' : 'http'} ${microseconds(at)} ${loadBalancer} ${clientOf(happening)} 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 ` +
    `"GET ${url} HTTP/1.1" "${escaped(agent)}" ${isTls ? `${happening.cipher} ${happening.protocol}` : '- -'} ` +
    'arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-targets/73e2d6bc24d8a067 ' +
    `"Root=1-58337281-1d84f3d73c47ec4e58577259" ${isTls ? `"www.example.com" ${certificate}` : '"-" "-"'} 1 ${microseconds(at - 7)} ` +
    '"authenticate,forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1234abcd5678ef90'
  );
}

function connectionLine(happening: Happening, { port }: LogWriter): string {
  const { at, outcome, address, protocol, cipher } = happening;
  const client = `${microseconds(at)} ${address} ${happening.port}`;
  const trace = 'TID_3180a73013c8ca4bac2f731159d4b0fe';
  if (outcome === 'plain') return `${client} 80 - - - - - - - ${trace}`;
  const subject = '"CN=amazondomains.com,O=end Entity,L=Seattle,ST=Washington,C=US"';
  const validity = 'NotBefore=2023-09-21T22:43:21Z;NotAfter=2026-06-17T22:43:21Z';
  const status = outcome === 'failed' ? 'Failed:ClientCertUntrusted' : 'Success';
  const latency = outcome === 'failed' ? '-' : '4.036';
  return `${client} ${port} ${protocol} ${cipher} ${latency} ${subject} ${validity} FEF257372D5C14D4 ${status} ${trace}`;
}

function networkLine(happening: Happening, { loadBalancer, port }: LogWriter): string {
  const { at, outcome, protocol, cipher } = happening;
  const isDone = outcome === 'handshake';
  const suite = isDone ? `${cipher} ${compact(protocol)} ${groupOf(happening)}` : '- - -';
  return (
    `tls 2.0 ${seconds(at)} ${loadBalancer} g3d4b5e8bb8464cd ${clientOf(happening)} 172.100.100.185:${port} 5 ${isDone ? 2 : '-'} 98 246 - ` +
    `arn:aws:acm:us-east-2:671290407336:certificate/2a108f19-aded-46b0-8493-c63eb1ef4a99 - ${suite} ` +
    `my-network-loadbalancer-c6e77e28c25b2234.elb.us-east-2.amazonaws.com - - - ${seconds(at - 10_000)}`
  );
}

function classicLine(happening: Happening, { loadBalancer, port }: LogWriter): string {
  const { at, outcome, cipher, protocol, agent } = happening;
  const url = outcome === 'plain' ? 'http://www.example.com:80/' : `https://www.example.com:${port}/`;
  const suite = outcome === 'handshake' ? `${cipher} ${protocol}` : '- -';
  return (
    `${microseconds(at)} ${loadBalancer} ${clientOf(happening)} 10.0.0.1:80 0.000086 0.001048 0.001337 200 200 0 57 ` +
    `"GET ${url} HTTP/1.1" "${escaped(agent)}" ${suite}`
  );
}

function clientOf({ address, port }: Happening): string {
  return `${address}:${port}`;
}

function groupOf({ outcome, group }: Happening): string {
  return outcome === 'handshake' ? group : '-';
}

/** `TLSv1.2` is `tlsv12`, `TLSv1` is `tlsv10`. */
function compact(protocol: string): string {
  const digits = protocol.slice(4).replace('.', '');
  return `tlsv${digits.padEnd(2, '0')}`;
}

/** A quote is `\x22` in the log of an ALB ([azul#4920]); that the other formats, and other characters, go by it too is INFERRED. */
function escaped(agent: string): string {
  return agent.replaceAll(/[^ -~]|["\\]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}

function seconds(at: number): string {
  return new Date(at).toISOString().slice(0, 19);
}

function microseconds(at: number): string {
  return new Date(at).toISOString().replace('Z', '641Z');
}
