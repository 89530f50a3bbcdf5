import { windowPattern } from '../../lambda/core/window-pattern';

/** Patterns of what the parameters take, in the regular expressions that JavaScript and CloudFormation (Java) share. */

/** A Region's code; what AWS has not opened yet is refused by the function, at run time. */
export const REGION = '[a-z]{2,4}(-[a-z]+)+-[0-9]+';

/**
 * The letters up to U+00FF. Of the tag that is in scope no others: it stands in a policy of IAM, which takes no more ([IAM-doc]),
 * and CloudFormation cannot write a parameter in JSON's escapes.
 */
const LATIN = 'A-Za-z0-9\\u00aa\\u00b5\\u00ba\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u00ff';

/**
 * The letters of all scripts, by the blocks that have them: `\\p{L}` is understood by CloudFormation, and not by the emulators and
 * linters that are written in Python. Left out are the blocks of punctuation, full-width commas among them, and what no
 * emulator agrees on, the letters above U+FFFF.
 */
const ANY_SCRIPT = `${LATIN}\\u0100-\\u1fff\\u2c00-\\u2dff\\u3040-\\ud7ff\\uf900-\\ufdff\\ufe70-\\ufefc\\uff10-\\uff19\\uff21-\\uff3a\\uff41-\\uff5a\\uff66-\\uffdc`;

/** What AWS allows in tags beside letters, digits and spaces ([ELB-tag]). */
const SIGNS = '+=._:/@-';

/** A text of a tag, with no space at its ends, where it would be lost. */
function tagText(length: number, letters: string): string {
  return `[${letters}]([ ${letters}]{0,${length - 2}}[${letters}])?`;
}

/** A key or value of the tag that is in scope. */
export function scopeTag(length: number): string {
  return tagText(length, LATIN + SIGNS);
}

/** A key or value of any other tag. */
export function tag(length: number): string {
  return tagText(length, ANY_SCRIPT + SIGNS);
}

/** A key of a tag, where the variables of the function have no room for other letters. */
export function asciiTag(length: number): string {
  return tagText(length, `A-Za-z0-9${SIGNS}`);
}

/** `Key` or `Key=value`: the first `=` ends the key. */
export const OWNER_TAG = `${tagText(128, ANY_SCRIPT + SIGNS.replace('=', ''))}(=${tag(256)})?`;

/** Tag values with commas, each once. */
export const EACH_ONCE = `(?!(.*,)?([^,]+),(.*,)?\\3(,|$))${tag(256)}(,${tag(256)}){0,19}`;

/** Letters beyond ASCII that one setting may have: Lambda may count six bytes for each, as JSON escapes them. */
export const MOST_FOREIGN_LETTERS = 24;

/**
 * A whole value of at most so many characters: the variables of a function have 4,096 bytes together, as JSON ([LAM-env]), and no
 * values that this lets through come to more.
 */
export function atMost(length: number, pattern: string): string {
  return `^(?=.{0,${length}}$)(?!(?:[ -~]*[^ -~]){${MOST_FOREIGN_LETTERS + 1}})${pattern}$`;
}

/** A key of KMS; an alias has no ARN that a policy could name. */
export const KEY = 'arn:[a-z0-9-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[a-z0-9-]+';

/**
 * A role or a user, by its ARN or by a pattern of it. A comma, which IAM allows in names, is what separates two: `?`
 * stands for it.
 */
export const OPERATOR = 'arn:[a-z0-9-]+:iam::[0-9]{12}:(role|user)/[A-Za-z0-9+=.@_/*?-]{1,300}';

const AREA = '(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Etc|Europe|Indian|Pacific)';

export const TIMEZONE = `(UTC|${AREA}(/[A-Za-z0-9_+-]+){1,2})`;

/** As core reads it, but for time zones: this pattern has to be their list, where the function asks Node. */
export const WINDOW = windowPattern(TIMEZONE);

const THIRTY_ONE = '(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])';
const THIRTY = '(0[469]|11)-(0[1-9]|[12][0-9]|30)';
const FEBRUARY = '02-(0[1-9]|1[0-9]|2[0-8])';

/** A day there is, of the years 2020 to 2099. */
export const DATE = `20([2-9][0-9]-(${THIRTY_ONE}|${THIRTY}|${FEBRUARY})|([2468][048]|[3579][26])-02-29)`;
