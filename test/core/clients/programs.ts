import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Real clients: programs that are on this machine, with the defaults of their makers. None minds the certificate. */

export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: (port: number) => readonly string[];
  /** Prints its version, in which the version of its row stands. */
  readonly version: readonly string[];
  /** The name of its row in the table, with the version in its place. */
  readonly row?: (version: string) => string | undefined;
}

const file = (name: string): string => join(__dirname, 'programs', name);
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
];

export interface Installed extends Program {
  /** What it says of its version. */
  readonly said: string;
}

/** Those that are here. */
export function installed(): readonly Installed[] {
  return PROGRAMS.flatMap((program) => {
    const { status, stdout } = spawnSync(program.command, program.version, { encoding: 'utf8' });
    return status === 0 ? [{ ...program, said: stdout }] : [];
  });
}

/** Has it connect to a port, and waits for its end: what matters is what the server saw. */
export function run({ command, args }: Program, port: number): Promise<void> {
  return new Promise((resolve) => {
    const child = execFile(command, args(port), { timeout: 60_000 }, () => {
      resolve();
    });
    child.stdin?.end();
  });
}
