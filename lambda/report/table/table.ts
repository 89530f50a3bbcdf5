import widthOf from 'string-width';
import type { Report } from '../../core/report';
import { closingSections } from '../closing';
import type { Section } from '../digest/cut';
import { paragraphs } from '../digest/sections';
import { footerLines } from '../footer';
import { groupsOf, lossSection } from '../groups';
import { lossesOf } from '../losses';
import { stateLines } from '../state';
import { HEAD, wordsOf, wrap } from '../text';
import { thingsToDo, verdict } from '../verdict';
import { painter, type Style } from './ansi';

export interface TableOptions {
  /** Whether to colour with ANSI codes: at a terminal, without NO_COLOR. */
  readonly color: boolean;
  /** Columns of the terminal; without it, lines are as wide as reads well. */
  readonly width?: number;
  /** Whether a question shows it, and nothing is changed yet. */
  readonly isPreview?: boolean;
}

/** Sentences are not wider than this, however wide the terminal: longer lines are hard to read. */
const READABLE = 100;

/** The colour of a group, by the word that its title begins with. */
const STYLES: Readonly<Record<string, Style>> = {
  'DO:': 'yellow',
  CHANGED: 'green',
  PLANNED: 'cyan',
  PUT: 'magenta',
  TO: 'magenta',
  EXEMPT: 'dim',
};

/**
 * A report for a person at a terminal: the digest in the same words, with a line for each listener and the names of all
 * ciphers. What is fine is a number.
 */
export function table(report: Report, { color, width = Infinity, isPreview = false }: TableOptions): string {
  const paint = painter(color);
  const page = { columns: Math.min(width, READABLE), widthOf };
  const layout = {
    page,
    isFull: true,
    losses: lossesOf(report, true),
    mostNames: Infinity,
    mostMoves: Infinity,
  };
  const groups = groupsOf(report, layout);
  const toDo = groups.slice(0, thingsToDo(report));
  const others = [...groups.slice(toDo.length), lossSection(layout), ...closingSections(report, layout)];
  const painted = ({ title, summary, entries }: Section): readonly string[] => [
    paint(STYLES[title.split(' ')[0] ?? ''] ?? 'bold', title),
    ...summary,
    ...entries.flat(),
  ];
  return paragraphs([
    wrap(wordsOf(verdict(report, isPreview)), HEAD, page).map((line) => paint('bold', line)),
    [...stateLines(report, { page, isPreview })],
    toDo.flatMap(painted),
    others.filter(({ title }) => title !== '').flatMap(painted),
    footerLines(report, { page }),
  ]);
}
