/** Who comes to a load balancer, in which kind of log that is written, and how often something else happens. */
export interface Mix {
  readonly name: string;
  readonly formats: readonly LogFormat[];
  readonly clients: readonly MixClient[];
  /** Shares of connections: handshakes that fail, and connections without TLS. */
  readonly failed: number;
  readonly plain: number;
  /** Requests that a connection has, at most. */
  readonly requests: number;
  /** How many clients there are on each listener. */
  readonly addresses: number;
  /** Share of addresses that are IPv6. */
  readonly ipv6: number;
}

/** `connection-12` ends with the trace id, as the examples of the documentation do; `connection-15` has the fields added since. */
export type LogFormat = 'access' | 'connection-12' | 'connection-15' | 'network' | 'classic';

/** A kind of client. Names of protocols and ciphers are the API's and OpenSSL's; each format spells them its own way. */
export interface MixClient {
  readonly share: number;
  readonly protocol: string;
  readonly cipher: string;
  /** The group of the key exchange: no page of AWS's shows one, so these are IANA's names. */
  readonly group: string;
  readonly agent: string;
}

const client = (share: number, protocol: string, cipher: string, agent: string, group = '-'): MixClient => ({
  share,
  protocol,
  cipher,
  agent,
  group,
});

const CHROME = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36';
const NEW = client(60, 'TLSv1.3', 'TLS_AES_128_GCM_SHA256', CHROME, 'x25519');
const QUANTUM = client(20, 'TLSv1.3', 'TLS_AES_128_GCM_SHA256', CHROME, 'X25519MLKEM768');
const TWELVE = client(15, 'TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256', 'okhttp/3.12.1', 'secp256r1');
const CBC = client(
  4,
  'TLSv1.2',
  'ECDHE-RSA-AES256-SHA384',
  'Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0)',
  'secp256r1',
);
const STATIC = client(2, 'TLSv1.2', 'AES128-SHA', 'Java/1.7.0_80');
const PHONE = client(
  2,
  'TLSv1',
  'ECDHE-RSA-AES128-SHA',
  'Dalvik/1.6.0 (Linux; U; Android 4.3; GT-I9300)',
  'secp256r1',
);
const ELEVEN = client(1, 'TLSv1.1', 'AES256-SHA', 'Python-urllib/2.7');
const TILL = client(1, 'TLSv1', 'DES-CBC3-SHA', 'POS/2.1 "till 7"');
const HOSTILE = client(1, 'TLSv1', 'AES128-SHA', 'x" AES256-GCM \\ "y" - - \u00e9');

const USUAL = { failed: 0.02, plain: 0.05, requests: 6, addresses: 300, ipv6: 0.2 };

/** Ten of them: each format, alone and mixed, with and without people who would break. */
export const MIXES: readonly Mix[] = [
  { ...USUAL, name: 'modern-web', formats: ['access'], clients: [NEW, QUANTUM, TWELVE] },
  { ...USUAL, name: 'old-phones', formats: ['access'], clients: [NEW, TWELVE, PHONE, ELEVEN], ipv6: 0 },
  { ...USUAL, name: 'old-desktops', formats: ['access'], clients: [NEW, CBC, STATIC, TILL], requests: 20 },
  { ...USUAL, name: 'mutual-tls', formats: ['connection-12'], clients: [TWELVE, CBC], failed: 0.3, plain: 0 },
  {
    ...USUAL,
    name: 'connections',
    formats: ['connection-15'],
    clients: [NEW, QUANTUM, TWELVE, PHONE, STATIC],
  },
  { ...USUAL, name: 'devices', formats: ['network'], clients: [TWELVE, STATIC, TILL], plain: 0, failed: 0.2 },
  { ...USUAL, name: 'post-quantum', formats: ['network'], clients: [NEW, QUANTUM], plain: 0 },
  { ...USUAL, name: 'classic-shop', formats: ['classic'], clients: [TWELVE, CBC, PHONE, ELEVEN, TILL] },
  {
    ...USUAL,
    name: 'mostly-plain',
    formats: ['access'],
    clients: [NEW, ELEVEN],
    plain: 0.8,
    addresses: 5000,
  },
  {
    ...USUAL,
    name: 'everything',
    formats: ['access', 'connection-12', 'connection-15', 'network', 'classic'],
    clients: [NEW, QUANTUM, TWELVE, CBC, STATIC, PHONE, ELEVEN, TILL, HOSTILE],
  },
];

export function mixNamed(name: string): Mix {
  const found = MIXES.find((mix) => mix.name === name);
  if (found !== undefined) return found;
  throw new Error(`--mix got "${name}"; use one of ${MIXES.map((mix) => mix.name).join(', ')}`);
}
