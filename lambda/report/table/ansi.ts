/** Colour for a terminal, by the codes that every terminal knows; plain text without it. */

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, magenta: 35, cyan: 36 } as const;

export type Style = keyof typeof CODES;

/** A painter that paints, or one that leaves text as it is. */
export function painter(color: boolean): (style: Style, text: string) => string {
  return (style, text) => (color && text !== '' ? `\u001B[${CODES[style]}m${text}\u001B[0m` : text);
}
