import { LARGEST_MESSAGE } from '../../core/delivery/message';

/** Half of a message: the other half is for what programs get. More than 1,500 lines nobody reads in a mail. */
export const LARGEST_BODY = LARGEST_MESSAGE / 2;

/** A part of the digest: a title, and entries that are shown whole or not at all. */
export interface Section {
  readonly title: string;
  /** Lines under the title. */
  readonly summary: readonly string[];
  /** The lines of each entry. */
  readonly entries: readonly (readonly string[])[];
  /** Which sections are cut first when the message is too long: those with the highest number. */
  readonly cutOrder: number;
  /** Its entries only say more of what its title says: none of them is missed. */
  readonly isSummary?: true;
}

/**
 * Renders as many entries as `limit` bytes can hold, and all if they fit. The least urgent go first; a section that lost
 * some says so under its title. Measured as a string in JSON, which is how it is sent.
 */
export function cutToFit(
  sections: readonly Section[],
  limit: number,
  render: (sections: readonly Section[], leftOut: number) => string,
): string {
  const all = sections.reduce((sum, { entries }) => sum + entries.length, 0);
  const rendered = (shown: number): string => render(keepFirst(sections, shown), all - shown);
  const fits = (shown: number): boolean => sizeOf(rendered(shown)) <= limit;
  if (fits(all)) return rendered(all);
  let [enough, tooMany] = [0, all];
  while (tooMany - enough > 1) {
    const middle = Math.floor((enough + tooMany) / 2);
    if (fits(middle)) enough = middle;
    else tooMany = middle;
  }
  return firstLines(rendered(enough), limit);
}

/** Of a text that is too long without its entries: its headings alone say too much. Most urgent is what comes first. */
function firstLines(text: string, limit: number): string {
  if (sizeOf(text) <= limit) return text;
  const end = '\n\nToo long for one message: the rest is only in the record and the log.\n';
  let left = limit - sizeOf(end);
  const lines = text.split('\n');
  const first = lines.findIndex((line) => {
    left -= sizeOf(`${line}\n`);
    return left < 0;
  });
  return lines.slice(0, first).join('\n') + end;
}

function sizeOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}

/** The sections with the most urgent `total` entries of them all. */
function keepFirst(sections: readonly Section[], total: number): readonly Section[] {
  const kept = new Map<Section, number>();
  let left = total;
  for (const section of sections.toSorted((a, b) => a.cutOrder - b.cutOrder)) {
    const shown = Math.min(left, section.entries.length);
    kept.set(section, shown);
    left -= shown;
  }
  return sections.map((section) => keep(section, kept.get(section) ?? 0));
}

function keep(section: Section, shown: number): Section {
  const entries = section.entries.slice(0, shown);
  if (shown === section.entries.length) return section;
  if (section.isSummary === true) return { ...section, entries };
  const said = shown === 0 ? 'None shown.' : `Only the first ${shown} shown.`;
  return { ...section, summary: [...section.summary, `  | ${said}`], entries };
}
