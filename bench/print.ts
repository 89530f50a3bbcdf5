type Cell = string | number;

/** Rows with the same keys as an aligned table, numbers to the right. */
export function printTable(rows: readonly Readonly<Record<string, Cell>>[]): void {
  const [first = {}] = rows;
  const lines = [Object.keys(first), ...rows.map((row) => Object.values(row).map(String))];
  const widths = Object.keys(first).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  for (const line of lines) {
    console.log(line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  '));
  }
}
