import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where package.json is: as seen from lib/, and from dist/cdk/lib/ once it is compiled (an import would copy it there). */
const FILES = ['../package.json', '../../../package.json'].map((file) => join(__dirname, file));

/** The release that a stack is of. */
export function releaseVersion(): string {
  const file = FILES.find((each) => existsSync(each));
  if (file === undefined)
    throw new Error(`no package.json in ${FILES.join(' or ')}; install the package again`);
  const { version }: { readonly version: string } = JSON.parse(readFileSync(file, 'utf8'));
  return version;
}
