/** What somebody may have meant who typed a word that nobody knows. */

/** More slips than that are another word. */
const MOST_SLIPS = 3;

const MOST_WORDS = 3;

/** `; did you mean eu-west-1?`, or nothing where no word is near. */
export function didYouMean(got: string, known: Iterable<string>): string {
  const most = Math.min(MOST_SLIPS, Math.floor(got.length / 3));
  const words = [...known].map((word) => ({
    word,
    slips: slipsBetween(got.toLowerCase(), word.toLowerCase()),
  }));
  const least = Math.min(...words.map(({ slips }) => slips));
  if (least > most) return '';
  const nearest = words.filter(({ slips }) => slips === least).map(({ word }) => word);
  return `; did you mean ${nearest.slice(0, MOST_WORDS).join(' or ')}?`;
}

/** Letters to add, drop, replace or swap with their neighbour (Damerau-Levenshtein, optimal string alignment). */
function slipsBetween(a: string, b: string): number {
  let [before, last]: [readonly number[], readonly number[]] = [
    [],
    Array.from({ length: b.length + 1 }, (_, index) => index),
  ];
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next.push(
        Math.min(
          (last[column] ?? Infinity) + 1,
          (next[column - 1] ?? Infinity) + 1,
          (last[column - 1] ?? Infinity) + (isSame ? 0 : 1),
          isSwapped ? (before[column - 2] ?? Infinity) + 1 : Infinity,
        ),
      );
    }
    [before, last] = [last, next];
  }
  return last[b.length] ?? Infinity;
}
