/** What the audience reads. */

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function heading(title: string): void {
  print(`\n${title}\n${'='.repeat(title.length)}\n`);
}
