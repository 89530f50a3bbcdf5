import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Account } from './emulator';
import { VENV } from './ministack';

/** What another shell needs to work in the account, in a file that it can source. */
export interface SecondTerminal {
  /** The whole line to type there. */
  readonly line: string;
  /** What that sets, for those who would rather look before they source. */
  readonly exports: string;
  remove(): Promise<void>;
}

const COMMAND = join(__dirname, '..', '..', 'dist', 'elb-tls.js');

/** @throws when the command was never built */
export async function openSecondTerminal({ environment }: Account): Promise<SecondTerminal> {
  if (!existsSync(COMMAND)) throw new Error(`no ${COMMAND}; make it with: npm run build`);
  const folder = await mkdtemp(join(tmpdir(), 'elb-tls-emulator-'));
  const file = join(folder, 'env');
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await symlink(COMMAND, join(bin, 'elb-tls'));
  await symlink(join(VENV, 'aws'), join(bin, 'aws'));
  const exports = [
    ...Object.entries(environment)
      .filter(([name]) => name.startsWith('AWS_'))
      .map(([name, value = '']) => exported(name, value)),
    // The endpoints are on this machine: no proxy of its owner's reaches them.
    exported('NO_PROXY', '127.0.0.1'),
    exported('no_proxy', '127.0.0.1'),
    // Where the command keeps its record until a function is deployed: that of the account's owner stays as it is.
    exported('XDG_STATE_HOME', join(folder, 'state')),
    `export PATH=${quoted(bin)}:"$PATH"`,
  ].join('\n');
  await writeFile(file, `${FORGET}\n${exports}\n`);
  return {
    line: `source ${quoted(file)}`,
    exports,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A profile, a session token or an endpoint that the shell has of its own would lead elsewhere. */
const FORGET = `for name in $(env | sed -nE 's/^((AWS|ELB_TLS)_[A-Za-z0-9_]*)=.*/\\1/p'); do unset "$name"; done`;

function exported(name: string, value: string): string {
  return `export ${name}=${quoted(value)}`;
}

/** Plain where a shell reads it as it stands. */
function quoted(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
