import type { Finding } from '../../lambda/core/doctor/checks';
import { count } from '../../lambda/core/wording/sentence';
import { led, oneLine, wrapText } from '../../lambda/report/text';

/** What `elb-tls doctor` found, and when (ISO 8601). */
export interface DoctorReport {
  readonly schema: 'elb-tls-doctor/1';
  readonly account: string;
  readonly at: string;
  readonly regions: readonly string[];
  readonly findings: readonly Finding[];
}

/** A line for each check; under it what to do. What needs somebody comes first, for who reads no further. */
export function doctorText({ account, regions, findings }: DoctorReport): string {
  const open = findings.filter(({ isFine }) => isFine !== true);
  const rest = findings.filter(({ isFine }) => isFine === true);
  const verdict =
    open.length === 0
      ? 'All is there that elb-tls needs.'
      : `${count(open.length, 'thing')} to look at, ${rest.length} fine.`;
  return [
    ...wrapText(`Account ${account}, ${regions.join(' ')}. ${verdict}`, led(0, 2)),
    '',
    ...open.flatMap(linesOf),
    ...(open.length > 0 && rest.length > 0 ? [''] : []),
    ...rest.flatMap(linesOf),
    '',
  ].join('\n');
}

const WORDS = { true: 'fine', false: 'TO DO', null: 'NOT KNOWN' } as const;

/** Where the texts begin, behind `NOT KNOWN  `. */
const COLUMN = 11;

function linesOf({ check, region, isFine, found, todo }: Finding): readonly string[] {
  const place = region === null ? '' : ` ${region}`;
  const [first = '', ...more] = wrapText(`${check}${place}: ${oneLine(found)}`, led(COLUMN, COLUMN));
  return [
    WORDS[`${isFine}`].padEnd(COLUMN) + first.slice(COLUMN),
    ...more,
    ...(todo === null ? [] : wrapText(`do: ${oneLine(todo)}`, led(COLUMN, COLUMN + 4))),
  ];
}
