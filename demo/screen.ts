import { painter } from '../lambda/report/table/ansi';

/** What the audience reads: a chapter is one screen, 80 columns wide and 24 rows high. */

export interface Screen {
  readonly paint: ReturnType<typeof painter>;
  readonly print: (...lines: readonly string[]) => void;
  readonly heading: (title: string) => void;
}

/** @param write takes one line after the other */
export function screenOf(write: (line: string) => void, color: boolean): Screen {
  const paint = painter(color);
  const print: Screen['print'] = (...lines) => {
    for (const line of lines) write(line);
  };
  return {
    paint,
    print,
    heading: (title) => {
      print('', paint('bold', title), paint('dim', '-'.repeat(title.length)));
    },
  };
}

/** Colour is for a terminal that has it, and whose user wants it. */
export function wantsColor(isTerminal: boolean, environment: NodeJS.ProcessEnv): boolean {
  return isTerminal && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
}

/** Texts in columns, the last one as long as it is. */
export function columns(cells: readonly string[], ...widths: readonly number[]): string {
  return cells
    .map((cell, index) => cell.padEnd(widths[index] ?? 0))
    .join('')
    .trimEnd();
}
