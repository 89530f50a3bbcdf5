import { accepts } from '../judge';
import { PROTOCOLS } from '../../clients/client';
import { spellingsOf } from '../../clients/suite-names';
import type { Shelved } from '../../explain/catalogue';
import type { LogFormat } from '../log-line';
import { cipherSpelled, PROTOCOL_SPELLINGS } from '../spelling';
import { FORMATS, TABLE_FORMATS, type TableFormat } from './formats';
import { UNMATCHED } from './tables';

/** What one query asks. */
export interface Question {
  readonly format: LogFormat;
  readonly database: string;
  readonly table: string;
  /** Days of the folders that logs lie in, both included: `2026/11/20`. */
  readonly first: string;
  readonly last: string;
  readonly target: Shelved;
  readonly fullAddresses: boolean;
}

/** An answer is small, however much was read: so many networks of each listener, user agents of each network, and rows. */
export const MOST_NETWORKS = 50;
export const MOST_AGENTS = 8;
export const MOST_ROWS = 100_000;

/** Columns of the answer, in their order. */
export const COLUMNS = [
  'what',
  'load_balancer',
  'port',
  'kind',
  'protocol',
  'cipher',
  'key_exchange',
  'network',
  'user_agent',
  'lines',
  'handshakes',
  'addresses',
  'refused_addresses',
] as const;

/**
 * One SELECT over the table of one format, in the SQL that Athena's engine 3 and Trino share. It reads each line once and
 * answers with counts: by suite, by listener, by network and by user agent.
 *
 * What the target accepts is a list in it, made by the same judge that all other logs meet.
 */
export function queryOf({ format, database, table, first, last, target, fullAddresses }: Question): string {
  const of = TABLE_FORMATS[format];
  const list = acceptedBy(target).map((suite) => `    '${suite}'`);
  return `WITH lines AS (
  SELECT
    ${looksLike()} AS looks_like,
    ${of.loadBalancer} AS load_balancer,
    ${of.port} AS port,
    translate(client_ip, '[]', '') AS address,
    client_ip || ' ' || client_port AS client,
    substr(time, 1, 15) AS ten_minutes,
    CASE upper(${of.protocol})
${protocolCases()}
    END AS protocol,
    ${of.cipher} AS cipher,
    ${of.keyExchange} AS key_exchange,
    ${of.userAgent} AS user_agent,
    CASE
      WHEN ${UNMATCHED} IS NOT NULL THEN 'unmatched'
      ${of.kind.join('\n      ')}
      WHEN ${of.cipher} = '-' OR ${of.protocol} = '-' THEN 'tls-untold'
      WHEN upper(${of.protocol}) NOT IN (${[...PROTOCOL_SPELLINGS.keys()].map((name) => `'${name}'`).join(', ')}) THEN 'unknown-protocol'
      ELSE 'handshake'
    END AS kind
  FROM "${database}"."${table}"
  WHERE day BETWEEN '${first}' AND '${last}'
    AND "$path" NOT LIKE '%/health_check_log_%'
), judged AS (
  SELECT *, kind = 'handshake' AND protocol || ' ' ||
    CASE WHEN upper(cipher) LIKE '%_WITH_%' THEN upper(cipher) ELSE cipher END NOT IN (
${list.join(',\n')}
  ) AS refused
  FROM lines
), ${of.isByRequest ? BY_REQUEST : BY_CONNECTION}, by_address AS (
  SELECT load_balancer, port, kind, protocol, cipher, key_exchange, refused,
    CASE WHEN kind = 'handshake' THEN address END AS address,
    user_agent, sum(lines) AS lines, sum(handshakes) AS handshakes
  FROM connections
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
), ${fullAddresses ? FULL : NETWORKS}, counted AS (
  SELECT
    CASE grouping(load_balancer, kind, network, user_agent)
      WHEN 15 THEN 'all' WHEN 3 THEN 'suite' WHEN 7 THEN 'listener' WHEN 5 THEN 'network' ELSE 'user-agent'
    END AS what,
    load_balancer, port, kind, protocol, cipher, key_exchange, network, user_agent,
    sum(lines) AS lines, sum(handshakes) AS handshakes,
    count(DISTINCT address) AS addresses,
    count(DISTINCT CASE WHEN refused THEN address END) AS refused_addresses
  FROM named
  GROUP BY GROUPING SETS (
    (),
    (load_balancer, port, kind, protocol, cipher, key_exchange),
    (load_balancer, port),
    (load_balancer, port, network),
    (load_balancer, port, network, user_agent)
  )
), weighed AS (
  SELECT *, max(CASE WHEN what = 'network' THEN handshakes END)
    OVER (PARTITION BY load_balancer, port, network) AS of_network
  FROM counted
  WHERE what IN ('all', 'suite', 'listener')
    OR (network IS NOT NULL AND (what = 'network' OR user_agent IS NOT NULL))
), ranked AS (
  SELECT *,
    dense_rank() OVER (PARTITION BY what, load_balancer, port ORDER BY of_network DESC, network) AS network_rank,
    row_number() OVER (PARTITION BY what, load_balancer, port, network ORDER BY lines DESC, user_agent) AS agent_rank
  FROM weighed
)
SELECT ${COLUMNS.join(', ')}
FROM ranked
WHERE what IN ('all', 'suite', 'listener')
  OR (network_rank <= ${MOST_NETWORKS} AND agent_rank <= ${MOST_AGENTS})
ORDER BY CASE what WHEN 'all' THEN 1 WHEN 'suite' THEN 2 WHEN 'listener' THEN 3 WHEN 'network' THEN 4 ELSE 5 END,
  handshakes DESC, lines DESC
LIMIT ${MOST_ROWS}`;
}

