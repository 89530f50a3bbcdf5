import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CORE = join(__dirname, '../../lambda/core');
const FILES = readdirSync(CORE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, source: readFileSync(join(CORE, name), 'utf8') }));

/** Decisions are pure. */
describe('lambda/core', () => {
  it.each(FILES)('$name imports nothing outside itself', ({ source }) => {
    const imported = [...source.matchAll(/^(?:import|export|\}).*? from '([^']+)';$/gm)].map(
      ([, path]) => path,
    );

    expect(imported.filter((path) => !/^\.{1,2}\/[a-z-/]+(\.json)?$/.test(path ?? ''))).toEqual([]);
  });

  it.each(FILES)('$name has no clock, no environment, no console', ({ source }) => {
    expect(source).not.toMatch(
      /new Date\(\)|Date\.now|\bprocess\b|\bconsole\b|\brequire\(|\bimport\(|^import '|Math\.random|\bglobalThis\b/m,
    );
  });
});
