import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { entryNumbers, type Entry, type Report } from '../../../lambda/core/report';
import { table } from '../../../lambda/report/table/table';
import { anyReport } from '../arbitraries';
import { aFineEntry, anEntry, aReport } from '../fixtures';
import { golden } from '../golden';
import * as reports from '../reports';

// The escape character: what a colour begins with.
const ESCAPE = '\u001B';

describe('the table as people read it', () => {
  it.each<[string, Report, number]>([
    ['dry-run-125.txt', reports.dryRun, 125],
    ['dry-run-80.txt', reports.dryRun, 80],
    ['applied-40.txt', reports.applied, 40],
    ['applied-125.txt', reports.applied, 125],
    ['failed-regions-80.txt', reports.failedRegions, 80],
    ['closed-regions-80.txt', reports.closedRegions, 80],
    ['all-fine-80.txt', reports.allFine, 80],
    ['staged-125.txt', reports.staged, 125],
    ['verified-80.txt', reports.verified, 80],
    ['undo-planned-80.txt', reports.undoPlanned, 80],
  ])('%s', (file, report, width) => {
    const text = table(report, { color: false, width });
    expect(text).toBe(golden(`table-${file}`, text));
  });
});

/** The lines of a table, without colour. */
function linesOf(report: Report, width?: number): readonly string[] {
  return table(report, { color: false, ...(width === undefined ? {} : { width }) }).split('\n');
}

/** What people paste or follow, and what leads to it: one line each, however long. */
const isForPasting = (line: string): boolean =>
  /^ {4}(elb-tls|aws) |https?:\/\/|^To take it back|^Without elb-tls: |^By elb-tls-remediator/.test(line);

/** Without the bars and breaks of wrapped lines. */
const joined = (lines: readonly string[]): string => lines.join('\n').replaceAll(/\n *\| | +|\n/g, ' ');

describe.each([
  ['dry run', reports.dryRun],
  ['applied', reports.applied],
  ['staged', reports.staged],
  ['large', reports.large],
  ['undone', reports.undone],
  ['failed Regions', reports.failedRegions],
])('a table (%s)', (_, report) => {
  it.each([40, 80, 125])('is at most %i wide, commands and links apart', (width) => {
    const tooWide = linesOf(report, width).filter((line) => stringWidth(line) > width && !isForPasting(line));
    // A name longer than the line stays in one piece, so that it can be copied.
    expect(tooWide.filter((line) => line.trim().replace(/^\| /, '').includes(' '))).toEqual([]);
  });

  it('has everything of each listener that is not just fine, with the names of all ciphers', () => {
    const numbers = entryNumbers(report);
    const text = joined(linesOf(report, 80));
    const shown = report.listeners.filter(({ outcome }) => outcome !== 'compliant');
    for (const { id, region, loadBalancer, port, notes, drops } of shown) {
      const place = [numbers.get(id), region, loadBalancer.name].join(' ');
      expect(text).toContain(place);
      expect(text).toMatch(
        new RegExp(`${loadBalancer.name}.{0,12} ${port === null ? '\\(not read\\)' : `:${port}\\b`}`),
      );
      for (const note of notes) expect(text).toContain(note);
      for (const cipher of drops.ciphers) expect(text).toContain(cipher.replace(/^ECDHE-(ECDSA|RSA)-/, ''));
    }
    expect(text).not.toMatch(/fine-\d/);
  });
});

describe('table of anything', () => {
  it('has a line for each listener that a step is for, behind its number', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const wanted = report.steps.flatMap(({ listeners }) => listeners);
        const numbered = linesOf(report).flatMap((line) => /^ (\d+) /.exec(line)?.[1] ?? []);
        expect(numbered.map(Number)).toEqual(wanted);
      }),
      { numRuns: 40 },
    );
  });

  it('lets nothing from outside steer the terminal', () => {
    fc.assert(
      fc.property(anyReport, (report) =>
        expect(linesOf(report).join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u),
      ),
      { numRuns: 40 },
    );
  });

  it('is the same text with colour as without', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const coloured = table(report, { color: true, width: 100 });
        const plain = coloured.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '');
        expect(plain).toBe(table(report, { color: false, width: 100 }));
      }),
      { numRuns: 40 },
    );
  });
});

describe('table', () => {
  it.each<[Entry['outcome'], Entry['reason'], number, string]>([
    ['failed', 'change-failed', 33, 'DO:'],
    ['held', 'unknown-policy', 33, 'DO:'],
    ['planned', 'below-target', 36, 'PLANNED'],
    ['changed', 'below-target', 32, 'CHANGED'],
    ['exempt', 'exempt-by-tag', 2, 'EXEMPT'],
  ])('colours the group of what is %s, if asked to', (outcome, reason, code, title) => {
    const report = aReport({ listeners: [anEntry({ outcome, reason })] });
    expect(table(report, { color: true })).toContain(`${ESCAPE}[${code}m${title}`);
    expect(table(report, { color: false })).not.toContain(ESCAPE);
  });

  it('colours the first line', () => {
    expect(table(aReport(), { color: true }).startsWith(`${ESCAPE}[1m`)).toBe(true);
  });

  it('counts what is fine, and lists none of it', () => {
    const text = table(aReport({ listeners: [aFineEntry({ name: 'hidden' })] }), { color: false });
    expect(text).not.toContain('hidden');
    expect(text).toContain('1 TLS listener: 0 planned, 1 fine\n');
  });

  it('says once what clients lose by a move, with the names of the ciphers', () => {
    const lines = joined(linesOf(reports.large, 80));
    expect(lines.match(/AES256-GCM-SHA384/g)).toHaveLength(1);
    expect(lines).toContain('2016-08 -> TLS13-1-2-Res-PQ-2025-09 (clients lose TLS 1.0, 1.1, 14 ciphers (');
  });

  it('(31) shows what watches found', () => {
    const watches = [
      { runId: 'run-1', at: '2026-11-22T06:30:00.000Z', result: 'worse', detail: 'Clients fail on shop.' },
    ] as const;
    const text = joined(linesOf(aReport({ watches })));
    expect(text).toContain('run-1');
    expect(text).toContain('Clients fail on shop.');
  });

  it('has lines that read well, however wide the terminal', () => {
    const lines = linesOf(reports.applied, 400).filter((line) => !isForPasting(line));
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(100);
  });

  it('has characters that take two columns end at the edge', () => {
    const owner = '支払いチーム';
    const listeners = [anEntry({ name: '支払い🚀', notes: [`${owner} `.repeat(20)] })];
    const under = linesOf(aReport({ listeners }), 80).filter((line) => line.includes(owner));
    expect(under.length).toBeGreaterThan(2);
    expect(under.filter((line) => stringWidth(line) > 80)).toEqual([]);
  });
});
