import { entryNumbers, type Report } from '../../core/report';
import { cutOffSections } from './cut-off';
import { cutToFit, LARGEST_BODY, type Section } from './cut';
import {
  entrySections,
  exemptionsSection,
  notesSection,
  paragraphs,
  regionsSection,
  sectionLines,
  watchesSection,
} from './sections';
import { footnotes } from '../footnotes';
import { brief, circumstances, headline, totalLines } from '../sentences';
import { bare, HEAD, subject, wrap, wordsOf } from '../text';

/** A message for SNS. */
export interface Digest {
  /** Printable ASCII, under 100 characters. */
  readonly subject: string;
  /** Plain text, 76 columns, UTF-8. */
  readonly body: string;
}

/** Two entries with one note say it once, at the end. */
const SHARED_NOTE = 2;

/**
 * What a run did, for the person on call: what needs a person first, what is fine as a number. An estate too large
 * for one message loses whole entries from the least urgent end, and the digest says so.
 */
export function digest(report: Report): Digest {
  const notes = footnotes(report, SHARED_NOTE);
  const sections = [
    ...cutOffSections(report),
    regionsSection(report),
    ...entrySections(report, notes, entryNumbers(report)),
    watchesSection(report),
    exemptionsSection(report),
    notesSection(report, notes),
  ].filter(({ entries }) => entries.length > 0);
  const body = cutToFit(sections, LARGEST_BODY, (shown, leftOut) => render(report, shown, leftOut));
  return { subject: subject(report.account, brief(report)), body };
}

function render(report: Report, sections: readonly Section[], leftOut: number): string {
  return paragraphs([
    [...wrap(wordsOf(headline(report)), HEAD), ...wrap(circumstances(report), HEAD)],
    totals(report, leftOut),
    ...sections.map(sectionLines),
    report.version === undefined ? [] : wrap(wordsOf(`elb-tls-remediator ${report.version}`), bare(0)),
  ]);
}

function totals(report: Report, leftOut: number): readonly string[] {
  const lines = [...totalLines(report)];
  if (leftOut > 0) {
    lines.push(
      `Too long for one message: the ${leftOut} least urgent entries are only in the log of the run.`,
    );
  }
  return lines.flatMap((line) => wrap(wordsOf(line), bare(0)));
}
