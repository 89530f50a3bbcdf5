import { createInterface } from 'node:readline';
import { oneLine } from '../../lambda/report/text';
import { UserError } from '../../lambda/core/user-error';

/** @throws UserError where no one can be asked */
export function requireTerminal(): void {
  if (!process.stdin.isTTY)
    throw new UserError(
      'undo asks before it changes anything, and there is no terminal; use --yes, or --dry-run to look',
    );
}

/** Asks at the terminal. Ctrl-C and the end of input are a no. */
export async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string>((resolve) => {
    terminal.question(`${oneLine(question)} [y/N] `, resolve);
    terminal.once('close', () => {
      resolve('');
    });
  });
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
