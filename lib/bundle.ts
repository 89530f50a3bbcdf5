import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';

/** Where `npm run build` puts what runs in Lambda: as seen from lib/, and from dist/cdk/lib/ once it is compiled. */
const FOLDERS = ['../dist/lambda', '../../lambda'].map((folder) => join(__dirname, folder));

/** What runs, as it comes with this package. */
export function bundle(): Code {
  const built = FOLDERS.find((folder) => existsSync(join(folder, 'index.js')));
  if (built === undefined) throw new Error(`no index.js in ${FOLDERS.join(' or ')}; run npm run build first`);
  return Code.fromAsset(built);
}
