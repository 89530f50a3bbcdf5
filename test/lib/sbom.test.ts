import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import manifest from '../../package.json';
import { buildAll } from '../../scripts/bundle';
import { bundledPackages } from '../../scripts/bundled';
import { sbomOf } from '../../scripts/sbom';
import { ROOT } from '../docs/tree';

jest.setTimeout(60_000);

let metafiles: readonly Metafile[];
let sbom: Awaited<ReturnType<typeof sbomOf>>;
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'elb-tls-sbom-test-'));
  metafiles = await buildAll(folder);
  sbom = await sbomOf(await bundledPackages(metafiles, ROOT));
  await rm(folder, { recursive: true });
}, 60_000);

/** The names of all packages that esbuild took something of, by its own account. */
function namesBundled(): ReadonlySet<string> {
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const taken = outputs.flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput === 0 ? [] : path)),
  );
  return new Set(taken.filter((path) => path.includes('node_modules/')).map(nameIn));
}

function nameIn(path: string): string {
  const [first = '', second = ''] = (path.split('node_modules/').at(-1) ?? '').split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

describe('the SBOM', () => {
  it('is of this package, in a form that scanners read', () => {
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\.[5-9]$/) });
    expect(sbom.metadata.component).toMatchObject({ name: manifest.name, version: manifest.version });
  });

  it('lists what is bundled, and nothing else', () => {
    expect(new Set(sbom.components.map(({ name }) => name))).toEqual(namesBundled());
    const names = sbom.components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['commander', '@aws-sdk/client-s3', '@smithy/core']));
    expect(names.filter((name) => /^(aws-cdk|esbuild|jest|typescript|oxlint)/.test(name))).toEqual([]);
  });

  it('says of each component what it is and under which licence, and of none that it is for development', () => {
    for (const component of sbom.components) {
      expect(component).toMatchObject({
        version: expect.stringMatching(/^\d/),
        purl: expect.stringMatching(/^pkg:npm\//),
        hashes: [expect.anything()],
        licenses: [expect.anything()],
      });
    }
    expect(JSON.stringify(sbom.components)).not.toContain('package:development');
  });

  it('leads from the package to each of them, and nowhere else', () => {
    const edges = new Map(sbom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    const reached = new Set<string>();
    const visit = (ref: string): void => {
      if (reached.has(ref)) return;
      reached.add(ref);
      edges.get(ref)?.forEach(visit);
    };
    visit(sbom.metadata.component['bom-ref']);
    const refs = sbom.components.map((each) => each['bom-ref']);
    expect(reached).toEqual(new Set([sbom.metadata.component['bom-ref'], ...refs]));
  });

  it('is refused for a package that npm does not know', async () => {
    await expect(sbomOf([{ name: 'nobody', version: '1.0.0' }])).rejects.toThrow(
      "bundled, but not in npm's list: nobody@1.0.0",
    );
  });
});
