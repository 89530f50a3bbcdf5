import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROTOCOLS } from '../../../lambda/core/clients/client';
import { systemClock } from '../../../lambda/runs/system-clock';
import { probe } from '../../../probe/probe';
import { readSslscan, readTestssl, type Said } from './said';

/** Those who are asked what a server on loopback speaks. */

export interface Asked {
  readonly name: string;
  /** Its version, or `null` where this machine has not got it. */
  readonly version: () => Promise<string | null>;
  readonly ask: (port: number) => Promise<Said>;
}

const PROBE: Asked = {
  name: 'probe',
  version: () => Promise.resolve('of this repository'),
  ask: async (port) => {
    const target = { host: '127.0.0.1', port, sni: 'localhost' };
    const { protocols, ciphers } = await probe(target, { rate: 0, clock: systemClock });
    const spoken = PROTOCOLS.filter((protocol) => protocols[protocol] === true);
    return new Map(spoken.map((protocol) => [protocol, new Set(ciphers?.[protocol])]));
  },
};

const SSLSCAN: Asked = {
  name: 'sslscan',
  version: async () => /\t(\d\S*)/.exec((await output('sslscan', ['--version'])) ?? '')?.[1] ?? null,
  ask: (port) =>
    fromFile(
      (file) => ['sslscan', `--xml=${file}`, '--sni-name=localhost', `127.0.0.1:${port}`],
      readSslscan,
    ),
};

/** It asks for the host's name and addresses in the DNS, unless it is told not to. */
const TESTSSL: Asked = {
  name: 'testssl',
  version: async () =>
    /testssl(?:\.sh)?\s+(\d\S*)/.exec((await output('testssl', ['--version'])) ?? '')?.[1] ?? null,
  ask: (port) =>
    fromFile(
      (file) => [
        'testssl',
        '--quiet',
        '--warnings=off',
        '--color=0',
        '--nodns=none',
        '--protocols',
        '--cipher-per-proto',
        `--jsonfile=${file}`,
        `127.0.0.1:${port}`,
      ],
      readTestssl,
    ),
};

export const ASKED: readonly Asked[] = [PROBE, SSLSCAN, TESTSSL];

/** Both end with other statuses than 0 for what they think of a server: what they wrote counts. */
async function fromFile(
  command: (file: string) => readonly string[],
  read: (text: string) => Said,
): Promise<Said> {
  const folder = mkdtempSync(join(tmpdir(), 'elb-tls-opinion-'));
  const file = join(folder, 'said');
  try {
    const [program = '', ...args] = command(file);
    const said = await output(program, args);
    if (said === null) throw new Error(`${program} did not run to its end`);
    return read(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a program says; `null` where it is not here, or does not end. */
function output(program: string, args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { timeout: 600_000 }, (error, stdout, stderr) => {
      resolve(error?.code === 'ENOENT' || error?.killed === true ? null : stdout + stderr);
    });
    child.stdin?.end();
  });
}