/** A line is a connection. */
const BY_CONNECTION = `connections AS (
  SELECT load_balancer, port, CASE kind WHEN 'unmatched' THEN looks_like ELSE kind END AS kind,
    protocol, cipher, key_exchange, refused, address,
    CAST(NULL AS varchar) AS user_agent, 1 AS lines, CASE kind WHEN 'handshake' THEN 1 ELSE 0 END AS handshakes
  FROM judged
)`;

/** A line is a request: a client's address and port count once in ten minutes of the clock, for each listener and suite. */
const BY_REQUEST = `requests AS (
  SELECT load_balancer, port, CASE kind WHEN 'unmatched' THEN looks_like ELSE kind END AS kind,
    protocol, cipher, key_exchange, refused, address,
    CASE WHEN kind = 'handshake' THEN client END AS client,
    CASE WHEN kind = 'handshake' THEN ten_minutes END AS ten_minutes,
    CASE WHEN refused AND length(user_agent) > 1 THEN user_agent END AS user_agent,
    count(*) AS lines
  FROM judged
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
), connections AS (
  SELECT load_balancer, port, kind, protocol, cipher, key_exchange, refused, address, user_agent, lines,
    CASE WHEN kind = 'handshake' AND row_number() OVER (
      PARTITION BY load_balancer, port, kind, protocol, cipher, client, ten_minutes ORDER BY user_agent
    ) = 1 THEN 1 ELSE 0 END AS handshakes
  FROM requests
)`;

const IPV4 = '[0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}[.][0-9]{1,3}$';
const IPV6 = `regexp_like(address, '^[0-9a-fA-F:]{2,39}$') AND strpos(address, ':') > 0`;

/** Groups of an IPv6 address on one side of `::`. */
function groupsOf(side: 1 | 2): string {
  const text = `coalesce(split_part(address, '::', ${side}), '')`;
  return `CASE ${text} WHEN '' THEN CAST(ARRAY[] AS array(varchar)) ELSE split(${text}, ':') END`;
}

/** /24 and /48, as `shortened` makes them, where `::` stands for as many zeros as are missing; what is no address as it is. */
const NETWORKS = `parted AS (
  SELECT *, ${groupsOf(1)} AS groups_before,
    ${groupsOf(2)} AS groups_behind
  FROM by_address
), named AS (
  SELECT *, CASE
    WHEN NOT refused THEN NULL
    WHEN regexp_like(address, '^${IPV4}') THEN regexp_replace(address, '[.][0-9]+$', '.0/24')
    WHEN regexp_like(address, '^::[fF]{4}:${IPV4}') THEN regexp_replace(substr(address, 8), '[.][0-9]+$', '.0/24')
    WHEN ${IPV6} AND (strpos(address, '::') > 0 OR cardinality(groups_before) = 8) THEN
      regexp_replace(array_join(transform(
        slice(groups_before || repeat('0', greatest(0, 8 - cardinality(groups_before) - cardinality(groups_behind))) || groups_behind, 1, 3),
        part -> regexp_replace(lower(part), '^0+(.)', '$1')), ':'), '(^|:)0(:0)*$', '') || '::/48'
    ELSE address
  END AS network
  FROM parted
)`;

const FULL = `named AS (
  SELECT *, CASE WHEN refused THEN address END AS network
  FROM by_address
)`;

function protocolCases(): string {
  return [...PROTOCOL_SPELLINGS]
    .map(([spelling, protocol]) => `      WHEN '${spelling}' THEN '${protocol}'`)
    .join('\n');
}

/** What a line that is not in the format looks like: another format, nothing at all, or no log. */
function looksLike(): string {
  return [
    'CASE',
    `      WHEN ${UNMATCHED} = '' THEN 'blank'`,
    ...FORMATS.map(
      (format) => `      WHEN regexp_like(${UNMATCHED}, '${beginsOf(format)}') THEN '${format}'`,
    ),
    `      WHEN ${UNMATCHED} IS NOT NULL THEN 'no-log'`,
    '    END',
  ].join('\n');
}

function beginsOf(format: LogFormat): TableFormat['begins'] {
  return TABLE_FORMATS[format].begins;
}

/** `TLSv1.2 ECDHE-RSA-AES128-GCM-SHA256`: each protocol as the API spells it, with each cipher in every spelling. IANA's are read in any case. */
function acceptedBy(target: Shelved): readonly string[] {
  return PROTOCOLS.flatMap((protocol) =>
    [...target.posture.ciphers]
      .filter((cipher) => accepts(target, protocol, cipherSpelled(cipher)))
      .flatMap((cipher) => spellingsOf(cipherSpelled(cipher)))
      .map((spelling) => `${protocol} ${spelling}`),
  );
}
