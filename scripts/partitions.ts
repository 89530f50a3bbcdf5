import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What the product knows of AWS's partitions and Regions, taken from the AWS SDK: reading a setting then needs no SDK.
 * Run it after an upgrade of @aws-sdk/core: npm run partitions
 */

const FILE = join(__dirname, '..', 'lambda/core/partitions.json');

/** The SDK exports a look-up (`partition`) and not the data, which stands in this file of @aws-sdk/core. */
const SDK_FILE = 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js';

interface SdkPartition {
  readonly id: string;
  readonly outputs: { readonly dnsSuffix: string };
  readonly regionRegex: string;
  readonly regions: Readonly<Record<string, unknown>>;
}

/** @throws when the SDK keeps its data elsewhere, or in another form */
export function partitionsOfSdk() {
  const source = readFileSync(join(dirname(require.resolve('@aws-sdk/core/package.json')), SDK_FILE), 'utf8');
  const [, data = ''] = /^export const partitionsInfo = (\{.*\});\s*$/s.exec(source) ?? [];
  const { partitions }: { readonly partitions: readonly SdkPartition[] } = JSON.parse(data);
  return partitions.map(({ id, outputs, regionRegex, regions }) => ({
    id,
    dnsSuffix: outputs.dnsSuffix,
    regionRegex,
    // Pseudo Regions such as aws-global have no load balancers.
    regions: Object.keys(regions).filter((name) => !name.endsWith('-global')),
  }));
}

if (require.main === module) writeFileSync(FILE, `${JSON.stringify(partitionsOfSdk(), null, 2)}\n`);
