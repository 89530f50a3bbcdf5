import * as fc from 'fast-check';
import stringWidth from 'string-width';
import type { Entry, Report } from '../../../lambda/core/report';
import { table } from '../../../lambda/report/table/table';
import { anyReport } from '../arbitraries';
import { aFineEntry, anEntry, aReport } from '../fixtures';
import { golden } from '../golden';
import * as reports from '../reports';

// The escape character: what a colour begins with.
const ESCAPE = '\u001B';

const entry = (name: string, detail: string) => anEntry({ outcome: 'held', name, detail });

describe('the table as people read it', () => {
  it.each<[string, Report, number]>([
    ['dry-run-200.txt', reports.dryRun, 200],
    ['dry-run-125.txt', reports.dryRun, 125],
    ['dry-run-80.txt', reports.dryRun, 80],
    ['applied-140.txt', reports.applied, 140],
    ['failed-regions-80.txt', reports.failedRegions, 80],
    ['closed-regions-80.txt', reports.closedRegions, 80],
    ['all-fine-80.txt', reports.allFine, 80],
    ['staged-125.txt', reports.staged, 125],
    ['undo-planned-80.txt', reports.undoPlanned, 80],
  ])('%s', (file, report, width) => {
    const text = table(report, { color: false, width });
    expect(text).toBe(golden(`table-${file}`, text));
  });
});

describe('table of anything', () => {
  it('has one row for each listener that is not just fine and for each failed Region', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const { compliant, listeners } = report.totals;
        const regions = report.regions.filter(({ status }) => status === 'failed').length;
        const rows = linesOf(report).filter((line) =>
          /^(failed|held|changed|planned|reverted|exempt) {2}/.test(line),
        );
        expect(rows).toHaveLength(listeners - compliant + regions);
      }),
    );
  });

  it('lets nothing from outside steer the terminal', () => {
    fc.assert(
      fc.property(anyReport, (report) =>
        expect(linesOf(report).join('')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u),
      ),
    );
  });

  it('is the same text with colour as without', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const coloured = table(report, { color: true, width: 100 });
        const plain = coloured.replaceAll(new RegExp(`${ESCAPE}\\[\\d+m`, 'g'), '');
        expect(plain).toBe(table(report, { color: false, width: 100 }));
      }),
    );
  });
});

describe('table', () => {
  it.each<[Entry['outcome'], number]>([
    ['failed', 31],
    ['held', 33],
    ['planned', 36],
  ])('colours %s, if asked to', (outcome, code) => {
    const report = aReport({ listeners: [anEntry({ outcome })] });
    expect(table(report, { color: true })).toContain(`${ESCAPE}[${code}m${outcome}`);
    expect(table(report, { color: false })).not.toContain(ESCAPE);
  });

  it('shows whole policy names where nobody said how wide the terminal is', () => {
    const lines = linesOf(reports.dryRun);
    expect(lines.find((line) => line.includes('api-gateway-partner'))).toContain(
      'ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06 -> ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
    );
    expect(lines.join()).not.toContain('without the prefix');
  });

  it('aligns its columns', () => {
    const listeners = [anEntry({ name: 'a' }), anEntry({ name: 'a-much-longer-name', port: 8443 })];
    const starts = linesOf(aReport({ listeners }))
      .filter((line) => /^(OUTCOME|planned)/.test(line))
      .map((line) => [/LISTENER|:\d+/, /REASON|below/, /POLICY|ELBSec/].map((column) => line.search(column)));
    expect(starts).toHaveLength(3);
    expect(new Set(starts.map(String)).size).toBe(1);
  });

  it('lists nothing where all is fine', () => {
    const text = table(aReport({ listeners: [aFineEntry({ name: 'hidden' })] }), { color: false });
    expect(text).not.toContain('hidden');
    expect(text).not.toContain('OUTCOME');
    expect(text).toContain('1 listener on 1 load balancer:\n0 planned, 1 already fine\n');
  });

  it('says what neighbours have in common once, and how many they are', () => {
    const listeners = ['a', 'b', 'c'].map((name) =>
      anEntry({ name, outcome: 'held', reason: 'change-limit', detail: name === 'a' ? 'First.' : 'Later.' }),
    );
    const lines = linesOf(aReport({ listeners }));
    expect(lines.filter((line) => /First|Later/.test(line))).toEqual([
      '       | First.',
      '       | these 2: Later.',
    ]);
  });

  it('(31) shows what watches found', () => {
    const watches = [
      { runId: 'run-1', at: '2026-11-22T06:30:00.000Z', result: 'worse', detail: 'Clients fail on shop.' },
    ] as const;
    expect(linesOf(aReport({ watches }))).toContain(
      '- watch of run run-1, 2026-11-22 06:30 UTC: Clients fail on shop.',
    );
  });

  it('says it apart for neighbours with another outcome', () => {
    const listeners = (['held', 'exempt'] as const).map((outcome) =>
      anEntry({ name: outcome, outcome, detail: 'So.' }),
    );
    expect(linesOf(aReport({ listeners })).filter((line) => line.includes('So.'))).toEqual([
      '       | So.',
      '       | So.',
    ]);
  });
});

function linesOf(report: Report): readonly string[] {
  return table(report, { color: false }).split('\n');
}

describe('characters that take two columns', () => {
  const WIDE = { owner: '支払いチーム', name: '支払い🚀' };
  const report = aReport({
    listeners: [entry('shop', 'a '.repeat(60)), entry(WIDE.name, `${WIDE.owner} `.repeat(20))],
  });

  it('keep the columns in line', () => {
    const starts = linesOf(report)
      .filter((line) => line.startsWith('held'))
      .map((line) => stringWidth(line.slice(0, line.indexOf(':443'))));

    expect(starts).toHaveLength(2);
    expect(new Set(starts).size).toBe(1);
  });

  it('do not run over the edge', () => {
    const text = table(report, { color: false, width: 80 });
    const under = text.split('\n').filter((line) => line.includes(WIDE.owner));

    expect(under.length).toBeGreaterThan(2);
    expect(under.filter((line) => stringWidth(line) > 80)).toEqual([]);
  });
});
