import type { Report } from '../../../lambda/core/report';
import { digest } from '../../../lambda/report/digest/digest';
import { golden } from '../golden';
import * as reports from '../reports';

describe('the digest as people read it', () => {
  it.each<[string, Report]>([
    ['dry-run.txt', reports.dryRun],
    ['applied.txt', reports.applied],
    ['large.txt', reports.large],
    ['all-fine.txt', reports.allFine],
    ['nothing-found.txt', reports.nothingFound],
    ['failed-regions.txt', reports.failedRegions],
    ['closed-regions.txt', reports.closedRegions],
    ['unrecorded.txt', reports.unrecorded],
    ['staged.txt', reports.staged],
    ['undone.txt', reports.undone],
    ['undo-planned.txt', reports.undoPlanned],
  ])('%s', (file, report) => {
    const { subject, body } = digest(report);
    const text = `Subject: ${subject}\n\n${body}`;
    expect(text).toBe(golden(`digest-${file}`, text));
  });
});
