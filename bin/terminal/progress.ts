import widthOf from 'string-width';
import { oneLine } from '../../lambda/report/text';
import { movesCursor } from './stream';

/** Goes to the first column and clears the line. */
const CLEAR = '\r\u001B[2K';

/** Whether a line of progress is on the terminal now. */
let isShown = false;

/** How far a run has got: at a terminal one line that is written over, else a line each. */
export function progress(line: string): void {
  const { stderr } = process;
  const text = `elb-tls: ${oneLine(line)}`;
  if (!movesCursor(stderr)) {
    stderr.write(`${text}\n`);
    return;
  }
  // In the last column a terminal may begin a new line, which nobody clears.
  stderr.write(CLEAR + truncateTo(text, (stderr.columns || 80) - 1));
  isShown = true;
}

/** Takes the line of progress away, before anything else is written. */
export function endProgress(): void {
  if (!isShown) return;
  isShown = false;
  process.stderr.write(CLEAR);
}

function truncateTo(text: string, columns: number): string {
  const characters = Array.from(text);
  while (widthOf(characters.join('')) > columns) characters.pop();
  return characters.join('');
}
