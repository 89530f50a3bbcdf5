import { styleText } from 'node:util';

/** Colour for a terminal; plain text without it. */

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'magenta' | 'cyan';

/** A painter that paints, or one that leaves text as it is. */
export function painter(color: boolean): (style: Style, text: string) => string {
  // Whether there is colour was decided at the door: Node is not to look at its own standard output again.
  return (style, text) => (color && text !== '' ? styleText(style, text, { validateStream: false }) : text);
}
