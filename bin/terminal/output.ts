import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { describeError } from '../../lambda/aws/errors';
import type { Report } from '../../lambda/core/report';
import { table } from '../../lambda/report/table/table';
import { oneLine } from '../../lambda/report/text';
import { UserError } from '../../lambda/core/user-error';
import type { Flags } from '../flags';

/** Everything but the report goes to standard error, each thing on a line. It may quote a file or AWS. */
export function say(line: string): void {
  process.stderr.write(`elb-tls: ${oneLine(line)}\n`);
}

/** Tries FILE before anything is done: that a report cannot be written is no surprise for the end of an apply. */
export function refuseUnwritable(path: string): void {
  const isNew = !existsSync(path);
  try {
    closeSync(openSync(path, 'a'));
    if (isNew) rmSync(path);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Shows what is asked about: standard output is kept for what was done. */
export function preview(report: Report): void {
  process.stderr.write(tableFor(process.stderr, report));
}

/** Prints the report, then writes it to FILE: if one of the two fails there is still the other. */
export async function show(report: Report, { json, out }: Flags): Promise<void> {
  const text = `${escaped(JSON.stringify(report, null, 2))}\n`;
  await print(json ? text : tableFor(process.stdout, report));
  if (out === undefined) return;
  try {
    writeFileSync(out, text);
  } catch (error) {
    throw unwritable(out, error);
  }
  const isPlan = report.mode === 'plan' && report.totals.planned > 0;
  say(`the report is in ${out}${isPlan ? `; carry it out with: elb-tls apply ${out}` : ''}`);
}

/** The same JSON, without the control and format characters that JSON leaves as they are. */
function escaped(json: string): string {
  return json.replaceAll(/[\u007f-\u009f\u2028\u2029]|\p{Cf}/gu, (character) =>
    Array.from({ length: character.length }, (_, index) => unicodeEscape(character.charCodeAt(index))).join(
      '',
    ),
  );
}

function unicodeEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

function tableFor({ isTTY, columns }: NodeJS.WriteStream, report: Report): string {
  if (!isTTY) return table(report, { color: false });
  // A terminal that does not know its own width says 0.
  return table(report, { color: !process.env['NO_COLOR'], width: columns || 80 });
}

/** Who stops reading (`| head`) has seen enough: that is no failure. */
export async function print(text: string): Promise<void> {
  const { stdout } = process;
  await new Promise<void>((resolve, reject) => {
    stdout.once('error', (error) => ('code' in error && error.code === 'EPIPE' ? resolve() : reject(error)));
    stdout.write(text, (error) => {
      if (!error) resolve();
    });
  });
}

function unwritable(path: string, error: unknown): UserError {
  const { message } = describeError(error);
  return new UserError(`--out cannot write ${path}: ${message}; name a file in a folder that exists`, 1);
}
