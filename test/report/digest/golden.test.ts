import type { Report } from '../../../lambda/core/report';
import { digest } from '../../../lambda/report/digest/digest';
import { golden } from '../golden';
import * as reports from '../reports';

/** What a reader has to do, and the words of the mail that say so: they stand in its first fifteen lines. */
type Told = readonly [file: string, report: Report, reader: string, words: string];

const SITUATIONS: readonly Told[] = [
  [
    'nothing-found',
    reports.nothingFound,
    'see whether the tag is right',
    'DO: see whether the tag of the scope is right',
  ],
  ['one', reports.one, 'nothing', 'Nothing needs you. 1 listener was moved.'],
  [
    'twenty-four',
    reports.twentyFour,
    'five things, access first',
    'DO: allow this in the service control policy',
  ],
  ['five-thousand', reports.fiveThousand, 'mend one tag', 'DO: write an exemption tag that can be read'],
  ['all-fine', reports.allFine, 'nothing', 'Nothing needs you. Nothing was changed.'],
  ['dry-run', reports.dryRun, 'judge one policy by hand; then switch on', 'DryRun=false'],
  [
    'failed-regions',
    reports.failedRegions,
    'find out why two Regions fail',
    'DO: find out why a Region cannot be read',
  ],
  [
    'certificates',
    reports.certificates,
    'replace one certificate, renew two, and let the role read',
    'DO: replace the certificates that have expired (1)',
  ],
  ['closed-regions', reports.closedRegions, 'nothing; name the Regions some day', 'Nothing needs you.'],
  [
    'all-held',
    reports.allHeld,
    'mend one tag; the rest waits for the freeze',
    'DO: write an exemption tag that can be read',
  ],
  ['cut-off', reports.cutOff, 'look at what two runs did', 'DO: look at run 20261121T060000Z-0c0f'],
  ['undone', reports.undone, 'look at the listener that was left alone', 'DO: look at what these have now'],
  [
    'undo-planned',
    reports.undoPlanned,
    'look at the listener that would be left alone',
    'DO: look at what these have now',
  ],
  ['waves', reports.waves, 'nothing', 'Nothing needs you. 2 listeners were moved, 8 wait.'],
  [
    'exemptions-ending',
    reports.exemptionsEnding,
    'renew two exemptions or let them end',
    'DO: renew or remove the exemption (2)',
  ],
  ['long-names', reports.longNames, 'mend two tags', 'DO: write an exemption tag that can be read'],
  ['cut-for-sns', reports.cutForSns, 'let the role read', 'DO: let the role read this (9000)'],
  ['misconfigured', reports.misconfigured, 'mend DRY_RUN', 'DRY_RUN got "flase"'],
  [
    'applied',
    reports.applied,
    'five things, the service control policy first',
    'DO: allow this in the service control policy',
  ],
  ['staged', reports.staged, 'look at a run that was cut off first', 'DO: look at run 20261121T060000Z-0c0f'],
  [
    'verified',
    reports.verified,
    'look again at one change, later',
    'DO: see whether these changes have reached their clients',
  ],
  ['seen', reports.seen, 'call 203.0.113.0/24 first', 'DO: move the clients that these would lock out'],
  ['large', reports.large, 'mend one tag', 'DO: write an exemption tag that can be read'],
  ['woken', reports.woken, 'nothing; ask ann why', 'by arn:aws:sts::111122223333:assumed-role/Dev/ann'],
  ['unrecorded', reports.unrecorded, 'nothing; there is no way back', 'This run was not recorded'],
];

/** Lines that may be longer than 76 columns: a command or an address, each whole. */
const LONG =
  /^( {4}elb-tls (?:undo|probe) | {4}aws elb(?:v2)? modify-load-balancer-attributes |To take it back|Without elb-tls: |By elb-tls-remediator|(Dashboard|Log|Record|Docs): )/;

/** A file of so many lines is read; of more, its beginning and its end. */
const MOST_LINES = 100;

describe.each(SITUATIONS)('the digest as people read it: %s', (file, report, reader, words) => {
  const { subject, body } = digest(report);

  it(`tells its reader what to do: ${reader}`, () => {
    const first = body.split('\n').slice(0, 15).join('\n');
    expect(first).toContain(words);
  });

  it('has 76 columns', () => {
    const wide = body.split('\n').filter((line) => Array.from(line).length > 76 && !LONG.test(line));
    // A word alone is never broken.
    expect(wide.filter((line) => line.replace(/^ *[|-] /, '').includes(' '))).toEqual([]);
  });

  it('reads so', () => {
    const text = `What to do: ${reader}\n\nSubject: ${subject}\n\n${excerpt(body)}`;
    expect(text).toBe(golden(`digest-${file}.txt`, text));
  });
});

function excerpt(body: string): string {
  const lines = body.split('\n');
  if (lines.length <= MOST_LINES) return body;
  const left = lines.length - 50;
  return [...lines.slice(0, 30), `[ ${left} more lines ]`, ...lines.slice(-20)].join('\n');
}
