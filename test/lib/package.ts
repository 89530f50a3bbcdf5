import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import manifest from '../../package.json';
import { FILES, ROOT } from '../docs/tree';

/** The package as a release has it, and the folder of somebody who installs it. */

const run = promisify(execFile);

/** Asks no registry: there is nothing to fetch. */
const INSTALL = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

export interface Packed {
  /** What is in the tarball. */
  readonly files: readonly string[];
  /** A fresh folder in which the tarball is installed, and nothing else. */
  readonly folder: string;
  readonly clear: () => Promise<void>;
}

export async function packed(): Promise<Packed> {
  const room = await mkdtemp(join(tmpdir(), 'elb-tls-package-'));
  const checkout = await freshCheckout(join(room, 'checkout'));
  // As for a release, this builds first (`prepare`).
  const { stdout } = await run('npm', ['pack', '--json', '--loglevel=error'], { cwd: checkout });
  const [{ filename, files }]: readonly [{ filename: string; files: readonly { path: string }[] }] =
    JSON.parse(stdout.slice(stdout.indexOf('[')));
  const folder = join(room, 'fresh');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "name": "fresh", "private": true }\n');
  await run('npm', [...INSTALL, join(checkout, filename)], { cwd: folder });
  return {
    files: files.map(({ path }) => path).toSorted(),
    folder,
    clear: () => rm(room, { recursive: true }),
  };
}

/** A checkout without what earlier builds have left, but for a file that must not be packed. */
async function freshCheckout(folder: string): Promise<string> {
  for (const file of FILES) await cp(join(ROOT, file), join(folder, file));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await mkdir(join(folder, 'dist/cdk/lib'), { recursive: true });
  await writeFile(join(folder, 'dist/cdk/lib/left-over.js'), '');
  await writeFile(join(folder, 'dist/left-over.template.json'), '');
  return folder;
}

/** The CDK, as an app of theirs has it. */
export async function addPeers(folder: string): Promise<void> {
  for (const peer of [...Object.keys(manifest.peerDependencies), '@types'])
    await symlink(join(ROOT, 'node_modules', peer), join(folder, 'node_modules', peer));
}
