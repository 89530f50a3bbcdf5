import { join } from 'node:path';
import { build } from 'esbuild';

it('reading a setting imports no package: no SDK, no client', async () => {
  const { metafile } = await build({
    absWorkingDir: join(__dirname, '../..'),
    entryPoints: ['lambda/settings/environment.ts'],
    bundle: true,
    platform: 'node',
    write: false,
    metafile: true,
  });

  const inputs = Object.keys(metafile.inputs);
  expect(inputs).toContain('lambda/core/regions.ts');
  expect(inputs.filter((path) => !/^lambda\/(settings|core)\//.test(path))).toEqual([]);
});
