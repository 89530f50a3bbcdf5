import {
  closeSync,
  existsSync,
  openSync,
  readSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { describeError } from '../../lambda/aws/errors';
import { hint } from '../../lambda/core/hint';
import { failedRegions, type Report } from '../../lambda/core/report';
import { csv } from '../../lambda/report/csv';
import { escaped } from '../../lambda/report/escaped';
import { table } from '../../lambda/report/table/table';
import { oneLine } from '../../lambda/report/text';
import { UserError } from '../../lambda/core/user-error';
import { STATUS } from '../exit-status';
import type { Flags } from '../flags';
import { adviceOn } from './causes';
import { endProgress } from './progress';
import { sinceSeen } from './seen';
import { hasColor } from './stream';

/** Everything but the report goes to standard error, each thing on a line. It may quote a file or AWS. */
export function say(line: string): void {
  endProgress();
  process.stderr.write(`elb-tls: ${oneLine(line)}\n`);
}

/** `--out -`: the report goes where `--json` prints it. */
const STANDARD_OUTPUT = '-';

/** Tries FILE before anything is done: that a report cannot be written is no surprise for the end of an apply. */
export function refuseUnwritable({ out: path, csv: isCsv }: Flags): void {
  if (path === undefined) return;
  if (path === STANDARD_OUTPUT) {
    if (isCsv) throw new UserError('got --out - with --csv: standard output takes one of them; name a file');
    return;
  }
  if (path === '') throw new UserError('--out got ""; name a file, or use - for standard output');
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(`--out got ${path}, which is a folder; name a file in it`);
  const isNew = !existsSync(path);
  try {
    if (!isNew && isForeign(path)) throw foreign(path);
    closeSync(openSync(path, 'a'));
    if (isNew) rmSync(path);
  } catch (error) {
    throw error instanceof UserError ? error : unwritable(path, error, STATUS.usage);
  }
}

/** A plan is kept: whoever looks at it later wants what was agreed upon, and not what came of it. */
export function refuseOver(plan: string, path: string): void {
  if (!existsSync(path) || realpathSync(path) !== realpathSync(plan)) return;
  throw new UserError(`--out got ${path}, which is the plan that is carried out; name another file`);
}

/** How a report begins, as `show` writes it and as other programs may have laid it out. */
const REPORT = /^\s*\{\s*"schema"\s*:\s*"elb-tls-/;

/** A slip of the keyboard must not cost somebody a file: only what the command has written is written over. */
function isForeign(path: string): boolean {
  const status = statSync(path);
  if (!status.isFile() || status.size === 0) return false;
  const [file, start] = [openSync(path, 'r'), Buffer.alloc(200)];
  try {
    readSync(file, start, 0, start.length, 0);
  } finally {
    closeSync(file);
  }
  return !REPORT.test(start.toString('utf8'));
}

function foreign(path: string): UserError {
  const advice = 'name another file, or delete this one first';
  return new UserError(`--out got ${path}, which is no report and is not written over; ${advice}`);
}

/** Shows what is asked about: standard output is kept for what was done. */
export function preview(report: Report): void {
  endProgress();
  process.stderr.write(tableFor(process.stderr, report, true));
}

/** Prints the report, then writes it to FILE: if one of the two fails there is still the other. */
export async function show(report: Report, flags: Flags): Promise<void> {
  const { json, out, record } = flags;
  const text = jsonText(report);
  // A file or a pipe gets all of it; a screen, what is not on it yet.
  const onScreen = sinceSeen(report);
  const { stdout } = process;
  if (json || out === STANDARD_OUTPUT) await print(text);
  else await print(flags.csv ? csv(report) : tableFor(stdout, stdout.isTTY ? onScreen : report));
  for (const line of [...adviceOnRegions(report), ...leftOutOfCsv(report, flags)]) say(line);
  if (out === undefined || out === STANDARD_OUTPUT) return;
  try {
    writeFileSync(out, text);
  } catch (error) {
    throw unwritable(out, error, STATUS.failed);
  }
  const isPlan = report.mode === 'plan' && report.totals.planned > 0;
  say(`the report is in ${out}${isPlan ? `; carry it out with: ${hint(['apply', out], record)}` : ''}`);
}

/** Ten names of what may be hundreds are no rows of an inventory: whoever has the file alone would take them for all. */
function leftOutOfCsv({ outside, scope }: Report, { csv: isCsv }: Flags): readonly string[] {
  if (!isCsv || outside === undefined) return [];
  return [
    `the CSV has only what is in scope (${scope.tagKey}); what --outside found is in the JSON report: use --json, or --out FILE beside --csv`,
  ];
}

/** Of Regions that could not be reached, what to look at on this machine; all else is in their errors. */
function adviceOnRegions(report: Report): readonly string[] {
  return failedRegions(report).flatMap(({ region, error }) => {
    const isOfTheWay = error !== undefined && /^(SilentHost|NotTls|NotAws)$/.test(error.code);
    const advice = isOfTheWay ? adviceOn(error, process.env) : null;
    return advice === null ? [] : [`${region}: ${advice}`];
  });
}

/** What `--json` prints. */
export function jsonText(value: object): string {
  return `${escaped(JSON.stringify(value, null, 2))}\n`;
}

function tableFor(stream: NodeJS.WriteStream, report: Report, isPreview = false): string {
  const { isTTY, columns } = stream;
  if (!isTTY) return table(report, { color: false, isPreview });
  // A terminal that does not know its own width says 0.
  return table(report, { color: hasColor(stream), width: columns || 80, isPreview });
}

/** Who stops reading (`| head`) has seen enough: that is no failure. */
export async function print(text: string): Promise<void> {
  endProgress();
  const { stdout } = process;
  await new Promise<void>((resolve, reject) => {
    stdout.once('error', (error) => ('code' in error && error.code === 'EPIPE' ? resolve() : reject(error)));
    stdout.write(text, (error) => {
      if (!error) resolve();
    });
  });
}

/** Before anything was done it is what somebody has typed; afterwards it is a failure. */
function unwritable(path: string, error: unknown, status: 1 | 64): UserError {
  const { message } = describeError(error);
  return new UserError(`--out cannot write ${path}: ${message}; name a file in a folder that exists`, status);
}
