import type { LogFormat } from '../log-line';

/** A field of a line: the column that it becomes, and what it looks like. */
type Field = readonly [column: string, pattern: string];

/** How one format becomes a table, and what its columns mean. */
export interface TableFormat {
  /** What its table's name begins with. */
  readonly table: string;
  readonly fields: readonly Field[];
  /** All of a line, as `java.util.regex` reads it: one group for each field. */
  readonly pattern: string;
  /** What its lines begin with, whatever comes behind: so a line that is cut belongs to a format. */
  readonly begins: string;
  readonly protocol: string;
  readonly cipher: string;
  /** SQL over the columns. */
  readonly port: string;
  readonly keyExchange: string;
  readonly userAgent: string;
  readonly loadBalancer: string;
  /** What became of the connection, where cipher and protocol are not both there. */
  readonly kind: readonly string[];
  /** Whether there is a line a request, so that connections have to be told apart. */
  readonly isByRequest: boolean;
}

/*
 * Backslashes and single quotes are in none of these patterns: Hive takes a backslash in a text for an escape, Trino does
 * not, and the two would have to be written differently. They are those of lambda/core/impact/parse-line.ts, and more
 * lenient than those of AWS's pages ([Athena-ALB] [Athena-conn] [Athena-NLB] [Athena-CLB]); docs/athena.md says in what.
 */
const WORD = '([^ ]*)';
const TIME = '([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}[^ ]*)';
const QUOTED = '"(.*?)"';
const CIPHER = '(-|[A-Za-z0-9_-]{3,64})';
const PROTOCOL = '(-|(?:TLS|tls|SSL|ssl)[^ ]*)';
const REST = '(?: .*)?';

const CLIENT: readonly Field[] = [['client_ip', WORD]];
const CLIENT_PORT: Field = ['client_port', '([0-9]{1,7})'];

/** Fields that one blank parts; the client's address and port have a colon between them. */
function patternOf(fields: readonly Field[]): string {
  return fields
    .map(([column, pattern], index) => {
      if (index === 0) return pattern;
      return `${column === 'client_port' && fields[index + 1]?.[0] !== 'listener_port' ? ':' : ' '}${pattern}`;
    })
    .join('');
}

function words(...columns: readonly string[]): readonly Field[] {
  return columns.map((column) => [column, WORD] as const);
}

const APPLICATION: readonly Field[] = [
  ['type', '((?!tls )[a-z][^ ]*)'],
  ['time', TIME],
  ['elb', '(app/[^ ]*)'],
  ...CLIENT,
  CLIENT_PORT,
  ...words(
    'target',
    'request_processing_time',
    'target_processing_time',
    'response_processing_time',
    'elb_status_code',
    'target_status_code',
    'received_bytes',
    'sent_bytes',
  ),
  ['request', QUOTED],
  ['user_agent', QUOTED],
  ['ssl_cipher', CIPHER],
  ['ssl_protocol', PROTOCOL],
];

const CLASSIC: readonly Field[] = [
  ['time', TIME],
  ['elb', WORD],
  ...CLIENT,
  CLIENT_PORT,
  ...words(
    'backend',
    'request_processing_time',
    'backend_processing_time',
    'response_processing_time',
    'elb_status_code',
    'backend_status_code',
    'received_bytes',
    'sent_bytes',
  ),
  ['request', QUOTED],
  ['user_agent', QUOTED],
  ['ssl_cipher', CIPHER],
  ['ssl_protocol', PROTOCOL],
];

const CONNECTION: readonly Field[] = [
  ['time', TIME],
  ...CLIENT,
  CLIENT_PORT,
  ['listener_port', '([0-9]{1,7})'],
  ...words('tls_protocol', 'tls_cipher', 'tls_handshake_latency'),
  ['leaf_client_cert_subject', '(".*?"|[^" ][^ ]*)'],
  ...words('leaf_client_cert_validity', 'leaf_client_cert_serial_number'),
  ['tls_verify_status', '(-|Success|Failed[^ ]*)'],
];

/** Added since; the documented examples end with the trace id. */
const LATER = ['conn_trace_id', 'tls_keyexchange', 'elb'] as const;

const NETWORK: readonly Field[] = [
  ['type', '(tls)'],
  ['version', WORD],
  ['time', TIME],
  ...words('elb', 'listener'),
  ...CLIENT,
  CLIENT_PORT,
  ...words(
    'destination',
    'connection_time',
    'tls_handshake_time',
    'received_bytes',
    'sent_bytes',
    'incoming_tls_alert',
    'chosen_cert_arn',
    'chosen_cert_serial',
  ),
  ['tls_cipher', CIPHER],
  ['tls_protocol', PROTOCOL],
  ...words('tls_keyexchange', 'domain_name'),
];

