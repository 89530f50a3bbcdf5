import { KNOWN_AS_OF, KNOWN_CLIENTS, type KnownClient } from '../../../lambda/core/clients/known';
import { lockedOut } from '../../../lambda/core/clients/locked-out';
import { posture } from '../catalogue';

/** docs/clients.md, made from the table of known clients: what it says around the table is here. */

const MOVES: readonly (readonly [string, string])[] = [
  ['2016-08', 'TLS13-1-2-Res-PQ-2025-09'],
  ['TLS13-1-2-2021-06', 'TLS13-1-2-Res-PQ-2025-09'],
  ['TLS13-1-2-2021-06', 'TLS13-1-3-2021-06'],
];

export function clientsPage(): string {
  return [
    '# Known clients',
    '',
    `What ${KNOWN_CLIENTS.length} real clients offer when they open a connection, as of ${KNOWN_AS_OF}. Generated from`,
    '`lambda/core/clients/known.json`; do not edit, run `UPDATE_DOCS=1 npx jest test/core/clients/clients-page` instead.',
    '',
    'A report names, in `locksOut` of an entry, those of them that get through today and would not after the move. It is a',
    'statement on these clients as their makers ship them, and none on yours: somebody may have narrowed or widened what a',
    'client offers, and what is not in the table is not known. The access logs of the load balancer say who really comes.',
    '',
    '## How it is judged',
    '',
    'The version is agreed on first, the highest that both speak; then a suite that both have and that this version can use.',
    'If there is none, the client does not get through, and no lower version is tried. Whether the certificate of the listener',
    'is RSA or ECDSA is not asked: a client that gets through with either is not counted. Nor are key-exchange groups: every',
    'policy that a run chooses takes the common curves, post-quantum ones too. Nor are signatures: OpenSSL 3 still speaks TLS 1.0',
    'and 1.1, but takes no signature with SHA-1, so it does that with RSA key exchange alone. A client that trusts no current',
    'certificate authority, or sends no server name, fails for reasons that no policy changes.',
    '',
    'A test runs the clients that are on its machine (curl, OpenSSL, Python, Node.js, Wget, git, Java, Go, requests, the AWS CLI,',
    'GnuTLS, Perl) against servers that behave as policies say, and compares; four of them also with restrictions of their own',
    '(TLS 1.2 or 1.3 alone, one cipher). It names those that the machine has not got.',
    '',
    '## How it is ranked',
    '',
    'Most common first. Nobody counts browsers, runtimes, devices and crawlers together, so the order is a rule and no',
    'measurement: what is met today comes before what is not (`testssl.sh` says so of its rows by what it tries by default, we',
    'of ours by what its maker supports, or known long use), then the later release, then browsers before mobile, runtimes,',
    'tools, devices and crawlers.',
    '',
    '## Where it is from',
    '',
    '- **testssl.sh**, `etc/client-simulation.txt`: handshakes recorded by SSL Labs and by the project. It is under the GPL,',
    '  version 2; nothing of it is copied. `scripts/known-clients.ts` reads the facts (suites, versions, groups) from the recorded',
    '  bytes and writes them in a form of our own.',
    '- **captured**: the client ran on our own machine against a socket on loopback; what it said is in',
    '  `scripts/known-clients/captured.json`, byte for byte.',
    "- **documented**: the maker's own page or source: `scripts/known-clients/documented.json`, and [sources.md](sources.md).",
    '',
    'Names and numbers of suites and groups are those of IANA (TLS Cipher Suites, TLS Supported Groups), suites by the names that',
    'OpenSSL gives them. To make the table anew, unpack the Debian package of testssl.sh, and take the same file of the project',
    'at 9fdf8028 as new.txt; each is named with its source, and of a client that both have the first counts:',
    '',
    '```sh',
    'npm run known-clients -- 2026-11-27 \\',
    '  "client-simulation.txt=testssl.sh 3.0.8+dfsg-1 (Debian), etc/client-simulation.txt" \\',
    '  "new.txt=testssl.sh at 9fdf8028 (2026-06-25), etc/client-simulation.txt"',
    '```',
    '',
    'Not in the table: payment terminals, cash registers, televisions, printers and telephones. Their makers name a TLS version',
    'at best, and no list of suites that could be checked; many are built on the libraries that are marked "devices". Nor is what a',
    '.NET Framework program offers: it depends on its version, its settings and its Windows, whose own list is here (Schannel).',
    '',
    '## Whom three moves lock out',
    '',
    ...MOVES.map(moveLine),
    '',
    '## The table',
    '',
    '| rank | client | kind | since | speaks | suites | groups | from |',
    '|---|---|---|---|---|---|---|---|',
    ...KNOWN_CLIENTS.map(lineOf),
    '',
  ].join('\n');
}

function moveLine([from, to]: readonly [string, string]): string {
  const names = lockedOut(posture(from), posture(to), KNOWN_CLIENTS).map(({ name }) => name);
  return `- ${from} -> ${to}: ${names.length}. ${names.join(', ')}`;
}

function lineOf(client: KnownClient): string {
  const { rank, name, kind, since, lowest, highest, ciphers, groups, source } = client;
  const speaks = lowest === highest ? lowest : `${lowest} to ${highest}`;
  const curves = groups.length === 0 ? 'not known' : groups.length;
  return `| ${[rank, name, kind, since, speaks, ciphers.length, curves, source].join(' | ')} |`;
}
