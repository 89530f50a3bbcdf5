import type { Report } from '../core/report';
import { cutToFit, type Section } from './cut';
import { entrySections, notesSection, regionsSection } from './sections';
import { footnotes } from './footnotes';
import { brief, circumstances, headline, totalLines } from './phrase';
import { ascii, indented, wrap, wordsOf } from './text';

/** A message for SNS. */
export interface Digest {
  /** Printable ASCII, under 100 characters. */
  readonly subject: string;
  /** Plain text, 76 columns, UTF-8. */
  readonly body: string;
}

/** SNS takes fewer than 100 characters of subject ([SNS] Publish). */
const LONGEST_SUBJECT = 99;

/** SNS takes 262,144 bytes, attributes included ([SNS] Publish); the subject has its room here. */
const LARGEST_BODY = 262_144 - 1024;

/** Two entries with one note say it once, at the end. */
const SHARED_NOTE = 2;

/**
 * What a run did, for the person on call: what needs somebody first, what is fine as a number. An estate too large
 * for one message loses whole entries from the least urgent end, and the digest says so.
 */
export function digest(report: Report): Digest {
  const notes = footnotes(report, SHARED_NOTE);
  const sections = [
    regionsSection(report),
    ...entrySections(report, notes),
    notesSection(report, notes),
  ].filter(({ entries }) => entries.length > 0);
  const body = cutToFit(sections, LARGEST_BODY, (shown, leftOut) => render(report, shown, leftOut));
  return { subject: subjectOf(report), body };
}

function subjectOf(report: Report): string {
  return ascii(`[elb-tls] ${report.account}: ${brief(report)}`)
    .slice(0, LONGEST_SUBJECT)
    .trimEnd();
}

function render(report: Report, sections: readonly Section[], leftOut: number): string {
  const paragraphs = [
    [...wrap(wordsOf(headline(report)), indented(0)), ...wrap(circumstances(report), indented(0))],
    totals(report, leftOut),
    ...sections.map(({ title, summary, entries }) => [title, ...summary, ...entries.flat()]),
  ];
  return `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function totals(report: Report, leftOut: number): readonly string[] {
  const lines = [...totalLines(report)];
  if (leftOut > 0) {
    lines.push(
      `Too long for one message: ${leftOut} less urgent entries are left out; the log of the run has them all.`,
    );
  }
  return lines.flatMap((line) => wrap(wordsOf(line), indented(0)));
}
