import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';

/** The packages that are in the bundles: what is really there by esbuild's own account, and not what was installed. */

export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As its package.json says. */
  readonly license: string;
  /** Its licence and notice files. */
  readonly texts: readonly string[];
}

const FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const LEGAL = /^(licen[cs]e|notice|copying)(\.(md|txt))?$/i;

/** @param root the folder that the paths of the metafiles begin in */
export async function bundledPackages(
  metafiles: readonly Metafile[],
  root: string,
): Promise<readonly BundledPackage[]> {
  const folders = new Set(metafiles.flatMap(sourcesIn).flatMap((path) => FOLDER.exec(path)?.[0] ?? []));
  const packages = await Promise.all([...folders].map((folder) => read(resolve(root, folder))));
  const byKey = new Map(packages.map((each) => [`${each.name}@${each.version}`, each]));
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** Files of which at least a byte went into a bundle: esbuild reads more than that, and drops it again. */
function sourcesIn({ outputs }: Metafile): readonly string[] {
  return Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
}

async function read(folder: string): Promise<BundledPackage> {
  const {
    name,
    version,
    license = '',
  }: { readonly name: string; readonly version: string; readonly license?: string } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  );
  const files = (await readdir(folder)).filter((file) => LEGAL.test(file)).toSorted();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return { name, version, license, texts: texts.map((text) => text.trim()) };
}
