import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildAll, ROOT } from './bundle';
import { bundledPackages } from './bundled';
import { noticesFor } from './notices';

/** Everything of dist/ but the construct (`npm run build:lib`), whose leftovers go here: what is there is packed. */
async function main(): Promise<void> {
  const dist = join(ROOT, 'dist');
  await rm(join(dist, 'cdk'), { recursive: true, force: true });
  const packages = await bundledPackages(await buildAll(dist), ROOT);
  await writeFile(join(dist, 'THIRD-PARTY-NOTICES.txt'), noticesFor(packages));
}

void main();
