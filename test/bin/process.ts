import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildAll } from '../../scripts/bundle';
import { environmentFor, workshop, type Ended, type Environment, type Workshop } from './command';

/** The command as people have it: built, in a process of its own. */

/** A folder for the tests of one file, with the command in it. */
export interface BuiltWorkshop extends Workshop {
  readonly command: string;
}

export async function builtWorkshop(): Promise<BuiltWorkshop> {
  const shop = await workshop();
  await buildAll(join(shop.folder, 'dist'));
  return { ...shop, command: join(shop.folder, 'dist/elb-tls.js') };
}

/** A process on its way: nothing of the environment of the tests gets into it. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

export function start(file: string, args: readonly string[], environment: Environment, cwd = '/'): Started {
  const { PATH = '' } = process.env;
  const child = spawn(file, args, { cwd, env: { PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const status = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const said = [child.stdout, child.stderr].map((stream) => text(stream).catch(() => ''));
  const ended = Promise.all([status, ...said]).then(([code, stdout = '', stderr = '']) => ({
    status: code,
    stdout,
    stderr,
  }));
  return { child, ended };
}

/** Starts `elb-tls` in a process of its own. */
export function startElbTls(shop: BuiltWorkshop, args: readonly string[], environment: Environment): Started {
  return start(process.execPath, [shop.command, ...args], environmentFor(shop, environment));
}
