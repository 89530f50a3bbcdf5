import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import type { Report } from '../../lambda/core/report';
import { csv } from '../../lambda/report/csv';
import { anyReport } from './arbitraries';
import { aFineEntry, anEntry, anUnreadEntry, aReport } from './fixtures';
import * as reports from './reports';

/** The rows of many texts, read by Python's csv module: it knows nothing of how they were written. */
function readByPython(texts: readonly string[]): readonly (readonly (readonly string[])[])[] {
  const program = `
import csv, io, json, sys
texts = json.load(sys.stdin)
json.dump([list(csv.reader(io.StringIO(each, newline=''), strict=True)) for each in texts], sys.stdout)`;
  const options = { input: JSON.stringify(texts), encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
  const rows: readonly (readonly (readonly string[])[])[] = JSON.parse(
    execFileSync('python3', ['-c', program], options),
  );
  return rows;
}

/** Each row by its columns' names. */
function rowsOf(report: Report): readonly Readonly<Record<string, string>>[] {
  const [[header = [], ...rows] = []] = readByPython([csv(report)]);
  return rows.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
}

const withNote = (text: string) => aReport({ listeners: [anEntry({ notes: [text] })] });

/** What Excel, Calc or Sheets would take for a formula, read with a comma or a semicolon between cells. */
const STARTS_FORMULA = /(^|[,;])[\s"'`]*[=+\-@＝＋－＠]/u;

describe('a report as CSV', () => {
  it('says of each listener what the report says, and of what is fine too', () => {
    const entry = anEntry({
      outcome: 'changed',
      drops: { protocols: ['TLSv1', 'TLSv1.1'], ciphers: ['AES128-SHA'] },
      notes: ['First, "so".', 'Second.'],
      openSince: '2026-11-10',
      changedAt: '2026-11-22T06:00:10.000Z',
      wave: 'prod',
    });
    const owned = {
      ...entry,
      loadBalancer: { ...entry.loadBalancer, ownerTags: { Owner: 'shop', Team: 'web' } },
    };
    const report = aReport({
      mode: 'apply',
      accountName: 'acme',
      listeners: [owned, aFineEntry({ name: 'zfine' })],
    });
    const [changed, fine] = rowsOf(report);
    expect(changed).toEqual({
      run: report.runId,
      mode: 'apply',
      account: report.account,
      'account name': 'acme',
      number: '1',
      region: entry.region,
      'load balancer': 'shop',
      type: 'application',
      'owner tags': 'Owner=shop | Team=web',
      port: '443',
      protocol: 'HTTPS',
      from: entry.from,
      to: entry.to,
      outcome: 'changed',
      reason: 'below-target',
      detail: entry.detail,
      'lost protocols': 'TLSv1 | TLSv1.1',
      'lost ciphers': 'AES128-SHA',
      'open since': '2026-11-10',
      'changed at': '2026-11-22T06:00:10.000Z',
      wave: 'prod',
      id: entry.id,
      notes: 'First, "so". | Second.',
      handshakes: '',
      'clients seen': '',
      certificates: '',
    });
    expect(fine).toMatchObject({ number: '2', 'load balancer': 'zfine', outcome: 'compliant' });
  });

  it('has a row for each listener, and for each Region that failed or is closed', () => {
    for (const report of [reports.applied, reports.failedRegions, reports.closedRegions, reports.allFine]) {
      const missing = report.regions.filter(({ status }) => status !== 'examined');
      const rows = rowsOf(report);
      expect(rows.map(({ id }) => id).filter((id) => id !== '')).toEqual(
        report.listeners.map(({ id }) => id),
      );
      expect(rows.filter(({ id }) => id === '')).toMatchObject(
        missing.map(({ region, status, error }) => ({ region, outcome: status, reason: error?.code ?? '' })),
      );
    }
    expect(rowsOf(aReport())).toEqual([]);
  });

  it('leaves empty what a load balancer that could not be read does not have', () => {
    const [row] = rowsOf(aReport({ listeners: [anUnreadEntry()] }));
    expect(row).toMatchObject({ port: '', protocol: '', from: '', outcome: 'failed', reason: 'read-failed' });
  });

  it('has what is wrong with the certificates of a listener', () => {
    const listeners = ['shop', 'landing', 'zfine'].map((name) => anEntry({ name }));
    const rows = rowsOf(aReport({ ...reports.certificates, listeners }));
    const shown = rows.map((row) => [row['load balancer'], row['certificates']?.replaceAll(/ \(.*?\)/g, '')]);
    expect(shown).toEqual([
      ['landing', expect.stringMatching(/^not read: AccessDenied on acm:GetCertificate of acm 3f3a/)],
      [
        'shop',
        'expired: shop.example.com www.example.com has expired on 2026-11-20 | ' +
          'name-without-rule: old.example.com names old.example.com, which meets no host rule there',
      ],
      ['zfine', ''],
    ]);
  });

  it('has the numbers that an undo takes', () => {
    const report = { ...reports.undone, numbers: reports.undone.listeners.map((_, index) => 7 + index) };
    expect(rowsOf(report)[0]?.['number']).toBe('7');
  });

  it('ends each row with CRLF and begins with no byte order mark', () => {
    const text = csv(reports.applied);
    expect(text.startsWith('"run","mode",')).toBe(true);
    expect(text.split('\r\n').at(-1)).toBe('');
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it.each([
    ['=HYPERLINK("http://evil.example","click")', `'=HYPERLINK("http://evil.example","click")`],
    ['+1', "'+1"],
    ['-2+3', "'-2+3"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1+1', "'=1+1"],
    ['\r=1+1', "'=1+1"],
    ['  =1+1', "'=1+1"],
    ['"=1+1', `'"=1+1`],
    [`'=1+1`, `''=1+1`],
    [`" '=1+1`, `'" '=1+1`],
    ['\u200b=1+1', "'=1+1"],
    ['＝1+1', "'＝1+1"],
    ['a;=1+1', "a;'=1+1"],
    ['a, "@x', `a,' "@x`],
    ['x\u0000\u001b[31m\u202ey', 'x [31m y'],
    ['one\r\n"two",three', 'one "two",three'],
    ['支払い 🚀', '支払い 🚀'],
    ['Owner=team-shop, a-b, e@f', 'Owner=team-shop, a-b, e@f'],
  ])('takes %j for text', (text, expected) => {
    expect(rowsOf(withNote(text))[0]?.['notes']).toBe(expected);
  });

  it('ends a text of 10,000 characters as a mail does', () => {
    const [row] = rowsOf(withNote('x'.repeat(10_000)));
    expect(row?.['notes']).toMatch(/^x{1000} \.\.\. \(cut/);
  });

  it('neutralises each of several texts in a cell', () => {
    const [row] = rowsOf(aReport({ listeners: [anEntry({ notes: ['fine', '=1', '@2'] })] }));
    expect(row?.['notes']).toBe("fine |' =1 |' @2");
  });
});

describe('CSV of anything', () => {
  const texts = fc.sample(anyReport, 150).map((report) => ({ report, text: csv(report) }));
  const read = readByPython(texts.map(({ text }) => text));

  it('is read back with a row for each listener and as many cells as the header', () => {
    for (const [index, { report }] of texts.entries()) {
      const [header = [], ...rows] = read[index] ?? [];
      const regions = report.regions.filter(({ status }) => status !== 'examined').length;
      expect(rows).toHaveLength(report.listeners.length + regions);
      expect(new Set([header, ...rows].map(({ length }) => length))).toEqual(new Set([header.length]));
    }
  });

  it('starts no formula, and has no control or format characters', () => {
    for (const cell of read.flat(2)) {
      expect(cell.replaceAll(/(^|[,;|])'/gu, '$1.')).not.toMatch(STARTS_FORMULA);
      expect(cell).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }
  });
});
