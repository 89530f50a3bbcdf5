import { windowPattern } from '../../lambda/core/window-pattern';

/** Patterns of what the parameters take, in the regular expressions that JavaScript and CloudFormation (Java) share. */

/** A Region's code; what AWS has not opened yet is refused by the function, at run time. */
export const REGION = '[a-z]{2,4}(-[a-z]+)+-[0-9]+';

/** What a tag's key or value is made of: what AWS allows ([ELB-tag], Latin letters only), spaces apart. */
const LETTERS = 'A-Za-z0-9+=._:/@-';

/** A tag's key or value, with no space at its ends, where it would be lost. */
export function tag(length: number, letters = LETTERS): string {
  return `[${letters}]([ ${letters}]{0,${length - 2}}[${letters}])?`;
}

/** `Key` or `Key=value`: the first `=` ends the key. */
export const OWNER_TAG = `${tag(128, LETTERS.replace('=', ''))}(=${tag(256)})?`;

/** Tag values with commas, each once. */
export const EACH_ONCE = `(?!(.*,)?([^,]+),(.*,)?\\3(,|$))${tag(256)}(,${tag(256)}){0,19}`;

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
