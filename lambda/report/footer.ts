import { hint } from '../core/hint';
import type { Report } from '../core/report';
import { undoCommand, undoTextCommand } from './command';
import type { Length } from './length';
import { modeOf } from './sentences';
import { bare, oneLine, wordsOf, wrap, type Page } from './text';

interface FooterOptions {
  readonly page?: Page;
  /** `brief`: the dashboard alone, which leads to the rest; shorter: no address at all. */
  readonly length?: Length;
}

/** How to take it back, and where to look next. Commands and addresses are one line each, however long. */
export function footerLines(report: Report, { page, length = 'whole' }: FooterOptions): readonly string[] {
  const { links = {}, version, runId, record } = report;
  // An undo that is only shown is not recorded.
  const isRecorded = modeOf(report).title !== 'UNDO PLANNED';
  const all = [
    ['Dashboard', links.dashboard],
    ['Log', links.log],
    ['Record', isRecorded ? links.record : undefined],
    ['Docs', links.docs],
  ] as const;
  const product = `By elb-tls-remediator${version === undefined ? '' : ` ${version}`} (docs/steps.md)`;
  return [
    ...(length === 'whole' ? backLines(report, page) : backLines(report, page).slice(0, 1)),
    ...(length === 'whole' ? all : length === 'brief' ? all.slice(0, 1) : []).flatMap(([name, link]) =>
      link === undefined ? [] : [`${name}: ${oneLine(link)}`],
    ),
    record === undefined || !isRecorded
      ? oneLine(product)
      : `${oneLine(product)}; in full: ${hint(['show', runId], record)}`,
  ];
}

/** The way back of what this run changed, with this tool and without it. */
function backLines(report: Report, page: Page | undefined): readonly string[] {
  const { totals, record } = report;
  if (totals.changed === 0) return [];
  if (record === undefined)
    return wrap(wordsOf('This run was not recorded, so elb-tls undo cannot undo it.'), bare(0), page);
  const printing = undoTextCommand(report);
  return [
    `To take it back${totals.changed === 1 ? '' : ' (some: add their numbers)'}: ${undoCommand(report)}`,
    ...(printing === null ? [] : [`Without elb-tls: ${printing}`]),
  ];
}
