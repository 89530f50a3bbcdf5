import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { installed } from '../../core/clients/programs';

/** Clients that print why they cannot connect, in the words of their makers. */

/** The highest version that an old client speaks. */
export type Highest = 'TLSv1.1' | 'TLSv1.2';

/** A handshake to try. */
export interface Question {
  /** Of a server on loopback, asked for as localhost. */
  readonly port: number;
  /** The file with the only root that is trusted. */
  readonly root: string;
  /** Makes it an old client with one old cipher; without, it has the defaults of its maker. */
  readonly highest?: Highest | undefined;
}

interface Asking {
  readonly name: string;
  /** Makes of its source what is run, in a folder. */
  readonly build?: (folder: string) => void;
  /** Command and arguments. */
  readonly ask: (question: Question, folder: string) => readonly [string, ...string[]];
  /** The lines of its output that say why; all of them where it is not told. */
  readonly why?: RegExp;
  /** Stands in what it says of its version where it understands what it is asked with. */
  readonly library?: RegExp;
}

/** The only cipher of an old client, by OpenSSL's name, at a security level that lets it be offered. */
const CIPHERS = 'AES128-SHA:@SECLEVEL=0';

/** The same for GnuTLS: cipher, key exchange and what else a hello needs. */
const GNUTLS_CIPHERS = '+RSA:+AES-128-CBC:+SHA1:+SIGN-ALL:+COMP-NULL';

const numberOf = (highest: Highest): string => highest.slice('TLSv'.length);
const file = (name: string): string => join(__dirname, name);
const url = (port: number): string => `https://localhost:${port}/`;
/** What only an old client is told. */
const ifOld = (
  highest: Highest | undefined,
  args: (highest: Highest) => readonly string[],
): readonly string[] => (highest === undefined ? [] : args(highest));

const ASKINGS: readonly Asking[] = [
  {
    name: 'curl',
    ask: ({ port, root, highest }) => [
      'curl',
      '--silent',
      '--show-error',
      '--ipv4',
      '--cacert',
      root,
      ...ifOld(highest, (it) => ['--tlsv1.0', '--tls-max', numberOf(it), '--ciphers', CIPHERS]),
      url(port),
    ],
    why: /^curl: /,
  },
  {
    name: 'Go',
    build: (folder) => {
      execFileSync('go', ['build', '-o', join(folder, 'ask'), file('ask.go')], {
        stdio: 'pipe',
        env: { ...process.env, GOTOOLCHAIN: 'local' },
      });
    },
    ask: ({ port, highest }, folder) => [join(folder, 'ask'), `${port}`, ...ifOld(highest, (it) => [it])],
  },
  {
    name: 'Java',
    build: (folder) => {
      execFileSync('javac', ['-d', folder, file('Ask.java')], { stdio: 'pipe' });
    },
    ask: ({ port, root, highest }, folder) => [
      'java',
      '-cp',
      folder,
      'Ask',
      `${port}`,
      root,
      ...ifOld(highest, (it) => [it]),
    ],
  },
  {
    name: 'Node.js',
    ask: ({ port, highest }) => [
      process.execPath,
      file('ask.cjs'),
      `${port}`,
      ...ifOld(highest, (it) => [it, CIPHERS]),
    ],
    why: /^Error: /,
  },
  {
    name: 'OpenSSL',
    ask: ({ port, root, highest }) => [
      'openssl',
      's_client',
      '-connect',
      `127.0.0.1:${port}`,
      '-servername',
      'localhost',
      '-CAfile',
      root,
      '-verify_hostname',
      'localhost',
      '-verify_return_error',
      ...ifOld(highest, (it) => [`-tls${numberOf(it).replace('.', '_')}`, '-cipher', CIPHERS]),
    ],
    why: /error:|errno=/,
  },
  {
    name: 'Python',
    ask: ({ port, highest }) => [
      'python3',
      '-W',
      'ignore',
      file('ask.py'),
      `${port}`,
      ...ifOld(highest, (it) => [it, CIPHERS]),
    ],
  },
  {
    name: 'Wget',
    // Some systems build it with OpenSSL, which takes another list of ciphers.
    library: /ssl\/gnutls/,
    ask: ({ port, root, highest }) => [
      'wget',
      '--no-verbose',
      '--tries=1',
      '--inet4-only',
      '--output-document=-',
      `--ca-certificate=${root}`,
      ...ifOld(highest, (it) => [`--ciphers=NONE:+VERS-TLS${numberOf(it)}:${GNUTLS_CIPHERS}`]),
      url(port),
    ],
  },
];

/** The clients that docs/client-cannot-connect.md quotes, by name. */
export const NAMES: readonly string[] = ASKINGS.map(({ name }) => name);

/** A client that is on this machine. */
export interface Client {
  readonly name: string;
  /** Its name with its version and that of its library, as far as messages depend on it: `curl 7.88 (OpenSSL 3.0)`. */
  readonly version: string;
  /** Why it did not get through, line by line; none where it did. */
  readonly errorsOf: (question: Question) => Promise<readonly string[]>;
}

/** Those that are here, with the library that they are asked for, and built where they need it. */
export function clientsIn(folder: string): readonly Client[] {
  const here = installed();
  return ASKINGS.flatMap(({ name, build, ask, why = /./, library = /./ }) => {
    const program = here.find((each) => each.name === name);
    if (program === undefined || !library.test(program.said)) return [];
    build?.(folder);
    const version = program.row?.(program.said) ?? name;
    return [
      {
        name,
        version: version.replace(/(\d+\.\d+)\.[\w.]+/, '$1'),
        errorsOf: async (question) => {
          const said = await failureOf(ask(question, folder), question);
          return said
            .split('\n')
            .filter((line) => why.test(line))
            .map((line) => withoutAccidents(line, question.port));
        },
      },
    ];
  });
}

/** What a command says on standard error when it fails; empty where it does not. One that does not end is our own mistake. */
function failureOf([command, ...args]: readonly [string, ...string[]], { root }: Question): Promise<string> {
  const env = {
    ...process.env,
    LC_ALL: 'C',
    NO_PROXY: '*',
    // Go, Python and Node.js take what they trust from here.
    SSL_CERT_FILE: root,
    SSL_CERT_DIR: join(root, 'none'),
    NODE_EXTRA_CA_CERTS: root,
  };
  return new Promise((resolve, reject) => {
    const child = execFile(command, args, { timeout: 30_000, env }, (error, _, stderr) => {
      if (error?.killed === true) reject(new Error(`${command} has not ended in half a minute`));
      else resolve(error === null ? '' : stderr);
    });
    child.stdin?.end();
  });
}

/** Without what differs from run to run and from build to build, and nothing else. */
function withoutAccidents(line: string, port: number): string {
  return line
    .replaceAll(new RegExp(`\\b${port}\\b`, 'g'), '443')
    .replace(/127\.0\.0\.1:\d+(?=->)/, '127.0.0.1:PORT')
    .replaceAll(/\b\d{4}-\d\d-\d\dT[\d:]+Z/g, 'TIME')
    .replace(/after \d+ ms/, 'after N ms')
    .replace(/\b[0-9A-F]{12,16}:(?=error:)/, '')
    .replaceAll(/(?<=\.c:)\d+/g, 'LINE')
    .replace(/(?<=OpenSSL\/\d+\.\d+)\.\d+/, '')
    .trimEnd();
}
