import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';

/**
 * Of what is imported by `import()`, esbuild keeps all: the client of IAM would bring the schemas of 170 calls for two, which
 * are 70 KB. So such a client is bundled by itself first, with nothing but what our file for it takes.
 *
 * @param files by package, our file that imports it; no other may
 * @param before what else is to be done to its files
 */
export function cutClients(files: Readonly<Record<string, string>>, before: readonly Plugin[]): Plugin {
  return {
    name: 'cut-clients',
    setup(bundling) {
      const { absWorkingDir = '.' } = bundling.initialOptions;
      bundling.onLoad(
        { filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]index\.js$/ },
        async ({ path }) => {
          const client = /@aws-sdk[\\/](client-[^\\/]+)/.exec(path)?.[1] ?? '';
          const file = files[`@aws-sdk/${client}`];
          if (file === undefined) return null;
          const names = namesFrom(await readFile(join(absWorkingDir, file), 'utf8'), client);
          const { outputFiles } = await build({
            stdin: {
              contents: `export { ${names.join(', ')} } from './index.js';`,
              resolveDir: dirname(path),
            },
            bundle: true,
            write: false,
            platform: 'node',
            format: 'esm',
            packages: 'external',
            plugins: [...before],
          });
          return { contents: outputFiles[0]?.text ?? '', resolveDir: dirname(path) };
        },
      );
    },
  };
}

/** What a file imports from a client, types apart. @throws where it imports nothing */
function namesFrom(source: string, client: string): readonly string[] {
  const [, list] = new RegExp(`import \\{([^}]*)\\} from '@aws-sdk/${client}'`).exec(source) ?? [];
  const names = (list ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '));
  if (names.length === 0) throw new Error(`nothing is imported from @aws-sdk/${client} where it should be`);
  return names;
}
