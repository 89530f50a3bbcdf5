import type { WriteStream } from 'node:tty';

/** What a stream can show. */

type Stream = Pick<WriteStream, 'isTTY'>;

/** A terminal that does more than print lines: Emacs and some consoles of build servers say that theirs does not. */
export function movesCursor({ isTTY }: Stream): boolean {
  return isTTY && process.env['TERM'] !== 'dumb';
}

/** Whether to colour: see https://no-color.org, which says that an empty NO_COLOR is none. */
export function hasColor(stream: Stream): boolean {
  return movesCursor(stream) && !process.env['NO_COLOR'];
}

/** How wide a text is printed there. What is no terminal has lines of any length; one that does not know its own width says 0. */
export function width({ isTTY, columns }: Pick<WriteStream, 'isTTY' | 'columns'>): number | undefined {
  return isTTY ? columns || 80 : undefined;
}
