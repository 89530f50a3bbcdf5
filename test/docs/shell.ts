/** The words of a command, as a shell takes them: what is in double quotes is one. */
export function wordsOf(command: string): readonly string[] {
  return (command.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
}