/** The port in `GET https://host:443/path HTTP/1.1`. */
const URL_PORT = `regexp_extract(request, '^.{0,38}?://[^/? ]*?:([0-9]{1,7})[-/? ]', 1)`;
/** The load balancer that a file's name says, for lines that do not: a connection log's older ones, and all that are in no format ([ALB-conn]). */
const NAMED = `regexp_replace(regexp_extract("$path", '_elasticloadbalancing_[a-z0-9-]+_((?:app|net)[.][A-Za-z0-9_-]+[.][0-9a-f]+)_[^/]*$', 1), '[.]', '/')`;

/** The same of a Classic load balancer, whose files say its name alone ([CLB-log]). */
const NAMED_CLASSIC = `regexp_extract("$path", '_elasticloadbalancing_[a-z0-9-]+_([A-Za-z0-9-]+)_[^/]*$', 1)`;

/** In the order in which a line is tried: a connection log's begins as Classic's does. */
export const TABLE_FORMATS: Readonly<Record<LogFormat, TableFormat>> = {
  nlb: {
    table: 'nlb',
    fields: NETWORK,
    // What stands behind the domain name is never asked.
    pattern: `${patternOf(NETWORK)} .*`,
    begins: '^tls ',
    protocol: 'tls_protocol',
    cipher: 'tls_cipher',
    port: `regexp_extract(destination, ':([0-9]{1,7})$', 1)`,
    keyExchange: 'tls_keyexchange',
    userAgent: `''`,
    loadBalancer: `coalesce(elb, ${NAMED}, '')`,
    // `-` and `-`: the negotiation did not complete ([NLB-log]).
    kind: [`WHEN tls_cipher = '-' AND tls_protocol = '-' THEN 'failed'`],
    isByRequest: false,
  },
  'alb-access': {
    table: 'alb_access',
    fields: APPLICATION,
    pattern: `${patternOf(APPLICATION)}${REST}`,
    begins: '^(?:(?:https?|h2|grpcs|wss?) |[a-z][^ ]* [^ ]* app/)',
    protocol: 'ssl_protocol',
    cipher: 'ssl_cipher',
    port: URL_PORT,
    keyExchange: `''`,
    userAgent: 'user_agent',
    loadBalancer: `coalesce(elb, ${NAMED}, '')`,
    kind: [
      `WHEN ssl_cipher = '-' AND ssl_protocol = '-' AND type IN ('https', 'h2', 'grpcs', 'wss') THEN 'tls-untold'`,
      `WHEN ssl_cipher = '-' AND ssl_protocol = '-' THEN 'plain'`,
    ],
    isByRequest: true,
  },
  'alb-connection': {
    table: 'alb_connection',
    fields: [...CONNECTION, ...LATER.map((column): Field => [column, WORD])],
    pattern: `${patternOf(CONNECTION)}${LATER.map(() => `(?: ${WORD})?`).join('')}${REST}`,
    begins: '^[0-9]{4}-[^ ]* [^ ]* [0-9]{1,7}(?: |$)',
    protocol: 'tls_protocol',
    cipher: 'tls_cipher',
    port: 'listener_port',
    keyExchange: 'tls_keyexchange',
    userAgent: `''`,
    loadBalancer: `coalesce(elb, ${NAMED}, '')`,
    kind: [
      `WHEN tls_verify_status LIKE 'Failed%' THEN 'failed'`,
      `WHEN tls_cipher = '-' AND tls_protocol = '-' THEN 'plain'`,
    ],
    isByRequest: false,
  },
  classic: {
    table: 'classic',
    fields: CLASSIC,
    pattern: `${patternOf(CLASSIC)}${REST}`,
    begins: '^[0-9]{4}-[^ ]* ',
    protocol: 'ssl_protocol',
    cipher: 'ssl_cipher',
    port: URL_PORT,
    keyExchange: `''`,
    userAgent: 'user_agent',
    loadBalancer: `coalesce(elb, ${NAMED_CLASSIC}, '')`,
    kind: [
      // A listener with TLS says `-` where the negotiation did not succeed ([CLB-log]).
      `WHEN ssl_cipher = '-' AND ssl_protocol = '-' AND regexp_like(request, '^.{0,35}?https://') THEN 'failed'`,
      `WHEN ssl_cipher = '-' AND ssl_protocol = '-' THEN 'plain'`,
    ],
    isByRequest: true,
  },
};

/** In the same order. */
export const FORMATS: readonly LogFormat[] = ['nlb', 'alb-access', 'alb-connection', 'classic'];
