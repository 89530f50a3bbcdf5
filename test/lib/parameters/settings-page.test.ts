import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PARAMETERS, setting, type ParameterName } from '../../../lib/parameters/parameters';
import { commandsIn } from '../../docs/page';
import { PAGES } from '../../docs/tree';

const PAGE = readFileSync(join(__dirname, '../../../docs/settings.md'), 'utf8');

/** The first cell of each row, and the cell that is the default in its table. */
const ROWS = PAGE.split('\n\n').flatMap((table) => {
  const [head = [], , ...rows] = table.split('\n').map((row) => row.split('|').map((cell) => cell.trim()));
  return rows.map((cells): readonly [string, string] => [
    unquoted(cells[1]),
    unquoted(cells[head.indexOf('default')]),
  ]);
});

function unquoted(cell = ''): string {
  return /^`(.*)`$/.exec(cell)?.[1] ?? cell;
}

function isParameter(name: string): name is ParameterName {
  return name in PARAMETERS;
}

describe('docs/settings.md', () => {
  it('has every parameter, once, with its default', () => {
    const onPage = ROWS.filter(([name]) => isParameter(name)).map((row) => row.join(' = '));
    const ours = Object.entries(PARAMETERS).map(([name, { default: it }]) => `${name} = ${it || 'empty'}`);

    expect(onPage).toHaveLength(ours.length);
    expect(onPage).toEqual(expect.arrayContaining(ours));
  });
});

/**
 * `DryRun=false` of `npx cdk deploy --parameters DryRun=false`, or behind `--parameter-overrides`. Commands for another template,
 * those of docs/organisation.md and docs/events.md, have parameters of that (test/docs/templates.ts).
 */
const SET_IN_COMMANDS = PAGES.flatMap(commandsIn)
  .filter((line) => !/docs\/(organisation|events)\//.test(line))
  .flatMap((line) =>
    [...line.matchAll(/--parameter(?:s|-overrides) (\w+)=(\S+)/g)].map(([, name = '', value = '']) => ({
      name,
      value,
    })),
  );

describe('commands in the pages', () => {
  it.each(SET_IN_COMMANDS)('set $name to $value, which the stack accepts', ({ name, value }) => {
    expect(isParameter(name) && setting(name, value)).toBe(value);
  });
});
