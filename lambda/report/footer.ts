import { hint } from '../core/hint';
import type { Report } from '../core/report';
import { undoCommand, undoTextCommand } from './command';
import { bare, oneLine, wordsOf, wrap, type Page } from './text';

interface FooterOptions {
  readonly page?: Page;
  /** The dashboard alone: it leads to the rest. */
  readonly isBrief?: boolean;
}

/** How to take it back, and where to look next. Commands and addresses are one line each, however long. */
export function footerLines(report: Report, { page, isBrief = false }: FooterOptions): readonly string[] {
  const { links = {}, version, runId, record } = report;
  const all = [
    ['Dashboard', links.dashboard],
    ['Log', links.log],
    ['Record', links.record],
    ['Docs', links.docs],
  ] as const;
  const product = `By elb-tls-remediator${version === undefined ? '' : ` ${version}`}`;
  return [
    ...(isBrief ? backLines(report, page).slice(0, 1) : backLines(report, page)),
    ...(isBrief ? all.slice(0, 1) : all).flatMap(([name, link]) =>
      link === undefined ? [] : [`${name}: ${oneLine(link)}`],
    ),
    record === undefined
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
