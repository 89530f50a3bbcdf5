import { LineSplitter, LONGEST_LINE } from '../../../lambda/core/impact/split-lines';

/** Lines, and the lengths of those that are too long, of a file in these parts. */
function linesIn(parts: readonly string[]): readonly (string | number)[] {
  const told: (string | number)[] = [];
  const splitter = new LineSplitter(
    (bytes, start, end) => told.push(Buffer.from(bytes.subarray(start, end)).toString()),
    (length) => told.push(length),
  );
  for (const part of parts) splitter.add(Buffer.from(part));
  splitter.end();
  return told;
}

const LONG = 'x'.repeat(LONGEST_LINE + 1);
const FULL = LONG.slice(1);

it.each([
  ['in one part', [`a\n${LONG}\nb\n`]],
  ['over two parts', [`a\n${LONG.slice(0, 70_000)}`, `${LONG.slice(70_000)}\nb\n`]],
  [
    'over many',
    [`a\n${LONG.slice(0, 5)}`, ...Array.from({ length: 4 }, () => LONG.slice(0, 32_767)), 'x\nb\n'],
  ],
])('a line that is too long is told by its length, %s, and the next one is whole', (_, parts) => {
  const whole = parts.join('').split('\n')[1] ?? '';
  expect(linesIn(parts)).toEqual(['a', ...(whole.length > LONGEST_LINE ? [whole.length + 1] : [whole]), 'b']);
});

it('a line of the longest length is a line', () => {
  expect(linesIn([`${FULL}\n`])).toEqual([FULL]);
  expect(linesIn([FULL.slice(0, 9), FULL.slice(9), '\n'])).toEqual([FULL]);
});

it('a line without end is told where the file ends', () => {
  expect(linesIn([LONG, LONG])).toEqual([2 * LONG.length]);
});
