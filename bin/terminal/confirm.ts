import { createInterface } from 'node:readline';
import widthOf from 'string-width';
import type { Report } from '../../lambda/core/report';
import { HEAD, wrapText } from '../../lambda/report/text';
import { UserError } from '../../lambda/core/user-error';
import { preview, say } from './output';
import { noteSeen } from './seen';
import { movesCursor } from './stream';

/** @throws UserError where no one can be asked: a question has to be seen, and answered */
export function requireTerminal(verb: 'apply' | 'undo'): void {
  if (process.stdin.isTTY && process.stderr.isTTY) return;
  throw new UserError(
    `${verb} asks before it changes anything, and there is no terminal; use --yes, or --dry-run to look`,
  );
}

/** Shows what would be done and asks whether to: the one way in which a command asks. */
export async function isWanted(planned: Report, question: string): Promise<boolean> {
  preview(planned);
  if (await confirm(question)) {
    noteSeen(planned);
    return true;
  }
  say('nothing was changed');
  return false;
}

/** Asks at the terminal. Ctrl-C and the end of input are a no. */
async function confirm(question: string): Promise<boolean> {
  const { stdin: input, stderr: output } = process;
  const page = { columns: (output.columns || 80) - YES_OR_NO.length, widthOf };
  const lines = wrapText(question, HEAD, page);
  const prompt = `${lines.at(-1) ?? ''}${YES_OR_NO}`;
  output.write(
    lines
      .slice(0, -1)
      .map((line) => `${line}\n`)
      .join(''),
  );
  const terminal = createInterface({ input, output, terminal: movesCursor(output) });
  const answer = await new Promise<string>((resolve) => {
    terminal.question(prompt, resolve);
    terminal.once('close', () => {
      resolve('');
    });
  });
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

const YES_OR_NO = ' [y/N] ';
