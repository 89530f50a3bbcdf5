import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import manifest from '../package.json';
import { buildAll, ROOT } from './bundle';
import { bundledPackages } from './bundled';

/**
 * What is in a release: npm's own bill of materials (CycloneDX), less what is not in the bundles. To npm all of it is a
 * development dependency, because nobody who installs the package gets it from a registry.
 */

export interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn?: readonly string[];
}

export interface Sbom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly Dependency[];
}

/** @throws when something is bundled that npm does not know */
export async function sbomOf(bundled: readonly { readonly name: string; readonly version: string }[]) {
  const sbom = await sbomOfNpm();
  const refs = new Set(bundled.map(({ name, version }) => `${name}@${version}`));
  const components = sbom.components.filter((each) => refs.has(each['bom-ref'])).map(asShipped);
  const known = new Set(components.map((each) => each['bom-ref']));
  const unknown = [...refs].filter((ref) => !known.has(ref));
  if (unknown.length > 0) throw new Error(`bundled, but not in npm's list: ${unknown.join(', ')}`);
  const { component } = sbom.metadata;
  return {
    ...sbom,
    // npm takes the name of the folder.
    metadata: { ...sbom.metadata, component: { ...component, name: manifest.name } },
    components,
    dependencies: amongThem(sbom.dependencies, component['bom-ref'], known),
  };
}

/** Of the lock file: what is installed may have been linked or left out. */
async function sbomOfNpm(): Promise<Sbom> {
  const args = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
  const sbom: Sbom = JSON.parse(stdout);
  return sbom;
}

/** Scanners pass over what is marked as for development. */
function asShipped({ properties = [], ...component }: Component): Component {
  const rest = properties.filter(({ name }) => name !== 'cdx:npm:package:development');
  return { ...component, ...(rest.length > 0 && { properties: rest }) };
}

function amongThem(all: readonly Dependency[], root: string, known: ReadonlySet<string>) {
  const kept = all
    .filter(({ ref }) => ref === root || known.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => known.has(each)) }));
  // What is reached only through a package that fell out is reached from the root.
  const reached = new Set(kept.flatMap(({ dependsOn }) => dependsOn));
  const lost = [...known].filter((ref) => !reached.has(ref));
  return kept.map(({ ref, dependsOn }) => ({
    ref,
    dependsOn: ref === root ? [...dependsOn, ...lost] : dependsOn,
  }));
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  if (values.out === undefined) throw new Error('no file is named; use --out FILE');
  const folder = await mkdtemp(join(tmpdir(), 'elb-tls-sbom-'));
  try {
    const sbom = await sbomOf(await bundledPackages(await buildAll(folder), ROOT));
    await writeFile(resolve(values.out), `${JSON.stringify(sbom, null, 2)}\n`);
    console.log(`${values.out}: ${sbom.components.length} packages`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(`sbom: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
}
