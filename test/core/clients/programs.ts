import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Real clients: programs that are on this machine, with the defaults of their makers, and some with restrictions of their
 * own, which no table has. None minds the certificate.
 */

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: (port: number) => readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Prints its version, in which the version of its row stands. */
  readonly version: readonly string[];
  /** The name of its row in the table, with the version in its place. */
  readonly row?: (version: string) => string | undefined;
}

const file = (name: string): string => join(__dirname, 'programs', name);
/** Of the environment of the emulators: scripts/python-env.sh. */
const pinned = (name: string): string => join(__dirname, '../../../.venv/bin', name);
const url = (port: number): string => `https://localhost:${port}/`;
const first = (pattern: RegExp, text: string): string => pattern.exec(text)?.[1] ?? '';

const PROGRAMS: readonly Program[] = [
  {
    name: 'Node.js',
    command: process.execPath,
    args: (port) => [file('hello.cjs'), `${port}`],
    version: ['--version'],
    row: (text) => `Node.js ${first(/v(\S+)/, text)}`,
  },
  {
    name: 'curl',
    command: 'curl',
    args: (port) => ['--silent', '--insecure', '--max-time', '5', url(port)],
    version: ['--version'],
    row: (text) =>
      /OpenSSL\/3\.0/.test(text) ? `curl ${first(/curl (\S+)/, text)} (OpenSSL 3.0)` : undefined,
  },
  {
    name: 'OpenSSL',
    command: 'openssl',
    args: (port) => ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'localhost'],
    version: ['version'],
    row: (text) => `OpenSSL ${first(/OpenSSL (\S+)/, text)}`,
  },
  {
    name: 'Python',
    command: 'python3',
    args: (port) => [file('hello.py'), `${port}`],
    version: ['--version'],
    row: (text) => `Python ${first(/Python (\S+)/, text)} (OpenSSL 3.0)`,
  },
  {
    name: 'Wget',
    command: 'wget',
    args: (port) => ['--quiet', '--tries=1', '--timeout=5', '--no-check-certificate', '-O', '-', url(port)],
    version: ['--version'],
    row: (text) =>
      text.includes('ssl/gnutls') ? `Wget ${first(/Wget (\S+)/, text)} (GnuTLS 3.7)` : undefined,
  },
  {
    name: 'git',
    command: 'git',
    args: (port) => ['-c', 'http.sslVerify=false', 'ls-remote', url(port)],
    version: ['--version'],
    row: (text) => `git ${first(/version (\S+)/, text)} (GnuTLS 3.7)`,
  },
  {
    name: 'Java',
    command: 'java',
    args: (port) => [file('Hello.java'), `${port}`],
    version: ['--version'],
    row: (text) => `Java ${first(/openjdk (\S+)/, text)}`,
  },
  {
    name: 'Go',
    command: 'go',
    args: (port) => ['run', file('hello.go'), `${port}`],
    version: ['version'],
    row: (text) => `Go ${first(/go(\d\S+)/, text)}`,
  },
  {
    name: 'Python requests',
    command: pinned('python'),
    args: (port) => [file('hello-requests.py'), `${port}`],
    version: ['-c', 'import requests, ssl; print(requests.__version__, ssl.OPENSSL_VERSION)'],
    row: (text) =>
      /OpenSSL 3\.0/.test(text) ? `Python requests ${first(/^(\d+\.\d+)/, text)} (Locust)` : undefined,
  },
  {
    name: 'AWS CLI',
    command: pinned('aws'),
    args: (port) => [
      'sts',
      'get-caller-identity',
      '--no-sign-request',
      '--no-verify-ssl',
      '--region=us-east-1',
      `--endpoint-url=${url(port)}`,
    ],
    environment: { AWS_MAX_ATTEMPTS: '1' },
    version: ['--version'],
    row: (text) =>
      `AWS CLI ${first(/aws-cli\/(\d+\.\d+)/, text)} (botocore ${first(/botocore\/(\d+\.\d+)/, text)})`,
  },
  {
    name: 'GnuTLS',
    command: 'gnutls-cli',
    args: (port) => ['--insecure', '--port', `${port}`, 'localhost'],
    version: ['--version'],
    row: (text) => `GnuTLS ${first(/gnutls-cli (\S+)/, text)}`,
  },
  {
    name: 'Perl',
    command: 'perl',
    args: (port) => [file('hello.pl'), `${port}`],
    version: ['-MIO::Socket::SSL', '-e', 'print "$IO::Socket::SSL::VERSION ", Net::SSLeay::SSLeay_version()'],
    row: (text) =>
      /OpenSSL 3\.0/.test(text) ? `Perl IO::Socket::SSL ${first(/^(\S+)/, text)} (OpenSSL 3.0)` : undefined,
  },
  {
    name: 'Node.js with --tls-max-v1.2 and one cipher',
    command: process.execPath,
    args: (port) => ['--tls-max-v1.2', '--tls-cipher-list=AES128-SHA256', file('hello.cjs'), `${port}`],
    version: ['--version'],
  },
  {
    name: 'curl with --tlsv1.3',
    command: 'curl',
    args: (port) => ['--silent', '--insecure', '--tlsv1.3', '--max-time', '5', url(port)],
    version: ['--version'],
  },
  {
    name: 'OpenSSL with -no_tls1_3 and CBC alone',
    command: 'openssl',
    args: (port) => ['s_client', '-no_tls1_3', '-cipher', 'AES128-SHA256', '-connect', `127.0.0.1:${port}`],
    version: ['version'],
  },
  {
    name: 'Java with jdk.tls.client.protocols=TLSv1.2',
    command: 'java',
    args: (port) => ['-Djdk.tls.client.protocols=TLSv1.2', file('Hello.java'), `${port}`],
    version: ['--version'],
  },
];

export interface Installed extends Program {
  /** What it says of its version. */
  readonly said: string;
}

/** All that this machine could have. */
export const NAMES: readonly string[] = PROGRAMS.map(({ name }) => name);

/** Those that are here. */
export function installed(): readonly Installed[] {
  return PROGRAMS.flatMap((program) => {
    const { status, stdout } = spawnSync(program.command, program.version, { encoding: 'utf8' });
    return status === 0 ? [{ ...program, said: stdout }] : [];
  });
}

/** Has it connect to a port, and waits for its end: what matters is what the server saw. */
export function run({ command, args, environment }: Program, port: number): Promise<void> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...environment };
    const child = execFile(command, args(port), { timeout: 60_000, env }, () => {
      resolve();
    });
    child.stdin?.end();
  });
}
